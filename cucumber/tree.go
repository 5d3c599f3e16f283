package cucumber

import (
	"fmt"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v34"
)

// tree finds what a pickle came from by the ids in its AstNodeIds.
type tree struct {
	scenarios map[string]place
	rows      map[string]row
	steps     map[string]*messages.Step
	outlines  []string // keywords
}

type place struct {
	rule     string
	scenario *messages.Scenario
}

type row struct {
	examples string // name of its Examples table
	number   string // "#table.row", both from 1
	line     int
	header   []string
	cells    []string
}

func indexDocument(doc *messages.GherkinDocument) tree {
	t := tree{scenarios: map[string]place{}, rows: map[string]row{}, steps: map[string]*messages.Step{}}
	t.add(doc)
	return t
}

// add adds a document to those that the tree has.
func (t *tree) add(doc *messages.GherkinDocument) {
	if doc == nil || doc.Feature == nil {
		return
	}
	if dialect := dialectOf(doc.Feature.Language); dialect != nil {
		t.outlines = dialect.ScenarioOutlineKeywords()
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
				header:   cellsOf(examples.TableHeader),
				cells:    cellsOf(r),
			}
		}
	}
}

// bare reports whether a pickle stands for a scenario outline without examples.
func (t tree) bare(p *messages.Pickle) bool {
	s, _ := t.origin(p)
	return s != nil && len(s.Examples) == 0 && slices.Contains(t.outlines, s.Keyword)
}

func (t tree) pickle(p *messages.Pickle, d dialect) Pickle {
	out := Pickle{Steps: len(p.Steps), Name: t.name(p), Title: p.Name, Template: p.Name, Tags: t.tags(p, d)}
	out.Text = digest(p, out.Tags)
	for _, id := range p.AstNodeIds {
		if place, ok := t.scenarios[id]; ok {
			out.Outline = lineOf(place.scenario.Location)
			out.Line, out.Template = out.Outline, place.scenario.Name
		}
		if row, ok := t.rows[id]; ok {
			out.Line, out.Row, out.Cells = row.line, strings.TrimPrefix(row.number, "#"), "| "+strings.Join(row.cells, " | ")+" |"
		}
	}
	return out
}

// tags are those of a pickle, in the order in which they apply: the feature's, the rule's, its own, those of its examples.
func (t tree) tags(p *messages.Pickle, d dialect) []string {
	var before, own, examples []string
	scenario, example := t.origin(p)
	for _, tag := range p.Tags {
		name := d.tags.name(tag.Name)
		is := func(own *messages.Tag) bool { return own.Id == tag.AstNodeId }
		switch {
		case scenario != nil && slices.ContainsFunc(scenario.Tags, is):
			own = append(own, name)
		case len(own) > 0:
			examples = append(examples, name)
		default:
			before = append(before, name)
		}
	}
	if example != nil && d.rowTags != nil {
		own = d.rowTags(own, *example)
	}
	return slices.Concat(before, own, examples)
}

// origin is the scenario that a pickle was made of, and the row.
func (t tree) origin(p *messages.Pickle) (scenario *messages.Scenario, example *row) {
	for _, id := range p.AstNodeIds {
		if place, ok := t.scenarios[id]; ok {
			scenario = place.scenario
		}
		if r, ok := t.rows[id]; ok {
			example = &r
		}
	}
	return scenario, example
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
