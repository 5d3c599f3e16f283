package cucumber

import (
	"slices"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v42"
)

// What cucumber-junit-platform-engine calls a row depends on its naming strategy (short, long, surefire) and on that of
// examples (number, number-and-pickle-if-parameterized, pickle): its DefaultNamingStrategyProvider.

// numbers are the keys of a row by its number: what stands in front of it, the number, the title after it.
func numbers(f File, p Pickle) []string {
	var out []string
	for _, front := range fronts(f, p) {
		out = append(out, joined(front, p.Row, ""), joined(front, p.Row, oneLine(p.Title)))
	}
	return out
}

// olderNumbers are those of a row that is numbered within its own table.
func olderNumbers(f File, p Pickle) []string {
	_, number, _ := strings.Cut(p.Row, ".")
	var out []string
	for _, front := range fronts(f, p) {
		out = append(out, joined(front, number))
	}
	return out
}

// longTitles are the title after what stands in front of a row.
func longTitles(f File, p Pickle) []string {
	var out []string
	for _, front := range fronts(f, p) {
		out = append(out, strings.TrimPrefix(front+" - "+oneLine(p.Title), " - "))
	}
	return out
}

// indexes are those of a row of the only table of its outline, by which tools that know no tables number the repetitions of
// a test.
func indexes(f File, p Pickle) []string {
	other := func(o Pickle) bool { return o.Outline == p.Outline && !strings.HasPrefix(o.Row, "1.") }
	if slices.ContainsFunc(f.Pickles, other) {
		return nil
	}
	return olderNumbers(f, p)
}

// fronts are what may stand in front of a row: nothing, its title, or its parents down from the feature or from below it. A
// table without a name is called by its keyword.
func fronts(f File, p Pickle) []string {
	parents, _, _ := strings.Cut(oneLine(p.Name), "#"+p.Row)
	parents = strings.TrimSuffix(parents, " - ")
	below := []string{parents}
	for _, keyword := range examplesKeywords(f.Language) {
		below = append(below, parents+" - "+keyword)
	}
	out := []string{"", oneLine(p.Title), oneLine(p.Template)}
	for _, front := range below {
		out = append(out, front, oneLine(f.Title+" - "+front))
	}
	return out
}

// examplesKeywords are the words for a table of examples in a language.
func examplesKeywords(language string) []string {
	dialect := gherkin.DialectsBuiltin().GetDialect(language)
	if dialect == nil {
		return nil
	}
	return slices.Clone(dialect.Keywords["examples"])
}
