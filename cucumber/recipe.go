package cucumber

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Names of runners without a recipe: custom reads any report that the user's command writes to {report}, exit-code reads none.
const (
	Custom   = "custom"
	ExitCode = "exit-code"
)

// Recipe describes how to tell one runner what to run and where to write its report.
type Recipe struct {
	Name string
	// Words is the usual command of the runner; nil: there is none.
	Words []string
	// Installs maps a path (absolute, or relative to the work-dir) to the words that run what is installed there.
	Installs []Install
	// Traces are paths relative to the work-dir that only a suite of this runner has.
	Traces []string
	// Env is set in every container.
	Env []string
	// Rows means that a line can select a single example row.
	Rows bool
	// Exact means that the line of a scenario (without Rows: of an outline) selects only that scenario, so that the scenarios of
	// one file can run in several containers.
	Exact bool
	// Lock is the path of the file, relative to the work-dir, that names the runner's version; empty: it makes no difference.
	Lock string

	told       switches                        // its flags for scenarios that do not pass
	endings    endings                         // which statuses give a nonzero exit status
	config     func(*Config, settings)         // reads its own configuration; nil: it cannot be read
	scripts    func(Recipe, settings) settings // finds its arguments if another program starts it
	glob       bool                            // it reads paths as globs
	repeat     bool                            // it takes F:6 F:9; others take F:6:9
	flagsFirst bool                            // it reads flags after a path as paths
	flags      func(Setup) []string
	variables  func(paths []string, s Setup) []string // for a runner that reads its files from variables, not from arguments
	locked     *regexp.Regexp                         // major and minor version in the text of Lock
	named      func(word string) bool
	links      func(Version) int // as Links says; nil: it follows none
}

// Install is a place where a runner may be found and the words that start it.
type Install struct {
	Path  string
	Words []string
}

// Setup is what the report flags of a runner depend on.
type Setup struct {
	Report string // folder in the container, absolute
	Version
	FailFast bool // it is told to stop at the first failure
}

// Version is a runner's; the zero value is unknown.
type Version struct{ Major, Minor int }

// atLeast reports whether the version is known and not older than this one.
func (v Version) atLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

// Target is a feature file, or the scenarios of it that begin at Lines.
type Target struct {
	Path  string `json:"path"`            // slash-separated, relative to where it was looked for
	Lines []int  `json:"lines,omitempty"` // empty: the whole file
}

// Recipes lists the runners that are known, in alphabetical order.
func Recipes() []Recipe {
	return []Recipe{behat(), behave(), cucumberJS(), cucumberJVM(), cucumberRuby(), godog()}
}

// Find returns the recipe of a runner; custom and exit-code are recipes that add nothing.
func Find(name string) (Recipe, bool) {
	if name == Custom || name == ExitCode {
		return Recipe{Name: name, Rows: true}, true
	}
	for _, r := range Recipes() {
		if r.Name == name {
			return r, true
		}
	}
	return Recipe{}, false
}

// Guess finds the runner that the words of a command start; empty if none of them is known.
func Guess(words []string) string {
	for _, word := range words {
		for _, r := range Recipes() {
			if r.named(word) {
				return r.Name
			}
		}
	}
	return ""
}

// Reports reports whether the recipe makes its runner write a report.
func (r Recipe) Reports() bool { return r.flags != nil || r.variables != nil }

// ByEnvironment reports whether Variables name the files, so that the command needs no {files}.
func (r Recipe) ByEnvironment() bool { return r.variables != nil }

// Variables are NAME=VALUE for one container of a runner that reads its files from variables; nil for the others.
func (r Recipe) Variables(targets []Target, s Setup) []string {
	if r.variables == nil {
		return nil
	}
	return r.variables(r.paths(targets), s)
}

// Links is how many links to folders the runner follows on the way to a feature file, below the folder it is given.
func (r Recipe) Links(v Version) int {
	if r.links == nil {
		return 0
	}
	return r.links(v)
}

// VersionIn reads the runner's version from the text of its Lock.
func (r Recipe) VersionIn(lock []byte) Version {
	if r.locked == nil {
		return Version{}
	}
	found := r.locked.FindSubmatch(lock)
	if found == nil {
		return Version{}
	}
	major, errMajor := strconv.Atoi(string(found[1]))
	minor, errMinor := strconv.Atoi(string(found[2]))
	if errMajor != nil || errMinor != nil {
		return Version{}
	}
	return Version{major, minor}
}

// Arguments returns the words that replace {files}: the paths, with the lines of selected scenarios, and the flags that make
// the runner report into s.Report. If s.Report is empty, there are no flags.
func (r Recipe) Arguments(targets []Target, s Setup) []string {
	if r.ByEnvironment() {
		return nil
	}
	paths := r.paths(targets)
	switch {
	case r.flags == nil || s.Report == "":
		return paths
	case r.flagsFirst:
		return append(r.flags(s), paths...)
	}
	return append(paths, r.flags(s)...)
}

func (r Recipe) paths(targets []Target) []string {
	var paths []string
	for _, target := range targets {
		paths = append(paths, r.target(target)...)
	}
	return paths
}

func (r Recipe) target(t Target) []string {
	name := plainPath(t.Path)
	if r.glob {
		name = literal.Replace(name)
	}
	if len(t.Lines) == 0 {
		return []string{name}
	}
	if r.repeat {
		var out []string
		for _, line := range t.Lines {
			out = append(out, fmt.Sprintf("%s:%d", name, line))
		}
		return out
	}
	for _, line := range t.Lines {
		name += ":" + strconv.Itoa(line)
	}
	return []string{name}
}

// literal escapes a path into a glob that matches only this path. cucumber-js sets windowsPathsNoEscape, which makes a backslash
// a separator, so each special character becomes a character class; so does "@", which marks a rerun file. A backslash itself
// only fits into a range of four characters around it.
var literal = strings.NewReplacer(`\`, "[[-^]", "@", "[@]", "[", "[[]", "*", "[*]", "?", "[?]", "{", "[{]", "(", "[(]")

// plainPath prevents a runner from reading a path as a flag ("-") or as a rerun file ("@").
func plainPath(p string) string {
	if strings.HasPrefix(p, "-") || strings.HasPrefix(p, "@") {
		return "./" + p
	}
	return p
}

// Select returns the lines that select exactly the chosen scenarios of a file. If the runner cannot select single rows, it needs
// all rows of an outline; Select then returns the first row that is not chosen as partial.
func (r Recipe) Select(all []Pickle, chosen map[int]bool) (lines []int, partial *Pickle) {
	for i, p := range all {
		line := p.Line
		if !r.Rows {
			line = p.Outline
		}
		switch {
		case chosen[p.Line] && !slices.Contains(lines, line):
			lines = append(lines, line)
		case !chosen[p.Line] && !r.Rows && rowChosen(all, chosen, p.Outline):
			return nil, &all[i]
		}
	}
	return lines, nil
}

func rowChosen(all []Pickle, chosen map[int]bool, outline int) bool {
	return slices.ContainsFunc(all, func(p Pickle) bool { return p.Outline == outline && chosen[p.Line] })
}
