package cucumber

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Config is the part of a runner's own configuration that selects scenarios. It only explains why a scenario is missing; it
// never decides that one may be missing.
type Config struct {
	Filters  []Filter
	Policy   Policy
	Language string    // of feature files without a language comment; empty: English
	Question *Question // set if the configuration must be run to be known
}

// Sources give access to everything that configures a runner.
type Sources struct {
	Read    func(path string) ([]byte, bool) // reads a file of the image; path is relative to the work-dir
	Getenv  func(name string) string         // value of a variable in the test containers; empty if it is not known
	Command []string                         // words of the command that starts the runner; nil if it is not known
}

// settings are the sources together with the runner's own arguments.
type settings struct {
	Sources
	program []string // the words up to and including the runner's name
	words   []string // the words after it
	known   bool     // words are the runner's arguments; false: the user's own program starts the runner
	told    switches
}

// ReadConfig reads the active configuration of a runner. It omits inactive profiles and values that only a shell or a program
// can compute.
func (r Recipe) ReadConfig(src Sources) Config {
	var c Config
	if r.named == nil {
		return c // the runner, and so the meaning of its flags, is not known
	}
	s := r.settings(src)
	c.Policy.take(commandLine, s.words, s.told)
	if r.config != nil {
		r.config(&c, s)
	}
	return c
}

// settings finds the runner's arguments in its command: a flag before the runner's name belongs to another program.
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
		s.program, s.words, s.known = words[:1], words[1:], len(r.Words) == 0 // a godog suite is a program with any name
	}
	if r.scripts != nil && !s.known {
		return r.scripts(r, s)
	}
	return s
}

// expand replaces variables in a word by their values. A variable without a known value stays.
func (s settings) expand(word string) string {
	return os.Expand(word, func(name string) string {
		if value := s.Getenv(name); value != "" {
			return value
		}
		return "$" + name
	})
}

// has reports whether the runner's arguments contain one of the flags.
func (s settings) has(flags ...string) bool {
	return slices.ContainsFunc(s.words, func(word string) bool { return slices.Contains(flags, word) })
}

// first reads the first file that exists.
func (s settings) first(names ...string) (name string, text []byte, found bool) {
	for _, name := range names {
		if text, found := s.Read(name); found {
			return name, text, true
		}
	}
	return "", nil, false
}

// named returns the configuration file that the command names, or the usual ones.
func (s settings) named(usual []string, flags ...string) []string {
	if named := flagValues(s.words, flags...); len(named) > 0 {
		return []string{path.Clean(named[len(named)-1])}
	}
	return usual
}

// add adds a filter of expressions that must all match. It ignores invalid expressions, which the runner itself rejects, and
// expressions that a shell expands.
func (c *Config) add(from string, expressions ...string) {
	expressions = slices.DeleteFunc(slices.Clone(expressions), func(text string) bool { return strings.TrimSpace(text) == "" })
	if len(expressions) == 0 || slices.ContainsFunc(expressions, unsettled) {
		return
	}
	if filter, err := NewFilter(from, expressions...); err == nil {
		c.Filters = append(c.Filters, filter)
	}
}

// unsettled reports whether a shell would expand the text.
func unsettled(text string) bool { return strings.ContainsAny(text, "$`") }

// Removed returns the filter that leaves out a scenario with these tags; nil if none does.
func (c Config) Removed(tags []string) *Filter {
	for i, f := range c.Filters {
		if !f.Keeps(tags) {
			return &c.Filters[i]
		}
	}
	return nil
}

const commandLine = "the command"

// flagValues returns all values of a flag in order. It accepts --tags x, --tags=x, -t x and -tx.
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

// godogConfig reads flags only: godog has no configuration files. The last of several flags wins.
func godogConfig(c *Config, s settings) {
	if tags := flagValues(s.words, "--godog.tags", "-godog.tags"); len(tags) > 0 {
		c.add(commandLine, tags[len(tags)-1])
	}
}

var propertyTag = regexp.MustCompile(`(?m)^[ \t\f]*cucumber\.filter\.tags[ \t\f]*[=: \t\f][ \t\f]*(.*[^\\\s])[ \t\r]*$`)

// jvmConfig reads cucumber.filter.tags. A property in the command wins over the environment variable, which wins over the
// files (cucumber-core, USAGE.txt). What starts Cucumber decides which of the two files it reads, so files that differ are ignored.
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
