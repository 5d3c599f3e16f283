package cucumber

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	behaveRow = regexp.MustCompile(`^(.*) -- @(\d+\.\d+)`)
	rubyRow   = regexp.MustCompile(`^(.*) \(outline example : .*\)$`)
	numbered  = regexp.MustCompile(`^(.*) #\d+$`)  // godog, Behat
	goNumber  = regexp.MustCompile(`^(.*)#\d\d+$`) // go test
	pytestRow = regexp.MustCompile(`^test_([^\[]*)(?:\[.*\])?$`)
)

// spelling is a way in which runners write the name of a scenario. A name means a pickle if it has the pickle's key.
type spelling struct {
	keys   func(name string) []string // none: the name is not written in this way
	pickle func(Pickle) (key string, can bool)
}

// spellings are the ways in which runners write names, the most exact first. A name that fits several rows means them in the
// order of the file.
func spellings() []spelling {
	return []spelling{
		{tails, always(func(p Pickle) string { return p.Name })},
		{captures(behaveRow), always(func(p Pickle) string { return behaveKey(p.Title, p.Row) })},
		{itself, always(func(p Pickle) string { return p.Title })},
		{captures(rubyRow), func(p Pickle) (string, bool) { return p.Template, p.Row != "" }},
		{captures(numbered), always(func(p Pickle) string { return p.Title })},
		{itself, always(func(p Pickle) string { return goTestName(p.Title) })},
		{captures(goNumber), always(func(p Pickle) string { return goTestName(p.Title) })},
		{captures(pytestRow), always(func(p Pickle) string { return pythonName(p.Template) })},
	}
}

func always(key func(Pickle) string) func(Pickle) (string, bool) {
	return func(p Pickle) (string, bool) { return key(p), true }
}

func itself(name string) []string { return []string{name} }

// tails are a name and what follows each " - " in it: Cucumber's own JUnit puts the feature before.
func tails(name string) []string {
	out := []string{name}
	for rest := name; ; {
		_, after, found := strings.Cut(rest, " - ")
		if !found {
			return out
		}
		out, rest = append(out, after), after
	}
}

// captures are what the groups of a pattern match.
func captures(pattern *regexp.Regexp) func(string) []string {
	return func(name string) []string {
		m := pattern.FindStringSubmatch(name)
		if m == nil {
			return nil
		}
		return []string{strings.Join(m[1:], "\x00")}
	}
}

func behaveKey(title, row string) string { return title + "\x00" + row }

// goTestName is what package testing makes of the name of a subtest.
func goTestName(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return '_'
		}
		return r
	}, title)
}

// pythonName is what pytest-bdd makes of the title of a scenario.
func pythonName(title string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '_'
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return -1
	}, title)
	trimmed := strings.TrimLeftFunc(name, unicode.IsDigit)
	if trimmed != name {
		trimmed = strings.TrimLeft(trimmed, "_")
	}
	return strings.ToLower(trimmed)
}
