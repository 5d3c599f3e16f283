package cucumber

import (
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

// Parse reads a feature file with Cucumber's official parser. A file that the parser refuses is not an error: runners
// are more lenient than the parser (behave runs files that it rejects), so File.ParseFail says why and the file still runs.
func Parse(src io.Reader) File { return ParseFile("", src) }

// ParseFile parses a feature file as Parse does. Its name tells whether it is Markdown with Gherkin (.feature.md).
func ParseFile(name string, src io.Reader) File {
	plain := func(line string) string { return line }
	if strings.HasSuffix(name, ".feature.md") {
		plain = newMarkdown().plain
	}
	ids := 0
	newID := func() string { ids++; return strconv.Itoa(ids) }
	doc, err := document(src, plain, newID)
	if err != nil {
		return File{ParseFail: strings.TrimSpace(strings.TrimPrefix(err.Error(), "Parser errors:"))}
	}
	if doc.Feature == nil {
		return File{Language: gherkin.DefaultDialect}
	}
	file := File{Title: doc.Feature.Name, Language: doc.Feature.Language}
	for _, tag := range doc.Feature.Tags {
		file.Whole = file.Whole || tag.Name == wholeTag
	}
	tree := indexDocument(doc)
	for _, p := range gherkin.Pickles(*doc, "", newID) {
		file.Pickles = append(file.Pickles, tree.pickle(p))
	}
	makeUnique(file.Pickles)
	return file
}

func document(src io.Reader, plain func(string) string, newID func() string) (*messages.GherkinDocument, error) {
	lines, err := newSource(src, plain)
	if err != nil {
		return nil, err
	}
	builder := gherkin.NewAstBuilder(newID)
	err = gherkin.NewParser(builder).Parse(lines, gherkin.NewMatcher(gherkin.DialectsBuiltin()))
	if err := cmp.Or(lines.failed, err); err != nil {
		return nil, err
	}
	return builder.GetGherkinDocument(), nil
}

// makeUnique numbers repeated names in the order of the file: viewers of JUnit drop or merge cases of one name.
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

// tree finds what a pickle came from by the ids in its AstNodeIds.
type tree struct {
	scenarios map[string]place
	rows      map[string]row
	steps     map[string]*messages.Step
}

type place struct {
	rule     string
	scenario *messages.Scenario
}

type row struct {
	examples string // name of its Examples table
	number   string // "#table.row", both from 1
	line     int
}

func indexDocument(doc *messages.GherkinDocument) tree {
	t := tree{scenarios: map[string]place{}, rows: map[string]row{}, steps: map[string]*messages.Step{}}
	if doc == nil || doc.Feature == nil {
		return t
	}
	for _, child := range doc.Feature.Children {
		t.addSteps(child.Background)
		t.addScenario("", child.Scenario)
		if child.Rule == nil {
			continue
		}
		for _, inner := range child.Rule.Children {
			t.addSteps(inner.Background)
			t.addScenario(child.Rule.Name, inner.Scenario)
		}
	}
	return t
}

func (t tree) addSteps(background *messages.Background) {
	if background == nil {
		return
	}
	for _, step := range background.Steps {
		t.steps[step.Id] = step
	}
}

func (t tree) addScenario(rule string, s *messages.Scenario) {
	if s == nil {
		return
	}
	t.scenarios[s.Id] = place{rule: rule, scenario: s}
	for _, step := range s.Steps {
		t.steps[step.Id] = step
	}
	for table, examples := range s.Examples {
		for i, r := range examples.TableBody {
			t.rows[r.Id] = row{
				examples: examples.Name,
				number:   fmt.Sprintf("#%d.%d", table+1, i+1),
				line:     lineOf(r.Location),
			}
		}
	}
}

func (t tree) pickle(p *messages.Pickle) Pickle {
	out := Pickle{Steps: len(p.Steps), Name: t.name(p), Title: p.Name, Template: p.Name}
	for _, tag := range p.Tags {
		out.Tags = append(out.Tags, tag.Name)
	}
	for _, id := range p.AstNodeIds {
		if place, ok := t.scenarios[id]; ok {
			out.Outline = lineOf(place.scenario.Location)
			out.Line, out.Template = out.Outline, place.scenario.Name
		}
		if row, ok := t.rows[id]; ok {
			out.Line, out.Row = row.line, strings.TrimPrefix(row.number, "#")
		}
	}
	return out
}

// name is the long naming strategy of cucumber/query without the feature, the text that Cucumber's own JUnit
// formatter writes, so that test histories carry over.
func (t tree) name(p *messages.Pickle) string {
	var parts []string
	add := func(s string) {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			parts = append(parts, s)
		}
	}
	for _, id := range p.AstNodeIds {
		if place, ok := t.scenarios[id]; ok {
			add(place.rule)
			add(place.scenario.Name)
		}
		row, ok := t.rows[id]
		if !ok {
			continue
		}
		add(row.examples)
		number := row.number
		if outline := t.scenarios[p.AstNodeIds[0]].scenario; outline == nil || outline.Name != p.Name {
			number += ": " + p.Name
		}
		add(number)
	}
	if len(parts) == 0 {
		return "Unnamed scenario"
	}
	return strings.Join(parts, " - ")
}

func lineOf(l *messages.Location) int {
	if l == nil {
		return 0
	}
	return int(l.Line)
}
