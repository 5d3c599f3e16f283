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
	"main":       {"drive"},
	"activity":   {},
	"checkout":   {},
	"classic":    {"cucumber", "result"},
	"compose":    {"execute"},
	"cucumber":   {"shell"},
	"drive":      {"classic", "cucumber", "execute", "execute/docker", "execute/kube", "globs", "inputs", "junit", "live", "mask", "official", "page", "plan", "platform", "quarantine", "report", "reportdir", "result", "setup", "shard", "shell", "stream", "suite", "trace"},
	"execute":    {},
	"globs":      {},
	"hold":       {"activity"},
	"hold/main":  {"globs", "hold"},
	"inputs":     {"compose", "cucumber", "execute", "junit", "quarantine", "shard", "shell"},
	"junit":      {"cucumber", "result"},
	"live":       {"reportdir", "result", "stream"},
	"mask":       {},
	"official":   {},
	"page":       {"cucumber", "result"},
	"plan":       {"cucumber", "execute", "inputs", "quarantine", "report", "result", "shard", "shell", "suite"},
	"platform":   {"report", "reportdir", "result"},
	"quarantine": {},
	"report":     {"cucumber", "quarantine", "result"},
	"reportdir":  {"result"},
	"result":     {"cucumber", "mask"},
	"setup":      {"cucumber", "reportdir", "shell", "suite"},
	"shard":      {"cucumber", "result"},
	"shell":      {},
	"suite":      {"checkout", "compose", "cucumber", "execute", "execute/docker", "globs", "inputs", "shard", "shell"},
	"trace":      {"cucumber", "result"},
	"stream":     {"cucumber", "result"},

	// Engines.
	"execute/docker": {"activity", "execute"},
	"execute/kube":   {"execute", "hold"},

	// For tests alone.
	"enginetest":            {"execute/docker"},
	"execute/tartest":       {},
	"growthtest":            {},
	"packaging":             {},
	"platform/platformtest": {},
}

// owners are the packages that may import a third party's, by the beginning of its path: every third party is listed, and most
// of them one package alone may see.
var owners = map[string][]string{
	"github.com/BurntSushi/toml":                  {"cucumber"},
	"github.com/alecthomas/kong":                  {"inputs"},
	"github.com/bmatcuk/doublestar":               {"checkout", "globs", "inputs", "shard", "suite"},
	"github.com/compose-spec/compose-go":          {"compose"},
	"github.com/containerd/errdefs":               {"execute/docker"},
	"github.com/cucumber/":                        {"cucumber"},
	"github.com/cucumber/messages/":               {"cucumber", "stream"},
	"github.com/distribution/reference":           {"execute", "execute/docker"},
	"github.com/docker/cli/cli":                   {"execute/docker"},
	"github.com/docker/cli/opts":                  {"execute/docker", "inputs"}, // values as in docker run
	"github.com/docker/cli/pkg/kvfile":            {"inputs"},
	"github.com/docker/docker-credential-helpers": {"execute/docker"},
	"github.com/docker/docker/":                   {"execute/docker", "enginetest"},
	"github.com/docker/go-connections":            {"execute/docker"},
	"github.com/docker/go-units":                  {"drive", "execute/docker", "execute/kube", "inputs", "plan", "reportdir"}, // sizes and ages, read and written
	"github.com/jstemmer/go-junit-report":         {"junit"},
	"github.com/moby/patternmatcher":              {"reportdir"},
	"github.com/opencontainers/image-spec":        {"execute/docker"},
	"github.com/sethvargo/go-githubactions":       {"report"},
	"github.com/sirupsen/logrus":                  {"compose"}, // what compose-go warns of
	"go.opentelemetry.io":                         {"execute/docker"},
	"go.yaml.in/yaml":                             {"compose", "cucumber", "execute/kube", "inputs", "quarantine", "setup"},
	"golang.org/x/sync/semaphore":                 {"execute"},
	"golang.org/x/term":                           {"main"},
	"k8s.io/":                                     {"execute/kube"},
	"mvdan.cc/sh/":                                {"shell"},
}

// mayImportThird reports whether a package may import another one's, by the longest entry of owners that fits.
func mayImportThird(from, imported string) bool {
	best := ""
	for prefix := range owners {
		if strings.HasPrefix(imported, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	return slices.Contains(owners[best], from)
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
			third := strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") && !strings.HasPrefix(imported, module)
			if third && !mayImportThird(from, imported) {
				t.Errorf("%q imports %s, which the table gives to others or does not have", from, imported)
			}
		}
	}
}

// TestArchitectureTable keeps the page's table equal to what is enforced.
func TestArchitectureTable(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `([a-z/]+)` \\|[^|]*\\| ([^|]*) \\|")
	found := map[string]string{}
	for _, cells := range row.FindAllStringSubmatch(readText(t, "ARCHITECTURE.md"), -1) {
		found[cells[1]] = strings.Join(regexp.MustCompile("[a-z]+(/[a-z]+)?").FindAllString(cells[2], -1), " ")
	}
	for name, allowed := range mayImport {
		if got := found[name]; got != strings.Join(allowed, " ") {
			t.Errorf("ARCHITECTURE.md says that %s may import %q, the test says %q", name, got, allowed)
		}
	}
}
