package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/result"
)

const (
	slowestListed = 5
	failingListed = 50
)

// Summary is the end of a run in plain text: verdict and reasons, counts, times, the slowest files, what did not pass by
// cause, and where the reports are.
func Summary(run *result.Run, reportDir string) string {
	return defuse(summary(run, ConsoleOptions{ReportDir: reportDir}))
}

func summary(run *result.Run, o ConsoleOptions) string {
	var p page
	reportDir, on, rerun := o.ReportDir, o.paint(), again{o.Rerun, run.Rerun}
	verdict(&p, run.Verdict, on)
	p.WriteByte('\n')
	counts(&p, run)
	nodes(&p, run)
	slowest(&p, run)
	causes(&p, run, rerun)
	list(&p, "Passed on a retry", flaky(run))
	propose(&p, run)
	list(&p, "Quarantined: failed, and does not count", forgiven(run))
	list(&p, "Note", notes(run))
	if reportDir != "" {
		p.WriteByte('\n')
		p.line(0, "Reports: "+reportDir+" ("+cmp.Or(run.Page, "index.html")+" shows the run)")
	}
	return p.String()
}

// notes returns what is worth knowing and does not affect the verdict, each once.
func notes(run *result.Run) []entry {
	var out []entry
	add := func(note string) {
		if !slices.ContainsFunc(out, func(e entry) bool { return e.text == note }) {
			out = append(out, entry{text: note})
		}
	}
	for _, f := range run.Files {
		if f.ParseFail != "" {
			why, _, _ := strings.Cut(f.ParseFail, "\n")
			add(run.Location(f) + " counts as its runner reports it, because Baleen could not parse it: " + why)
		}
	}
	for _, a := range run.Attempts {
		for _, note := range a.Notes {
			add(note)
		}
	}
	for _, note := range runNotes(run) {
		add(note)
	}
	return out
}

// runNotes are the notes that are about the whole run.
func runNotes(run *result.Run) []string {
	out := slices.Concat(run.Quarantine, run.Notes, run.Advice)
	if note := run.Stale.Note(); note != "" {
		out = slices.Insert(out, 0, note)
	}
	return out
}

func verdict(p *page, v result.Verdict, on paint) {
	word := strings.ToUpper(v.State)
	if v.State == "passed" {
		word = on.green(word)
	} else {
		word = on.red(word)
	}
	p.line(0, word)
	for _, reason := range slices.Concat(v.Reasons, v.Caveats) {
		p.line(1, reason)
	}
}

func counts(p *page, run *result.Run) {
	total := run.Counts().Total
	text := count(total, "scenario")
	if total > 0 {
		text += ": " + outcomes(run)
	}
	p.line(0, text)
	p.line(0, count(len(run.Files), "file")+" planned, "+count(Containers(run), "container")+" used")
	p.line(0, pace(run))
	for _, text := range about(run) {
		p.line(0, text)
	}
}

// about returns what there is to say about the time of a run, besides its pace.
func about(run *result.Run) []string {
	return slices.DeleteFunc([]string{burntIn(run), predicted(run), firstFailure(run)}, func(text string) bool { return text == "" })
}

// firstFailure says how early the first failure was known, if the run's order was to make that early; empty otherwise.
func firstFailure(run *result.Run) string {
	var first time.Duration
	for _, a := range run.Attempts {
		if after := a.Ended.Sub(run.Started); a.Class == result.Failed && !a.Alone && (first == 0 || after < first) {
			first = after
		}
	}
	if run.Order == "" || first <= 0 || run.Wall <= 0 {
		return ""
	}
	return fmt.Sprintf("First failure: after %s, %.0f %% of the run", Duration(first), 100*first.Seconds()/run.Wall.Seconds())
}

// predicted compares the wall time with the plan's prediction; empty without one, or if the run is incomplete.
func predicted(run *result.Run) string {
	if run.Predicted <= 0 || run.Verdict.Exit > result.ExitFailed {
		return ""
	}
	off := 100 * (run.Wall.Seconds() - run.Predicted.Seconds()) / run.Predicted.Seconds()
	word := "longer"
	if off < 0 {
		word = "shorter"
	}
	return fmt.Sprintf("Predicted: %s, actual: %s, %.0f %% %s", Duration(run.Predicted), Duration(run.Wall), math.Abs(off), word)
}

// Containers counts those that were created; an attempt may end before it has one.
func Containers(run *result.Run) int {
	n := 0
	for _, a := range run.Own() {
		if a.Container != "" {
			n++
		}
	}
	return n
}

// pace compares the time of all containers with the wall time; "at a time" is how many ran side by side on average.
func pace(run *result.Run) string {
	var busy time.Duration
	ran := map[string]bool{}
	for _, a := range run.Own() {
		busy += a.Busy()
		for _, f := range a.Files {
			ran[f] = true
		}
	}
	if len(ran) == 0 || run.Wall <= 0 {
		return "Nothing ran; the run took " + Duration(run.Wall)
	}
	return fmt.Sprintf("%s took %s of container time in %s: %.1f at a time",
		count(len(ran), "file"), Duration(busy), Duration(run.Wall), busy.Seconds()/run.Wall.Seconds())
}

// timed is a file and the container time it took.
type timed struct {
	path string
	took time.Duration
}

func slowest(p *page, run *result.Run) {
	files := times(run)
	if len(files) < 2 {
		return
	}
	slices.SortStableFunc(files, func(a, b timed) int { return cmp.Compare(b.took, a.took) })
	p.WriteByte('\n')
	p.line(0, "Slowest files")
	for _, f := range files[:min(len(files), slowestListed)] {
		p.line(1, fmt.Sprintf("%11s  %s", Duration(f.took), result.Located(run.Root, f.path)))
	}
}

// times sums up the container time of each file that ran, all attempts; if a container ran several files, it sums
// their scenarios.
func times(run *result.Run) []timed {
	alone := map[string]time.Duration{}
	shared := map[string]bool{} // IDs of attempts that ran several files
	ran := map[string]bool{}
	for _, a := range run.Attempts {
		for _, f := range a.Files {
			ran[f] = true
		}
		if len(a.Files) == 1 {
			alone[a.Files[0]] += a.Busy()
		} else {
			shared[a.ID()] = true
		}
	}
	var files []timed
	for _, f := range run.Files {
		took := alone[f.Path]
		for _, s := range f.Scenarios {
			if shared[s.Attempt] {
				took += s.Duration
			}
		}
		if ran[f.Path] {
			files = append(files, timed{f.Path, took})
		}
	}
	return files
}

// entry is a line in one of the lists at the end.
type entry struct {
	text  string
	below []string // lines of its own
}

// flaky returns the scenarios that passed after a failure, if that passes.
func flaky(run *result.Run) []entry {
	var out []entry
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			if s.Flaky && !run.Fails(s) && !run.Forgives(s) {
				out = append(out, entry{text: titled(at(run.Location(f), s.Line), s.Name) + past(s), below: earlier(s)})
			}
		}
	}
	return out
}

// list writes the first entries and counts the rest.
func list(p *page, title string, entries []entry) {
	if len(entries) == 0 {
		return
	}
	p.WriteByte('\n')
	p.line(0, title)
	for _, e := range entries[:min(len(entries), failingListed)] {
		p.line(1, e.text)
		for _, line := range e.below {
			p.line(3, line)
		}
	}
	if more := len(entries) - failingListed; more > 0 {
		p.line(1, fmt.Sprintf("and %d more: see run.json", more))
	}
}
