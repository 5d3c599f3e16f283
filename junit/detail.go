package junit

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// body joins the paragraphs of an element. It begins with the message: GitLab and ReportPortal read nothing else.
func body(message string, paragraphs ...[]string) string {
	out := []string{message}
	for _, p := range paragraphs {
		out = append(out, p...)
	}
	return text(strings.Join(out, "\n"), maxFailing)
}

// failureLines returns where the failure happened, and the whole message if the headline is not all of it.
func (w writer) failureLines(f result.File, s result.Scenario, headline string) []string {
	if s.Failure == nil {
		return nil
	}
	var out []string
	if where := cmp.Or(s.Failure.Step, s.Failure.Hook); where != "" {
		out = append(out, line(fmt.Sprintf("%s (%s)", where, w.place(f, s))))
	}
	message := strings.TrimSpace(new(result.Cleaner).Text(s.Failure.Message))
	rest, continues := strings.CutPrefix(message, headline+"\n")
	switch {
	case strings.HasSuffix(headline, message):
	case continues && len(out) == 0:
		out = append(out, rest)
	default:
		out = append(out, "", message)
	}
	if f.ParseFail != "" {
		out = append(out, "", "Baleen could not parse the file: "+f.ParseFail)
	}
	return out
}

func (w writer) place(f result.File, s result.Scenario) string {
	at := cmp.Or(s.Failure.Line, s.Line)
	switch {
	case s.Failure.Hook != "":
		return s.Failure.Hook
	case at == 0:
		return w.run.Location(f)
	}
	return fmt.Sprintf("%s:%d", w.run.Location(f), at)
}

// attemptLines describes the container of the deciding attempt if more than a test failed: in full for a scenario that it kept
// from running, in one sentence for a failed test.
func (w writer) attemptLines(s result.Scenario, said string) []string {
	a, found := w.attempts[s.Attempt]
	if !found {
		return nil
	}
	if t, trouble := a.Trouble(); isTestFailure(s) {
		if !trouble {
			return nil
		}
		return []string{"", "Container " + a.ID() + ": " + t.Headline}
	}
	return w.containerLines(a, said)
}

// containerLines describes what went wrong in a container: in full in the first case about it, and not again in later cases
// that ended the same way. said is the text that the case already has.
func (w writer) containerLines(a result.Attempt, said string) []string {
	t, found := a.Trouble()
	if !found {
		return lastLines(a.Tail)
	}
	if first, known := w.described[t.Key()]; known {
		return []string{"", "See the first case of container " + first + ", which ended the same way."}
	}
	w.described[t.Key()] = a.ID()
	out := slices.Concat(t.Details, lastLines(t.Tail))
	if !strings.Contains(said, t.Headline) {
		out = slices.Insert(out, 0, t.Headline)
	}
	if len(out) == 0 {
		return nil
	}
	return slices.Insert(out, 0, "", "Container "+a.ID()+":")
}

func lastLines(tail string) []string {
	if tail == "" {
		return nil
	}
	return []string{"", "The last lines of output:", tail}
}

// systemOut lists the steps as Cucumber's own formatter does, and the files with the container's output.
func (w writer) systemOut(s result.Scenario) string {
	var out strings.Builder
	for _, step := range s.Steps {
		label := line(step.Keyword + " " + step.Text)
		out.WriteString(label + dots(label) + line(string(step.Status)) + "\n")
	}
	if s.Log != "" {
		out.WriteString("\n" + s.Log + "\n\n")
	}
	limit := maxPassing
	if w.run.Outcome(s) != cucumber.Passed || s.Flaky {
		limit = maxFailing
		if a, found := w.attempts[s.Attempt]; found {
			out.WriteString(w.logs(a))
		}
	}
	return text(out.String(), limit) + w.attachments(s)
}

// maxBrought is the maximum number of a container's artifacts that a failed scenario names.
const maxBrought = 20

// attachments returns lines that GitLab and Jenkins' attachments plugin read: one path, relative to the workspace, per line.
func (w writer) attachments(s result.Scenario) string {
	var out strings.Builder
	names := s.Attachments
	if w.run.Outcome(s) != cucumber.Passed {
		brought := w.attempts[s.Attempt].Artifacts
		names = slices.Concat(names, brought[:min(len(brought), maxBrought)])
	}
	for _, name := range names {
		if place := path.Join(w.run.Folder, name); !strings.ContainsAny(place, "[]|\n") {
			out.WriteString("\n[[ATTACHMENT|" + text(place, maxPassing) + "]]")
		}
	}
	return out.String()
}

// columns is the column in which Cucumber's own formatter puts the status of a step.
const columns = 76

func dots(label string) string {
	return strings.Repeat(".", max(1, columns-utf8.RuneCountInString(label)))
}

// logs names the files with the unchanged output of the container and its services.
func (w writer) logs(a result.Attempt) string {
	var out strings.Builder
	if files := strings.TrimSpace(a.Stdout + " " + a.Stderr); files != "" {
		if a.Cut {
			files += " (cut, it went over the limit)"
		}
		fmt.Fprintf(&out, "Output of %s: %s\n", a.ID(), files)
	}
	for _, log := range a.Services {
		fmt.Fprintf(&out, "Service %s: %s\n", log.Service, log)
	}
	return out.String()
}
