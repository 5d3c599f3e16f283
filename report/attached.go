package report

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/result"
)

// mostFiles is how many attachments and artifacts of a scenario are named.
const mostFiles = 5

// attached names the first files of a report folder and counts the rest.
func attached(folder string, names []string) []string {
	var out []string
	for _, name := range names[:min(len(names), mostFiles)] {
		out = append(out, path.Join(folder, name))
	}
	if more := len(names) - mostFiles; more > 0 {
		out = append(out, fmt.Sprintf("and %d more in %s", more, path.Join(folder, path.Dir(names[0]))))
	}
	return out
}

// evidence returns a scenario's attachments and the artifacts of its container.
func evidence(s result.Scenario, a result.Attempt) []string {
	return slices.Concat(s.Attachments, a.Artifacts)
}

// below names the first files by their paths below a folder.
func below(folder string, names []string) string {
	var out []string
	for _, name := range names[:min(len(names), mostFiles)] {
		out = append(out, strings.TrimPrefix(name, folder+"/"))
	}
	if len(names) > mostFiles {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

// files lists files under a heading; without any it writes nothing.
func (m *markdown) files(heading string, names []string) {
	if len(names) == 0 {
		return
	}
	lines := []string{"<p>" + heading}
	for _, name := range names {
		lines = append(lines, "<br>"+code(name, wordBytes))
	}
	m.block(append(lines, "</p>")...)
}
