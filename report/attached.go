package report

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/result"
)

// mostFiles is how many files are named of those that a scenario attached, and that were brought out of its container.
const mostFiles = 5

// attached names files of a report folder, a few of many.
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

// evidence is what a person looks at besides the message of a scenario: what it attached, and what was brought out of its
// container.
func evidence(s result.Scenario, a result.Attempt) []string {
	return slices.Concat(s.Attachments, a.Artifacts)
}

// below names files by what comes after the folder that they lie in, a few of many.
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
