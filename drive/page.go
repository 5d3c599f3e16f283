package drive

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/page"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// mostSearched limits what is read of containers' outputs to find failures in them, in bytes: ten thousand failures of one container
// with a large output would take hours.
const mostSearched = 2 << 30

// writePage writes the page of a run with what its containers wrote around each failure.
func (r *suiteRun) writePage() error {
	s := search{clean: r.session.clean, dir: r.dir, left: mostSearched}
	o := page.Options{Rerun: rerunOf(r.run, r.session.clean), Output: s.around, Folder: r.dir, Texts: true, Clean: r.session.clean}
	return writePage(r.run, r.dir, o)
}

func writePage(run *result.Run, dir string, o page.Options) error {
	o.RerunGroup = func(g result.Group) (string, bool) { return report.RerunGroup(run, o.Rerun, g) }
	return result.Replace(filepath.Join(dir, reportdir.Page), func(out io.Writer) error { return page.Write(out, run, o) })
}

// search finds failures in the outputs of containers.
type search struct {
	clean *result.Cleaner
	dir   string
	left  int64 // bytes that may still be read
}

// around returns what a container wrote around a failure, and the file of the report folder that has it.
func (s *search) around(a result.Attempt, why cucumber.Failure) (file, text string) {
	for _, file := range []string{a.Stdout, a.Stderr} {
		path := filepath.Join(s.dir, filepath.FromSlash(file))
		if file == "" || !s.may(path) {
			continue
		}
		if text := s.clean.Around(path, []string{headline(why), why.Step}, linesAround, bytesAround); text != "" {
			return file, text
		}
	}
	return "", ""
}

// may reports whether a file may be searched, and counts it.
func (s *search) may(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > s.left {
		return false
	}
	s.left -= info.Size()
	return true
}

// writePage writes the page of a merge. Merge knows no secrets: if the files of a node may hold one, it quotes outputs only from the
// nodes' failures.json, where secrets are masked, and shows no texts of attachments.
func (m *merging) writePage(run *result.Run, dir string) error {
	s := search{clean: m.session.clean, dir: dir, left: mostSearched}
	o := page.Options{Rerun: rerunOf(run, m.session.clean), Output: s.around, Folder: dir, Texts: run.Masked, Clean: m.session.clean}
	if !run.Masked {
		o.Output = quoted(m.outputs())
	}
	return writePage(run, dir, o)
}

// quoted finds failures in extracts of output, by the hash of their cause.
func quoted(known map[string]report.Output) func(result.Attempt, cucumber.Failure) (file, text string) {
	return func(a result.Attempt, why cucumber.Failure) (file, text string) {
		of := known[result.SignatureOf(why).Hash]
		if line := headline(why); line == "" || !strings.Contains(of.Text, line) || of.File != a.Stdout && of.File != a.Stderr {
			return "", "" // it is about another failure of that cause
		}
		return of.File, of.Text
	}
}
