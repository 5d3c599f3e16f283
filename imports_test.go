package main

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/org/baleen-action/"

// mayImport is the import table of ARCHITECTURE.md: which of our packages a package may import.
var mayImport = map[string][]string{
	"main":      {"drive"},
	"checkout":  {},
	"cucumber":  {"shell"},
	"drive":     {"cucumber", "execute", "inputs", "junit", "plan", "platform", "report", "reportdir", "result", "shard", "shell", "suite"},
	"execute":   {},
	"inputs":    {"cucumber", "execute", "junit", "shard", "shell"},
	"junit":     {"cucumber", "result"},
	"plan":      {"cucumber", "inputs", "report", "result", "shard", "shell", "suite"},
	"platform":  {"report", "reportdir", "result"},
	"report":    {"cucumber", "result"},
	"reportdir": {"result"},
	"result":    {"cucumber"},
	"shard":     {"cucumber", "result"},
	"shell":     {},
	"suite":     {"checkout", "cucumber", "execute", "inputs", "shard", "shell"},

	// For tests alone.
	"enginetest":            {"execute"},
	"growthtest":            {},
	"packaging":             {},
	"platform/platformtest": {},
}

// owner says which package alone may import a third party's, by the beginning of its path.
var owner = map[string][]string{
	"github.com/docker/docker":              {"execute", "enginetest"},
	"github.com/docker/cli/cli":             {"execute"},
	"github.com/docker/docker-credential":   {"execute"},
	"github.com/cucumber/":                  {"cucumber"},
	"github.com/bmatcuk/doublestar":         {"checkout", "inputs", "shard", "suite"},
	"golang.org/x/sync/semaphore":           {"execute"},
	"github.com/jstemmer/go-junit-report":   {"junit"},
	"github.com/sethvargo/go-githubactions": {"report"},
	"github.com/alecthomas/kong":            {"inputs"},
	"mvdan.cc/sh/":                          {"shell"},
	"go.opentelemetry.io":                   {"execute"},
	"github.com/docker/go-connections":      {"execute"},
	"github.com/opencontainers/image-spec":  {"execute"},
	"github.com/containerd/errdefs":         {"execute"},
	"github.com/distribution/reference":     {"execute"},
	"github.com/moby/patternmatcher":        {"reportdir"},
}

// TestImportTable keeps arrows from running the other way.
func TestImportTable(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from, inside := strings.CutPrefix(words[0], module)
		if !inside {
			from = "main"
		}
		allowed, listed := mayImport[from]
		if !listed {
			t.Errorf("package %s is not in the table", from)
		}
		for _, imported := range words[1:] {
			if name, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(allowed, name) {
				t.Errorf("%s imports %s", from, name)
			}
			for prefix, owners := range owner {
				if strings.HasPrefix(imported, prefix) && !slices.Contains(owners, from) {
					t.Errorf("%q imports %s, which belongs to %q", from, imported, owners)
				}
			}
		}
	}
}

// TestArchitectureTable keeps the page's table equal to what is enforced.
func TestArchitectureTable(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `([a-z/]+)` \\|[^|]*\\| ([^|]*) \\|")
	found := map[string]string{}
	for _, cells := range row.FindAllStringSubmatch(readText(t, "ARCHITECTURE.md"), -1) {
		found[cells[1]] = strings.Join(regexp.MustCompile("[a-z]+").FindAllString(cells[2], -1), " ")
	}
	for name, allowed := range mayImport {
		if got := found[name]; got != strings.Join(allowed, " ") {
			t.Errorf("ARCHITECTURE.md says that %s may import %q, the test says %q", name, got, allowed)
		}
	}
}
