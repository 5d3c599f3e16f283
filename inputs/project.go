package inputs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ProjectFile is the name of the file at the top of a checkout that holds the inputs of its suites.
const ProjectFile = "baleen.yml"

// Project is what a baleen.yml says.
type Project struct {
	Path     string // of the file, from the working directory
	Defaults Section
	Suites   []Section // in their order; each holds the defaults as well
}

// Section is what a baleen.yml says about one suite.
type Section struct {
	Name   string // of the suite
	Line   int    // of its key; 0: none
	values map[string]setting
}

// setting is the value of an input, as it would be typed after its flag: one value per line.
type setting struct {
	text string
	line int // 0: Baleen's own default, seen from the folder of the file
}

// LoadProject reads the nearest baleen.yml from dir up to the top of the checkout, which is the folder with .git. Without a
// file it returns nil. Its error holds all mistakes in the file.
func LoadProject(dir string) (*Project, error) {
	name, err := findProject(dir)
	if err != nil || name == "" {
		return nil, err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, Wrong{Input: ProjectFile, Problem: err.Error(), Advice: "make the file readable"}
	}
	return readProject(filepath.ToSlash(name), data)
}

// findProject returns the path of the nearest baleen.yml, empty if there is none.
func findProject(dir string) (string, error) {
	top, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", ProjectFile, err)
	}
	found := ""
	for at := dir; ; at, top = filepath.Join(at, ".."), filepath.Dir(top) {
		if found == "" && exists(filepath.Join(at, ProjectFile)) {
			found = filepath.Join(at, ProjectFile)
		}
		if other := filepath.Join(at, "baleen.yaml"); at == dir && found == "" && exists(other) {
			return "", Wrong{Input: ProjectFile, Problem: "baleen.yaml is not read", Advice: "rename it to " + ProjectFile}
		}
		switch {
		case found != "" && at == dir, exists(filepath.Join(at, ".git")):
			return found, nil
		case top == filepath.Dir(top):
			return "", nil // without .git only the working directory counts
		}
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// names are the names of all suites.
func (p *Project) names() []string {
	var out []string
	for _, s := range p.Suites {
		out = append(out, s.Name)
	}
	return out
}

// choose returns the suites that are named, all of them if none is.
func (p *Project) choose(names []string) ([]Section, error) {
	if len(names) == 0 {
		return p.Suites, nil
	}
	var out []Section
	var wrong AllWrong
	for i, name := range names {
		at := slices.Index(p.names(), name)
		switch {
		case at < 0:
			wrong = append(wrong, p.unknown(name))
		case !slices.Contains(names[:i], name):
			out = append(out, p.Suites[at])
		}
	}
	return out, wrong.Err()
}

// unknown is the complaint about a suite that the file does not have.
func (p *Project) unknown(name string) Wrong {
	wrong := Wrong{Input: "suite", Problem: fmt.Sprintf("%s has no suite %q", p.Path, name), Advice: "it has " + strings.Join(p.names(), ", ")}
	switch near := Nearest(name, p.names()); {
	case looksLikeFile(name):
		wrong.Advice = "give feature files with their flag: --files " + name
	case near != "":
		wrong.Advice = "did you mean " + near + "? " + wrong.Advice
	}
	return wrong
}

func looksLikeFile(word string) bool {
	return strings.ContainsAny(word, `/\*:`) || strings.HasSuffix(word, ".feature")
}
