// Package setup looks at a checkout and proposes its first files: a baleen.yml, a workflow and a .dockerignore.
package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/suite"
)

// Checkout is what was found in a checkout.
type Checkout struct {
	Suites []Suite
	CI     string // GitHub, GitLab or Jenkins
	files  fs.FS
}

// Suite is a suite that was found. Its paths are seen from the top of the checkout.
type Suite struct {
	Name       string
	Home       string   // the folder of the project that the suite belongs to
	Root       string   // the folder that the image holds
	Features   []string // folders of feature files
	Runner     suite.Sign
	Dockerfile string // empty: none was found
	Compose    Compose
}

// CI systems for which there is a workflow.
const (
	GitHub  = "GitHub"
	GitLab  = "GitLab"
	Jenkins = "Jenkins"
)

// ErrNoFeatures says that a checkout holds no feature file.
var ErrNoFeatures = errors.New("no .feature file was found here")

// Look looks at the checkout whose top folder is top.
func Look(top fs.FS) (Checkout, error) {
	c := Checkout{CI: ciOf(top), files: top}
	bases, err := c.features()
	if err != nil {
		return c, fmt.Errorf("look at checkout: %w", err)
	}
	if len(bases) == 0 {
		return c, ErrNoFeatures
	}
	for _, base := range bases {
		found, err := c.suiteAt(base)
		if err != nil {
			return c, fmt.Errorf("look at checkout: %w", err)
		}
		same := func(s Suite) bool { return s.Home == found.Home && s.Root == found.Root }
		if at := slices.IndexFunc(c.Suites, same); at >= 0 {
			c.Suites[at].Features = append(c.Suites[at].Features, base)
		} else {
			c.Suites = append(c.Suites, found)
		}
	}
	c.name()
	return c, nil
}

func ciOf(top fs.FS) string {
	for _, sign := range []struct{ path, system string }{{".github/workflows", GitHub}, {".gitlab-ci.yml", GitLab}, {"Jenkinsfile", Jenkins}} {
		if there(top, sign.path) {
			return sign.system
		}
	}
	return GitHub
}

func there(top fs.FS, name string) bool {
	_, err := fs.Stat(top, name)
	return err == nil
}

// features returns the folders of feature files, without those below another one.
func (c Checkout) features() ([]string, error) {
	var out []string
	err := fs.WalkDir(c.files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && foreign(entry.Name()):
			return fs.SkipDir
		case !entry.Type().IsRegular() || path.Ext(name) != ".feature" || strings.ContainsFunc(name, unprintable):
			return nil
		}
		if base := baseOf(name); !slices.Contains(out, base) {
			out = append(out, base)
		}
		return nil
	})
	return out, err
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f }

// foreign reports whether a folder holds nothing of the project's own.
func foreign(name string) bool {
	return strings.HasPrefix(name, ".") && name != "." || strings.HasPrefix(name, "baleen-report") ||
		slices.Contains([]string{"node_modules", "vendor", "target", "testdata"}, name)
}

// baseOf is the folder of feature files that a file belongs to: by convention features, or the resources of a Java project.
func baseOf(name string) string {
	const java = "src/test/resources"
	if before, _, found := strings.Cut("/"+name, "/"+java+"/"); found {
		return strings.TrimPrefix(before+"/"+java, "/")
	}
	folders := strings.Split(path.Dir(name), "/")
	for i, folder := range folders {
		if folder == "features" || folder == "feature" {
			return path.Join(folders[:i+1]...)
		}
	}
	return path.Dir(name)
}

// above visits a folder and those above it until one is the right one, and returns that, or the top.
func above(dir string, right func(dir string) bool) (string, bool) {
	for {
		if right(dir) {
			return dir, true
		}
		if dir == "." {
			return ".", false
		}
		dir = path.Dir(dir)
	}
}

// suiteAt describes the suite that a folder of feature files belongs to.
func (c Checkout) suiteAt(base string) (Suite, error) {
	s := Suite{Features: []string{base}}
	var failed error
	home, declared := above(base, func(dir string) bool {
		sign, err := c.declared(dir)
		failed = errors.Join(failed, err)
		s.Runner = sign
		return sign.Runner != ""
	})
	if steps := c.steps(base); steps.Runner != "" {
		s.Runner = steps
	}
	from := base
	if declared {
		from = home
	}
	context, found := above(from, func(dir string) bool { s.Dockerfile = c.dockerfile(dir); return s.Dockerfile != "" })
	switch {
	case found && !declared:
		s.Home, s.Root = context, context
	case found:
		s.Home, s.Root = home, context
	default:
		s.Home, s.Root = home, home
	}
	s.Compose = c.composeAt(s.Root)
	return s, failed
}

// declared is the sign of a runner in the files of a folder, empty if there is none or there are several.
func (c Checkout) declared(dir string) (suite.Sign, error) {
	signs, err := suite.Declared(func(name string) ([]byte, error) { return fs.ReadFile(c.files, path.Join(dir, name)) })
	for _, recipe := range cucumber.Recipes() {
		for _, trace := range recipe.Traces {
			if name := path.Join(dir, trace); len(signs) == 0 && trace != "Gemfile" && there(c.files, name) {
				signs = append(signs, suite.Sign{Runner: recipe.Name, Why: trace + " is its file"})
			}
		}
	}
	if text, err := fs.ReadFile(c.files, path.Join(dir, "setup.cfg")); err == nil && strings.Contains(string(text), "[behave]") {
		signs = append(signs, suite.Sign{Runner: "behave", Why: "setup.cfg configures it"})
	}
	if err != nil || len(signs) == 0 || slices.ContainsFunc(signs, func(s suite.Sign) bool { return s.Runner != signs[0].Runner }) {
		return suite.Sign{}, err
	}
	return signs[0], nil
}

// steps is the runner of the step code below a folder of feature files, empty if there is none or there are several.
func (c Checkout) steps(base string) suite.Sign {
	var signs []suite.Sign
	// What cannot be read is no sign.
	_ = fs.WalkDir(c.files, base, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil, entry.IsDir() && name != base && foreign(entry.Name()):
			return fs.SkipDir
		case strings.ContainsFunc(name, unprintable):
			return nil
		}
		rel := strings.TrimPrefix(name, base+"/")
		if runner := suite.StepsOf(rel); runner != "" && !entry.IsDir() {
			signs = append(signs, suite.Sign{Runner: runner, Why: rel + " is its step code"})
		}
		return nil
	})
	if len(signs) == 0 || slices.ContainsFunc(signs, func(s suite.Sign) bool { return s.Runner != signs[0].Runner }) {
		return suite.Sign{}
	}
	return signs[0]
}

// dockerfile is the Dockerfile in a folder that is most likely the suite's.
func (c Checkout) dockerfile(dir string) string {
	for _, ending := range []string{".cucumber", ".acceptance", ".e2e", ".test", ".tests", ""} {
		if name := path.Join(dir, "Dockerfile"+ending); there(c.files, name) {
			return name
		}
	}
	return ""
}

// copies reports whether the image of a suite holds the checkout.
func (c Checkout) copies(s Suite) bool {
	text, err := fs.ReadFile(c.files, s.Dockerfile)
	return err == nil && reportdir.CopiesContext(string(text))
}
