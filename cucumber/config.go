package cucumber

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Config is what a runner's own configuration says about which scenarios run, as far as it is in force and can be named: it
// explains why a scenario was left out, and never decides that one may be missing.
type Config struct {
	Filters  []Filter
	Policy   Policy
	Language string    // of feature files that name none; empty: English
	Question *Question // what reading cannot tell; nil if there is nothing
}

// Sources are where a runner's configuration is read from.
type Sources struct {
	Read    func(path string) ([]byte, bool) // a file of the image, relative to the work-dir
	Getenv  func(name string) string         // a variable of the test containers, where its value is known
	Command []string                         // the simple command that starts the runner; nil if it is not known
}

// settings are the sources with the runner's own arguments.
type settings struct {
	Sources
	program []string // the words up to the runner's name
	words   []string // those after it
	known   bool     // words are what the runner is given; else a program of the user's starts it
	told    switches
}

// ReadConfig reads the configuration of a runner that is in force. What is text of a profile that is not, or what a shell or
// a program would have to be run for, is not in it.
func (r Recipe) ReadConfig(src Sources) Config {
	var c Config
	if r.named == nil {
		return c // whose flags these are is not known
	}
	s := r.settings(src)
	c.Policy.take(commandLine, s.words, s.told)
	if r.config != nil {
		r.config(&c, s)
	}
	return c
}

// settings finds the runner's arguments among the words of its command: "-p" before its name is some other program's.
func (r Recipe) settings(src Sources) settings {
	s := settings{Sources: src, told: r.told}
	words := make([]string, len(src.Command))
	for i, word := range src.Command {
		words[i] = s.expand(word)
	}
	i := slices.IndexFunc(words, func(word string) bool { return r.named(word) && !strings.HasPrefix(word, "-") })
	switch {
	case i >= 0:
		s.program, s.words, s.known = words[:i+1], words[i+1:], true
	case len(words) > 0:
		s.program, s.words, s.known = words[:1], words[1:], len(r.Words) == 0 // a suite of godog has any name
	}
	if r.scripts != nil && !s.known {
		return r.scripts(r, s)
	}
	return s
}

// expand puts the values of variables into a word. One whose value is not known stays.
func (s settings) expand(word string) string {
	return os.Expand(word, func(name string) string {
		if value := s.Getenv(name); value != "" {
			return value
		}
		return "$" + name
	})
}

// has reports whether one of some flags is among the runner's arguments.
func (s settings) has(flags ...string) bool {
	return slices.ContainsFunc(s.words, func(word string) bool { return slices.Contains(flags, word) })
}

// first finds the first of some files that exists.
func (s settings) first(names ...string) (name string, text []byte, found bool) {
	for _, name := range names {
		if text, found := s.Read(name); found {
			return name, text, true
		}
	}
	return "", nil, false
}

// named is the file that the command names in place of the usual ones.
func (s settings) named(usual []string, flags ...string) []string {
	if named := flagValues(s.words, flags...); len(named) > 0 {
		return []string{path.Clean(named[len(named)-1])}
	}
	return usual
}

// add keeps expressions that must all hold; what cannot be read is the runner's to complain about. What a shell would make
// of a variable is not known.
func (c *Config) add(from string, expressions ...string) {
	expressions = slices.DeleteFunc(slices.Clone(expressions), func(text string) bool { return strings.TrimSpace(text) == "" })
	if len(expressions) == 0 || slices.ContainsFunc(expressions, unsettled) {
		return
	}
	if filter, err := NewFilter(from, expressions...); err == nil {
		c.Filters = append(c.Filters, filter)
	}
}

// unsettled reports whether only a shell knows what a text is.
func unsettled(text string) bool { return strings.ContainsAny(text, "$`") }

// Removed tells which filter leaves a scenario with these tags out; nil if none does.
func (c Config) Removed(tags []string) *Filter {
	for i, f := range c.Filters {
		if !f.Keeps(tags) {
			return &c.Filters[i]
		}
	}
	return nil
}

const commandLine = "the command"

// flagValues are the values of a flag by any of its names, in the order of the words: --tags x, --tags=x, -t x, -tx.
func flagValues(words []string, names ...string) []string {
	var out []string
	for i, word := range words {
		name, value, joined := strings.Cut(word, "=")
		short := slices.IndexFunc(names, func(name string) bool { return len(name) == 2 && strings.HasPrefix(word, name) })
		switch {
		case slices.Contains(names, name) && joined:
			out = append(out, value)
		case slices.Contains(names, name) && i+1 < len(words):
			out = append(out, words[i+1])
		case short >= 0 && len(word) > 2:
			out = append(out, word[2:])
		}
	}
	return out
}

// godogConfig: a suite has no files of configuration, and the last of several flags counts.
func godogConfig(c *Config, s settings) {
	if tags := flagValues(s.words, "--godog.tags", "-godog.tags"); len(tags) > 0 {
		c.add(commandLine, tags[len(tags)-1])
	}
}

var propertyTag = regexp.MustCompile(`(?m)^[ \t\f]*cucumber\.filter\.tags[ \t\f]*[=: \t\f][ \t\f]*(.*[^\\\s])[ \t\r]*$`)

// jvmConfig: a property of the command wins over a variable, and that over the files (cucumber-core, USAGE.txt). Which of
// the two files is read depends on what starts Cucumber, so they must not differ.
func jvmConfig(c *Config, s settings) {
	if tags := flagValues(s.Command, "-Dcucumber.filter.tags", "--tags"); len(tags) > 0 {
		c.add(commandLine, tags[len(tags)-1])
		return
	}
	if tags := s.Getenv("CUCUMBER_FILTER_TAGS"); tags != "" {
		c.add("CUCUMBER_FILTER_TAGS", tags)
		return
	}
	var found []string
	from := ""
	for _, name := range []string{"src/test/resources/junit-platform.properties", "src/test/resources/cucumber.properties"} {
		text, exists := s.Read(name)
		if lines := propertyTag.FindAllSubmatch(text, -1); exists && len(lines) > 0 {
			found, from = append(found, string(lines[len(lines)-1][1])), name
		}
	}
	if found = slices.Compact(found); len(found) == 1 {
		c.add(from, found[0])
	}
}
