package cucumber

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// spelling is one form in which runners write the name of a scenario or row. A name matches a pickle if write returns, for the
// pickle, the key that read returns for the name.
type spelling struct {
	read  func(name string) (key string, ok bool)
	write func(f File, p Pickle) []string
}

var (
	behaveRow   = regexp.MustCompile(`^(?:(.*) )?-- @(\d+\.\d+)(?: .*)?$`)
	platformRow = regexp.MustCompile(`^(?:(.*) - )?(?:Example )?#?(\d+\.\d+)(?:: (.*))?$`) // cucumber-junit-platform-engine
	olderRow    = regexp.MustCompile(`^(?:(.*) - )?Example #(\d+)$`)                       // its versions before 7.11
	indexedRow  = regexp.MustCompile(`^(.*?) ?\[(\d+)\]$`)                                 // JUnit's repetitions
	rubyRow     = regexp.MustCompile(`^(.*) \(outline example : (.*)\)$`)
	numbered    = regexp.MustCompile(`^(.*) #\d+$`) // godog, Behat, cucumber-junit
	radishRow   = regexp.MustCompile(`^(.*) - row \d+$`)
	cypressRow  = regexp.MustCompile(`^(.*) \(example #\d+\)$`)
	reqnrollRow = regexp.MustCompile(`^(.*)\(.*exampleTags: .*\)$`)
	playwright  = regexp.MustCompile(`^([^›]+) › (?:.+ › )?([^›]+)$`)
	playRow     = regexp.MustCompile(`^([^›]+) › (?:.+ › )?([^›]+) › Example #\d+$`)
	testNG      = regexp.MustCompile(`^\w+\["(.*)", "(?:Optional\[)?(.*?)\]?"\](?:\(\d+\))?$`)
	goNumber    = regexp.MustCompile(`^(.*)#\d\d+$`) // go test
	pytestRow   = regexp.MustCompile(`^test_([^\[]*)(?:\[.*\])?$`)
)

// spellings returns all forms, the most exact first.
func spellings() []spelling {
	return []spelling{
		{whole, official},
		{parts(behaveRow), rows(withRow)},
		{whole, titles},
		{parts(platformRow), rows(numbers)},
		{parts(olderRow), rows(olderNumbers)},
		{parts(indexedRow), rows(indexes)},
		{dashed, rows(longTitles)},
		{whole, rows(template)}, // cucumber-ruby 2, pytest-bdd
		{parts(rubyRow), rows(withCells)},
		{whole, rows(cells)}, // cucumber-ruby 1, Behat 2
		{parts(numbered), either},
		{parts(radishRow), rows(either)},
		{parts(cypressRow), rows(both(titles, full))},
		{parts(reqnrollRow), rows(either)},
		{whole, full},      // Mocha
		{whole, afterRule}, // cucumber-rs
		{parts(playwright), inFeature(titles)},
		{parts(playRow), rows(inFeature(template))},
		{swapped(parts(testNG)), inFeature(titles)},
		{exactly, goNames},
		{parts(goNumber), goNames},
		{parts(pytestRow), pythonNames},
	}
}

// named reports whether a scenario may have the name of a pickle of a file.
func (s Scenario) named(f File, p Pickle, ways []spelling) bool {
	for _, way := range ways {
		if key, ok := way.read(s.Name); ok && slices.Contains(way.write(f, p), key) {
			return true
		}
	}
	return s.behave && p.Row != "" && annotated(s.Name, p)
}

// annotated reports whether a name is the title of a behave row followed by a custom annotation
// (scenario_outline_annotation_schema).
func annotated(name string, p Pickle) bool {
	rest, ok := strings.CutPrefix(oneLine(name), oneLine(p.Title)+" ")
	return ok && p.Title != "" && rest != "" && !unicode.IsLetter(rune(rest[0])) && !unicode.IsDigit(rune(rest[0]))
}

// oneLine replaces line breaks and repeated spaces by one space, because not every runner keeps them.
func oneLine(name string) string { return strings.Join(strings.Fields(name), " ") }

