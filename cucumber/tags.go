package cucumber

import (
	"fmt"
	"slices"
	"strings"

	tagexpressions "github.com/cucumber/tag-expressions/go/v6"
)

// Filter is a tag expression that removes scenarios, together with its source.
type Filter struct {
	Text string `json:"text"`
	From string `json:"from"` // "the input tags", "cucumber.yml", …
	all  []clause
	text []string // the expressions one by one
}

// clause is one expression of those that must all hold.
type clause func(tags []string) bool

// NewFilter reads expressions that must all hold: Cucumber's tag expressions ("@a and not @b"), and the older syntax of
// cucumber-ruby before 3, behave before 1.3 and godog ("~@a", "@a,@b" for or, "@a && @b").
func NewFilter(from string, expressions ...string) (Filter, error) {
	filter := Filter{Text: strings.Join(expressions, " and "), From: from, text: expressions}
	for _, expression := range expressions {
		clauses, err := parseTags(strings.TrimSpace(expression))
		if err != nil {
			return Filter{}, fmt.Errorf("parse tag expression %q: %w", expression, err)
		}
		filter.all = append(filter.all, clauses...)
	}
	return filter, nil
}

// Cleaned returns the filter with clean applied to every text, for tags that clean has changed as well.
func (f Filter) Cleaned(clean func(string) string) Filter {
	var text []string
	for _, expression := range f.text {
		text = append(text, clean(expression))
	}
	cleaned, err := NewFilter(clean(f.From), text...)
	if err != nil || text == nil { // no longer an expression, or read from run.json without its text
		cleaned.all = f.all
	}
	cleaned.Text, cleaned.From = clean(f.Text), clean(f.From)
	return cleaned
}

// oneOf combines filters of which one is active, but not known which: it removes only what all of them remove.
func oneOf(filters []Filter) Filter {
	out := Filter{From: filters[0].From}
	var texts []string
	for _, f := range filters {
		if !slices.Contains(texts, f.Text) {
			texts = append(texts, f.Text)
		}
	}
	out.Text = strings.Join(texts, " | ")
	out.all = []clause{func(tags []string) bool {
		return slices.ContainsFunc(filters, func(f Filter) bool { return f.Keeps(tags) })
	}}
	return out
}

// Keeps reports whether a scenario with these tags runs.
func (f Filter) Keeps(tags []string) bool {
	return !slices.ContainsFunc(f.all, func(holds clause) bool { return !holds(tags) })
}

// String returns the quoted expression and its source.
func (f Filter) String() string { return fmt.Sprintf("%q in %s", f.Text, f.From) }

func parseTags(expression string) ([]clause, error) {
	if !older(expression) {
		return parseExpression(expression)
	}
	var out []clause
	for _, part := range strings.Split(expression, "&&") {
		out = append(out, anyOf(strings.Split(part, ",")))
	}
	return out, nil
}

// parseExpression converts the library's panic for an operator without an operand (tag-expressions v6, "cannot pop") into an
// error.
func parseExpression(expression string) (clauses []clause, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("an operator lacks a tag (%v)", cause)
		}
	}()
	parsed, err := tagexpressions.Parse(expression)
	if err != nil {
		return nil, err
	}
	return []clause{parsed.Evaluate}, nil
}

// older reports whether an expression uses the older syntax, which has no words between tags.
func older(expression string) bool {
	if strings.Contains(expression, "&&") {
		return true
	}
	if strings.ContainsAny(expression, " ()") || strings.HasPrefix(expression, "not") || expression == "and" || expression == "or" {
		return false
	}
	// A lone word is a tag without its "@" in behave, Behat and godog. Tag expressions know no such tag.
	return strings.ContainsAny(expression, "~,-") || expression != "" && !strings.Contains(expression, "@")
}

// anyOf matches if one term matches. A term is a tag, with optional "@" (behave); a leading "~" or "-" negates it.
func anyOf(terms []string) clause {
	return func(tags []string) bool {
		return slices.ContainsFunc(terms, func(term string) bool {
			name := strings.TrimLeft(strings.TrimSpace(term), "~-")
			negated := name != strings.TrimSpace(term)
			return slices.Contains(tags, "@"+strings.TrimPrefix(name, "@")) != negated
		})
	}
}
