package report

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// ServiceMessage is a line that a TeamCity agent executes. Its values are escaped and hold nothing that is one by itself.
type ServiceMessage string

// serviceMessage writes a message with pairs of attribute and value, without those that are empty. See "Service Messages" in
// TeamCity's documentation.
func serviceMessage(name string, pairs ...string) ServiceMessage {
	text := "##teamcity[" + name
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			text += " " + pairs[i] + "='" + teamCityValue(pairs[i+1]) + "'"
		}
	}
	return ServiceMessage(text + "]")
}

// teamCityValue escapes a value. The agent reads the output in an encoding of its own, so that only ASCII is sure to arrive.
func teamCityValue(text string) string {
	var out strings.Builder
	for _, r := range inert(text) {
		switch {
		case r == '\n':
			out.WriteString("|n")
		case r == '\r':
			out.WriteString("|r")
		case strings.ContainsRune("|'[]", r):
			out.WriteString("|" + string(r))
		case r < 0x7f:
			out.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&out, "|0x%04X", unit)
			}
		}
	}
	return out.String()
}

// TeamCity shows the scenarios of a run as tests, each when its outcome is final. It is not safe for concurrent use.
type TeamCity struct {
	told map[place]cucumber.Status // what each scenario counted as
}

// NewTeamCity returns a TeamCity that has shown nothing yet.
func NewTeamCity() *TeamCity { return &TeamCity{told: map[place]cucumber.Status{}} }

// Decided shows a part of a run whose outcomes will not change, but for what it has shown.
func (t *TeamCity) Decided(part *result.Run) []ServiceMessage {
	attempts := map[string]result.Attempt{}
	for _, a := range part.Attempts {
		attempts[a.ID()] = a
	}
	var out []ServiceMessage
	for _, file := range part.Files {
		byAttempt := map[string][]result.Scenario{}
		for _, s := range file.Scenarios {
			if t.told[place{file.Path, s.Line, s.Name}] != part.Outcome(s) {
				byAttempt[s.Attempt] = append(byAttempt[s.Attempt], s)
			}
		}
		for _, s := range file.Scenarios {
			if scenarios := byAttempt[s.Attempt]; scenarios != nil {
				out = append(out, t.suite(teamCitySuite{part, file, attempts[s.Attempt]}, scenarios)...)
				byAttempt[s.Attempt] = nil
			}
		}
	}
	return out
}

// Rest shows, when the run has ended, the scenarios that were not shown or count as something else now, and what keeps the run from
// passing besides tests.
func (t *TeamCity) Rest(run *result.Run) []ServiceMessage {
	out := t.Decided(run)
	if c := run.Counts(); run.Verdict.State == result.StateIncomplete || run.Verdict.State == result.StateFailed && c.Red() == 0 {
		for _, reason := range run.Verdict.Reasons[:min(len(run.Verdict.Reasons), listedProblems)] {
			out = append(out, buildProblem(reason))
		}
	}
	return out
}

// listedProblems is how many reasons of a verdict become problems of a build.
const listedProblems = 10

// buildProblem says what is wrong besides tests. TeamCity cuts the text at 4000 characters, and takes the same problem of
// another build for the same by its identity.
func buildProblem(text string) ServiceMessage {
	same := sha256.Sum256([]byte(result.Trouble{Headline: text}.Key()))
	return serviceMessage("buildProblem", "description", "Baleen: "+result.Cap(text, maxAnnotation-maxTitle), "identity", fmt.Sprintf("baleen_%x", same[:12]))
}

// WrongInputs are the problems of a build whose inputs are wrong.
func WrongInputs(all []Complaint) []ServiceMessage {
	var out []ServiceMessage
	for _, c := range all[:min(len(all), listedProblems)] {
		out = append(out, buildProblem("input "+c.Input+" "+withHint(c.Problem, c.Hint)))
	}
	return out
}

// BuildProblem returns it as the problem of a build.
func (s Stop) BuildProblem() ServiceMessage { return buildProblem(withHint(s.Problem, s.Hint)) }

// teamCitySuite is a feature file as one container ran it. Every message has the container's flow, and the time of the suite's own
// clock.
type teamCitySuite struct {
	run     *result.Run
	file    result.File
	attempt result.Attempt // its zero value: none ran it
}

func (t *TeamCity) suite(of teamCitySuite, scenarios []result.Scenario) []ServiceMessage {
	name := of.run.Location(of.file)
	if of.run.Name != "" {
		name = of.run.Name + ": " + name
	}
	began, ended := cmp.Or(of.attempt.Started, of.attempt.Created), cmp.Or(of.attempt.Finished, of.attempt.Ended)
	out := []ServiceMessage{of.message("testSuiteStarted", name, began)}
	for _, s := range scenarios {
		t.told[place{of.file.Path, s.Line, s.Name}] = of.run.Outcome(s)
		out = append(out, of.test(s)...)
	}
	return append(out, of.message("testSuiteFinished", name, ended))
}

// test shows a scenario.
func (f teamCitySuite) test(s result.Scenario) []ServiceMessage {
	name, outcome := cmp.Or(s.Name, f.file.Path), f.run.Outcome(s)
	found := (&search{run: f.run, attempts: map[string]result.Attempt{f.attempt.ID(): f.attempt}}).scenario(&f.file, s)
	if outcome == cucumber.Skipped {
		why := string(shown(s))
		if found.message != "" {
			why += ": " + opening(found.message, "")
		}
		return []ServiceMessage{f.message("testIgnored", name, s.Began.Time(), "message", why)}
	}
	out := []ServiceMessage{f.message("testStarted", name, s.Began.Time())}
	if told := earlier(s); len(told) > 0 {
		out = append(out, f.message("testStdOut", name, time.Time{}, "out", strings.Join(told, "\n")+"\n"))
	}
	if outcome != cucumber.Passed {
		said := cmp.Or(opening(found.message, found.step), string(found.status))
		out = append(out, f.message("testFailed", name, time.Time{}, "message", string(found.status)+": "+said, "details", found.details()))
	}
	var end time.Time
	if s.Began > 0 {
		end = s.Began.Time().Add(s.Duration)
	}
	return append(out, f.message("testFinished", name, end, "duration", fmt.Sprint(s.Duration.Milliseconds())))
}

// details are the place, the step and the whole message.
func (f finding) details() string {
	lines := slices.DeleteFunc([]string{strings.TrimSpace(f.place() + " " + f.step), f.hook, f.message}, func(line string) bool { return line == "" })
	for _, file := range f.files {
		lines = append(lines, "attached: "+file)
	}
	return strings.Join(lines, "\n")
}

// message is a message about a suite or a test. A zero time is not known.
func (f teamCitySuite) message(kind, name string, at time.Time, pairs ...string) ServiceMessage {
	flow, stamp := f.run.ID, ""
	if f.attempt.Unit != "" {
		flow += "." + f.attempt.ID()
	}
	if !at.IsZero() {
		stamp = at.UTC().Format("2006-01-02T15:04:05.000-0700")
	}
	return serviceMessage(kind, append([]string{"name", oneLine(name), "flowId", flow, "timestamp", stamp}, pairs...)...)
}
