package result

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// Trouble is what went wrong in an attempt besides its failed scenarios. This file words it: every writer shows these
// sentences and adds none of its own.
type Trouble struct {
	Headline string   // one sentence that begins with the observation and names no container
	Details  []string // what else is known, each of one or more lines
	Tail     string   // the end of the output
}

// Key is the same for attempts that ended the same way. It ignores numbers: ports and processes differ between containers.
func (t Trouble) Key() string { return number.ReplaceAllString(t.Headline, "0") }

var number = regexp.MustCompile(`\d+`)

// Trouble says what went wrong in the attempt. found is false if only scenarios failed, or nothing.
func (a Attempt) Trouble() (t Trouble, found bool) {
	t.Headline = a.headline()
	if t.Headline == "" {
		return t, false
	}
	for i, detail := range append(slices.Clone(a.Problems), a.Report, a.Evidence, a.Advice) {
		if first, rest, more := strings.Cut(detail, "\n"); i == 0 && more && len(first) <= maxHeadline {
			detail = rest // the headline has the first line
		}
		if !strings.Contains(t.Headline, detail) && !slices.Contains(t.Details, detail) {
			t.Details = append(t.Details, detail)
		}
	}
	for _, log := range a.Services {
		t.Details = append(t.Details, "service "+log.Service+": "+log.String())
	}
	t.Tail = strings.Trim(a.Tail, "\n")
	return t, true
}

// maxHeadline limits a headline, in bytes.
const maxHeadline = 300

func (a Attempt) headline() string {
	switch {
	case !a.Class.AboutTests() && a.Evidence == "":
		return fmt.Sprintf("the container ended as %s", a.Class)
	case !a.Class.AboutTests():
		seen, _, _ := strings.Cut(a.Evidence, ", while these ran: ") // the processes differ in every container
		return fmt.Sprintf("%s (the container ended as %s)", shortLine(seen), a.Class)
	case len(a.Problems) > 0:
		return a.problem()
	case a.Report != "" || a.Class == Failed && a.Source == "":
		return a.withoutReport()
	case a.Mismatch:
		return a.mismatched()
	case a.Missing > 0:
		return a.incomplete()
	}
	return ""
}

// shortLine shortens a line to maxHeadline; the details or the output have all of it.
func shortLine(line string) string {
	if len(line) <= maxHeadline {
		return line
	}
	return strings.ReplaceAll(Cap(line, maxHeadline), "\n", " ")
}

// problem is the headline if something failed outside any scenario.
func (a Attempt) problem() string {
	first, _, _ := strings.Cut(a.Problems[0], "\n")
	if a.Class == Passed {
		return shortLine(first)
	}
	return fmt.Sprintf("%s (exit status %d)", shortLine(first), a.Exit)
}

// withoutReport is the headline if the report is missing or truncated.
func (a Attempt) withoutReport() string {
	what := cmp.Or(shortLine(a.Report), "the runner wrote no report")
	switch {
	case a.Class == Passed:
		return "the runner exited 0 without a complete report: " + what
	case a.words() == "":
		return fmt.Sprintf("exit status %d: %s", a.Exit, what)
	case !cucumber.Loads(a.Complaint):
		return fmt.Sprintf("%s: the suite's code does not load (exit status %d: %s)", a.words(), a.Exit, what)
	}
	return fmt.Sprintf("%s (exit status %d: %s)", a.words(), a.Exit, what)
}

// mismatched is the headline if a complete report does not explain the exit status.
func (a Attempt) mismatched() string {
	if a.Class == Passed {
		return "the report says that the run failed though no scenario failed (exit status 0)"
	}
	text := fmt.Sprintf("exit status %d though no scenario failed", a.Exit)
	if a.Complaint != "" {
		text += ": " + shortLine(a.Complaint)
	}
	return text
}

// mayLeaveOut says why a runner may leave out scenarios silently.
const mayLeaveOut = ": a tag filter, a profile or another path in its configuration?"

// incomplete is the headline if the runner left out scenarios.
func (a Attempt) incomplete() string {
	switch {
	case a.Strange > 0:
		return "the runner reported other scenarios in place of planned ones: does the image contain other feature files than the plan?"
	case a.Told == 0 && a.Class == Passed:
		return "the runner ran none of its scenarios (exit status 0)" + mayLeaveOut
	case a.Told == 0:
		return a.died("before the first scenario")
	case a.Class == Failed && len(a.Failed) == 0:
		return a.died("before the last scenario")
	case a.Stopped:
		return fmt.Sprintf("the runner ran no scenario after a failed one (exit status %d): does the suite stop at the first failure?", a.Exit)
	}
	return fmt.Sprintf("the runner left out some of its scenarios (exit status %d)", a.Exit) + mayLeaveOut
}

// died says when the runner ended, with its last words.
func (a Attempt) died(when string) string {
	if a.words() == "" {
		return fmt.Sprintf("exit status %d %s", a.Exit, when)
	}
	return fmt.Sprintf("%s (exit status %d %s)", a.words(), a.Exit, when)
}

// words returns the output line that says why the runner died, or else the last line that says something.
func (a Attempt) words() string {
	return shortLine(cmp.Or(a.Complaint, cucumber.LastWords(a.Tail)))
}

// Troubles is the trouble of all attempts that ended the same way.
type Troubles struct {
	Trouble            // of the first
	Attempts []Attempt // in the order of the run
}

// Troubles returns what went wrong in attempts, once for all that ended the same way, in the order of the run.
func (r *Run) Troubles() []Troubles {
	var out []Troubles
	at := map[string]int{}
	for _, a := range r.Attempts {
		trouble, found := a.Trouble()
		if !found || a.Alone || a.Superseded {
			continue
		}
		i, known := at[trouble.Key()]
		if !known {
			i = len(out)
			at[trouble.Key()], out = i, append(out, Troubles{Trouble: trouble})
		}
		out[i].Attempts = append(out[i].Attempts, a)
	}
	return out
}

// troubled returns the units with an attempt in which more went wrong than scenarios.
func (r *Run) troubled() map[string]bool {
	out := map[string]bool{}
	for _, a := range r.Attempts {
		if _, trouble := a.Trouble(); trouble && !a.Alone && !a.Superseded {
			out[a.Unit] = true
		}
	}
	return out
}

// Sentence returns the headline with its containers.
func (t Troubles) Sentence() string { return t.Headline + " [" + t.Where() + "]" }

// Where names the first container, and counts the others.
func (t Troubles) Where() string {
	first := t.Attempts[0].ID()
	if len(t.Attempts) == 1 {
		return first
	}
	return fmt.Sprintf("%d containers, the first is %s", len(t.Attempts), first)
}
