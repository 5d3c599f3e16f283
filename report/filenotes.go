package report

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/org/baleen-action/result"
)

const (
	// notedHere is how many failures of one file a FileNote shows: the first of them.
	notedHere = 20
	// namedFiles is how many further files the last FileNote names.
	namedFiles = 50
)

// FileNote is what is wrong with one feature file, in Markdown.
type FileNote struct {
	Context string // the same for every note about the file, from one run to the next: a later one replaces the earlier
	Body    string
}

// FileNotes notes what fails while a run goes on, file by file. It is not safe for concurrent use.
type FileNotes struct {
	most  int // files
	found map[string][]finding
	told  map[string]bool // by finding.key
	over  []string        // paths of files beyond most
}

// NewFileNotes returns notes about at most most files.
func NewFileNotes(most int) *FileNotes {
	return &FileNotes{most: most, found: map[string][]finding{}, told: map[string]bool{}}
}

// Decided returns the notes that change by a part of a run whose outcomes will not change.
func (n *FileNotes) Decided(part *result.Run) []FileNote {
	var changed []string
	for _, f := range flat(findings(part)) {
		if n.told[f.key()] || f.file == nil {
			continue
		}
		n.told[f.key()] = true
		if n.found[f.path] == nil && len(n.found) >= n.most {
			if !slices.Contains(n.over, f.path) {
				n.over = append(n.over, f.path)
			}
			continue
		}
		f.also = nil // they follow
		n.found[f.path] = append(n.found[f.path], f)
		if !slices.Contains(changed, f.path) {
			changed = append(changed, f.path)
		}
	}
	var out []FileNote
	for _, path := range changed {
		out = append(out, n.note(part, path))
	}
	return out
}

// Rest returns the notes that the end of a run changes, and one that names the files that have none.
func (n *FileNotes) Rest(run *result.Run) []FileNote {
	out := n.Decided(run)
	if n.most > 0 && len(n.over) > 0 {
		var m markdown
		var items []string
		for _, path := range n.over[:min(len(n.over), namedFiles)] {
			items = append(items, code(path, wordBytes))
		}
		m.list(fmt.Sprintf("%s%s more did not pass", prefixed(run), count(len(n.over), "file")), items)
		out = append(out, FileNote{contextOf(run, ""), m.String()})
	}
	return out
}

// prefixed is the name of a suite before a heading; empty if it has none.
func prefixed(run *result.Run) string {
	if run.Name == "" {
		return ""
	}
	return short(run.Name, wordBytes) + ": "
}

// note renders what is wrong with a file.
func (n *FileNotes) note(run *result.Run, path string) FileNote {
	var m markdown
	all := n.found[path]
	m.block("<h3>" + codeUnlessEmpty(prefixed(run)+path, wordBytes) + " did not pass</h3>")
	for _, f := range all[:min(len(all), notedHere)] {
		m.block("<p>"+f.headline()+"</p>", f.where())
		if said := f.whole(); said != "" {
			m.fence("text", said, messageBytes)
		}
		for _, file := range f.files {
			m.block("<p>attached: " + code(file, wordBytes) + "</p>")
		}
	}
	if more := len(all) - notedHere; more > 0 {
		m.block(fmt.Sprintf("<p>and %d more</p>", more))
	}
	return FileNote{contextOf(run, path), m.String()}
}

// contextOf names the note about a file; that about further files if path is empty. Nodes of one build have notes of their own.
func contextOf(run *result.Run, path string) string {
	node := 0
	if run.Node.Several() {
		node = run.Node.Index
	}
	same := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%s", run.Name, node, path))
	return fmt.Sprintf("baleen-%x", same[:10])
}
