package cucumber

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v42"
	messages "github.com/cucumber/messages/go/v34"
)

// wholeTag marks a feature that must never be spread over containers.
const wholeTag = "@baleen:whole"

// Parse reads a feature file with Cucumber's official parser. If the parser rejects the file, File.ParseFail says why, and the
// file still runs, because runners are more lenient than the parser.
func Parse(src io.Reader) File { return Recipe{}.Parse("", "", src) }

// Parse reads a feature file as this runner does, with the same scenarios, lines and tags. A name that ends with .feature.md
// means Markdown with Gherkin. language applies to a file that names none; if the file does not parse in it, Parse tries English.
func (r Recipe) Parse(name, language string, src io.Reader) File {
	var head bytes.Buffer
	file := parse(io.TeeReader(src, &head), language, r.dialectFor(name, language))
	if file.ParseFail == "" {
		return file
	}
	text := func() io.Reader { return io.MultiReader(bytes.NewReader(head.Bytes()), io.TeeReader(src, &head)) }
	if language != "" {
		if english := parse(text(), "", r.dialectFor(name, "")); english.ParseFail == "" {
			return english
		}
	}
	if r.Name != "behave" && strings.Contains(file.ParseFail, "A tag may not contain whitespace") {
		if older := parse(text(), language, olderTags()); older.ParseFail == "" {
			return older
		}
	}
	file.Tags = tagLines(text())
	return file
}

// tagLines returns the words of all lines that begin with a tag.
func tagLines(src io.Reader) []string {
	lines, err := newSource(src, func(line string) string { return line })
	if err != nil {
		return nil
	}
	var out []string
	for line, end, _ := lines.Scan(); !end; line, end, _ = lines.Scan() {
		if words := strings.Fields(line.LineText); len(words) > 0 && strings.HasPrefix(words[0], "@") {
			out = append(out, words...)
		}
	}
	return out
}

func parse(src io.Reader, language string, d dialect) File {
	ids := 0
	newID := func() string { ids++; return strconv.Itoa(ids) }
	doc, err := document(src, language, d, newID)
	if err != nil {
		return File{ParseFail: strings.TrimSpace(strings.TrimPrefix(err.Error(), "Parser errors:"))}
	}
	if doc.Feature == nil {
		return File{Language: cmp.Or(language, gherkin.DefaultDialect)}
	}
	file := File{Title: doc.Feature.Name, Language: doc.Feature.Language}
	for _, tag := range doc.Feature.Tags {
		file.Whole = file.Whole || d.tags.name(tag.Name) == wholeTag
	}
	tree := indexDocument(doc)
	for _, p := range gherkin.Pickles(*doc, "", newID) {
		if !d.rows || !tree.bare(p) {
			pickle := tree.pickle(p, d)
			pickle.NoRows = tree.bare(p)
			file.Pickles = append(file.Pickles, pickle)
		}
	}
	makeUnique(file.Pickles)
	return file
}

func document(src io.Reader, language string, d dialect, newID func() string) (*messages.GherkinDocument, error) {
	lines, err := newSource(src, d.plain)
	if err != nil {
		return nil, err
	}
	language = cmp.Or(language, gherkin.DefaultDialect)
	if dialectOf(language) == nil {
		return nil, fmt.Errorf("language %q is not known", language)
	}
	builder := gherkin.NewAstBuilder(newID)
	matcher := &languageMatcher{Matcher: gherkin.NewLanguageMatcher(gherkin.DialectsBuiltin(), language)}
	err = gherkin.NewParser(builder).Parse(lines, matcher)
	if err := cmp.Or(lines.failed, err); err != nil {
		return nil, err
	}
	doc := builder.GetGherkinDocument()
	if doc.Feature != nil && !matcher.named {
		doc.Feature.Language = language // the library says English of every file that names none
	}
	return doc, nil
}

// languageMatcher records whether a file names its language.
type languageMatcher struct {
	gherkin.Matcher
	named bool
}

// MatchLanguage implements gherkin.Matcher.
func (m *languageMatcher) MatchLanguage(line *gherkin.Line) (bool, *gherkin.Token, error) {
	ok, token, err := m.Matcher.MatchLanguage(line)
	m.named = m.named || ok
	return ok, token, err
}

// makeUnique numbers repeated names in the order of the file, because JUnit viewers drop or merge cases with the same name.
func makeUnique(pickles []Pickle) {
	taken := map[string]bool{}
	last := map[string]int{}
	for i := range pickles {
		plain := pickles[i].Name
		name := plain
		for taken[name] {
			last[plain] = max(2, last[plain]+1)
			name = fmt.Sprintf("%s [%d]", plain, last[plain])
		}
		taken[name] = true
		pickles[i].Name = name
	}
}