// joined combines several parts into one key.
func joined(parts ...string) string { return strings.Join(parts, "\x00") }

func whole(name string) (string, bool) { return oneLine(name), true }

// dashed reads a name of several parts.
func dashed(name string) (string, bool) { return oneLine(name), strings.Contains(name, " - ") }

func exactly(name string) (string, bool) { return name, true }

// parts reads a name with a pattern; its groups form the key.
func parts(pattern *regexp.Regexp) func(string) (string, bool) {
	return func(name string) (string, bool) {
		m := pattern.FindStringSubmatch(oneLine(name))
		if m == nil {
			return "", false
		}
		return joined(m[1:]...), true
	}
}

// swapped exchanges the two groups of a pattern.
func swapped(read func(string) (string, bool)) func(string) (string, bool) {
	return func(name string) (string, bool) {
		key, ok := read(name)
		first, second, _ := strings.Cut(key, "\x00")
		return joined(second, first), ok
	}
}

type writer = func(File, Pickle) []string

// rows is for the rows of outlines alone.
func rows(write writer) writer {
	return func(f File, p Pickle) []string {
		if p.Row == "" {
			return nil
		}
		return write(f, p)
	}
}

func both(one, other writer) writer {
	return func(f File, p Pickle) []string { return append(one(f, p), other(f, p)...) }
}

var uniqueSuffix = regexp.MustCompile(` \[\d+\]$`)

// plainName is the official name without what makes it unique in its file.
func plainName(f File, p Pickle) string {
	name := uniqueSuffix.ReplaceAllString(p.Name, "")
	if name != p.Name && slices.ContainsFunc(f.Pickles, func(other Pickle) bool { return other.Name == name }) {
		return name
	}
	return p.Name
}

// official is the name that Cucumber's own formatters write, alone and after the title of the feature.
func official(f File, p Pickle) []string {
	name := oneLine(plainName(f, p))
	return []string{name, oneLine(p.Name), oneLine(f.Title + " - " + name)}
}

// afterRule is the title after that of its rule.
func afterRule(f File, p Pickle) []string {
	if p.Row != "" {
		return nil
	}
	return []string{strings.ReplaceAll(oneLine(plainName(f, p)), " - ", " ")}
}

// titles are the title as the parser reads it, and with the escapes of the row's cells, which behave keeps.
func titles(_ File, p Pickle) []string {
	escaped := strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", `\n`).Replace(p.Title)
	return []string{oneLine(p.Title), oneLine(escaped)}
}

func template(_ File, p Pickle) []string { return []string{oneLine(p.Template)} }

func either(f File, p Pickle) []string {
	if p.Row == "" {
		return titles(f, p)
	}
	return append(titles(f, p), template(f, p)...)
}

// full is the title after that of its feature.
func full(f File, p Pickle) []string {
	if p.Title == "" {
		return nil
	}
	return []string{oneLine(f.Title + " " + p.Title)}
}

func withRow(f File, p Pickle) []string {
	var out []string
	for _, title := range either(f, p) {
		out = append(out, joined(title, p.Row))
	}
	return out
}

func cells(_ File, p Pickle) []string { return []string{oneLine(p.Cells)} }

func withCells(f File, p Pickle) []string {
	var out []string
	for _, title := range either(f, p) {
		out = append(out, joined(title, oneLine(p.Cells)))
	}
	return out
}

func inFeature(write writer) writer {
	return func(f File, p Pickle) []string {
		var out []string
		for _, title := range write(f, p) {
			out = append(out, joined(oneLine(f.Title), title))
		}
		return out
	}
}

func goNames(_ File, p Pickle) []string { return []string{goTestName(p.Title)} }

func pythonNames(_ File, p Pickle) []string { return []string{pythonName(p.Template)} }

// goTestName converts a name as package testing does for a subtest.
func goTestName(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return '_'
		}
		return r
	}, title)
}

// pythonName converts a title into a function name as pytest-bdd does.
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
