package cucumber

import (
	"fmt"
	"slices"
	"strings"

	tagexpressions "github.com/cucumber/tag-expressions/go/v6"
)

// Filter is a tag expression that leaves scenarios out, known by its text and by where it stands.
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

// Cleaned is the filter with every text of it passed through clean, for tags that have been as well.
func (f Filter) Cleaned(clean func(string) string) Filter {
	var text []string
	for _, expression := range f.text {
		text = append(text, clean(expression))
	}
	cleaned, err := NewFilter(clean(f.From), text...)
	if err != nil || text == nil { // it is no expression any more, or has only been read from run.json
		cleaned.all = f.all
	}
	cleaned.Text, cleaned.From = clean(f.Text), clean(f.From)
	return cleaned
}

// oneOf is the filter of which it is only known that it is one of some, of one place: it leaves out what all of them do.
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

// Keeps tells whether a scenario with these tags is run.
func (f Filter) Keeps(tags []string) bool {
	return !slices.ContainsFunc(f.all, func(holds clause) bool { return !holds(tags) })
}

// String quotes the expression and says where it stands.
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

// parseExpression turns the library's panic for an operator without an operand (tag-expressions v6, "cannot pop") into
// the error that it gives for other mistakes.
func parseExpression(expression string) (clauses []clause, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("an operator has no tag beside it (%v)", cause)
		}
	}()
	parsed, err := tagexpressions.Parse(expression)
	if err != nil {
		return nil, err
	}
	return []clause{parsed.Evaluate}, nil
}

// older tells the older syntax: it has no words between its tags.
func older(expression string) bool {
	if strings.Contains(expression, "&&") {
		return true
	}
	return !strings.ContainsAny(expression, " ()") && strings.ContainsAny(expression, "~,-") && !strings.HasPrefix(expression, "not")
}

// anyOf holds if one of the terms does. A term is a tag, its "@" is optional for behave; "~" or "-" before it negates.
func anyOf(terms []string) clause {
	return func(tags []string) bool {
		return slices.ContainsFunc(terms, func(term string) bool {
			name := strings.TrimLeft(strings.TrimSpace(term), "~-")
			negated := name != strings.TrimSpace(term)
			return slices.Contains(tags, "@"+strings.TrimPrefix(name, "@")) != negated
		})
	}
}
