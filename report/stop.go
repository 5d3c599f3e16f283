package report

import (
	"fmt"

	"github.com/org/baleen-action/result"
)

// Limits for wrong inputs in a job summary.
const (
	listedInputs = 50
	inputBytes   = 1 << 10
)

// Complaint is a wrong input.
type Complaint struct {
	Input   string
	Problem string
	Hint    string // what to give instead
}

// InputAnnotations returns an annotation for each wrong input, at most most.
func InputAnnotations(all []Complaint, most int) []Annotation {
	var out []Annotation
	for _, c := range all[:min(len(all), max(0, most))] {
		out = append(out, problem("input "+c.Input, c.Problem, c.Hint))
	}
	return tellMore(out, len(all)-len(out))
}

// InputSummary lists wrong inputs in Markdown.
func InputSummary(all []Complaint) string {
	var m markdown
	m.block("<h2>Baleen: WRONG INPUTS</h2>")
	rows := [][]string{{"input", "what is wrong", "instead"}}
	for _, c := range all[:min(len(all), listedInputs)] {
		rows = append(rows, []string{code(c.Input, wordBytes), code(c.Problem, inputBytes), code(c.Hint, inputBytes)})
	}
	m.table(rows...)
	if more := len(all) - listedInputs; more > 0 {
		m.block(fmt.Sprintf("<p>and %d more: see the log</p>", more))
	}
	return m.String()
}

// Stop is why there is no run.
type Stop struct {
	Problem string
	Hint    string // what to do about it; may be empty
}

// Annotation returns it as an annotation of the run.
func (s Stop) Annotation() Annotation {
	return problem("Baleen could not run the suite", s.Problem, s.Hint)
}

// Summary renders it in Markdown.
func (s Stop) Summary() string {
	var m markdown
	m.block("<h2>Baleen: COULD NOT RUN</h2>")
	m.fence("text", withHint(s.Problem, s.Hint), messageBytes)
	return m.String()
}

func problem(title, problem, hint string) Annotation {
	return Annotation{Title: title, Message: result.Cap(withHint(problem, hint), maxAnnotation-maxTitle)}
}

func withHint(problem, hint string) string {
	if hint == "" {
		return problem
	}
	return problem + "\nhint: " + hint
}
