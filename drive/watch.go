package drive

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/live"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

const (
	// lookEvery is how often a watch looks at the report folder. It polls because not every file system reports changes.
	lookEvery = 200 * time.Millisecond
	// judgeEvery is how often it looks for a verdict where locks do not say whether the run goes on.
	judgeEvery = 2 * time.Second
)

// watching is a watch in progress.
type watching struct {
	session  session
	in       inputs.Watch
	dir      string // report folder; empty: there is none yet
	tail     *live.Tail
	console  *report.Console // of the run that is shown; nil: none is
	started  map[string]bool // attempts that run
	finished bool            // the run has its verdict
	judgeAt  time.Time
}

// watch is "baleen watch": it shows a run from its report folder alone, until the run ends.
func (s session) watch(ctx context.Context, in inputs.Watch) int {
	wait, wrong := in.Check()
	for _, w := range wrong {
		s.complain(w, result.ExitInputs)
	}
	if len(wrong) > 0 {
		return result.ExitInputs
	}
	w := &watching{session: s, in: in, tail: live.NewTail(in.Dir)}
	defer w.close()
	defer func() { w.tail.Close() }()
	for until := s.Now().Add(wait); ; {
		status, over := w.look()
		if over {
			return status
		}
		if w.dir == "" && s.Now().After(until) {
			return s.complain(fmt.Errorf("no run began in %q within %s", in.Dir, in.Wait), result.ExitIncomplete)
		}
		select {
		case <-ctx.Done():
			return 128 + int(signalOf(ctx))
		case <-time.After(lookEvery):
		}
	}
}

// look shows what is new. over reports whether there is nothing more to come; status is the exit status then.
func (w *watching) look() (status int, over bool) {
	if w.dir == "" {
		if err := w.find(); err != nil {
			return w.session.complain(err, result.ExitInputs), true
		}
		if w.dir == "" {
			return 0, false
		}
	}
	running, known := reportdir.Running(w.dir)
	if err := w.tail.Read(w.show); err != nil {
		return w.session.complain(err, result.ExitIncomplete), true
	}
	now := w.session.Now()
	if running || !known && !w.finished && now.Before(w.judgeAt) {
		return 0, false
	}
	w.judgeAt = now.Add(judgeEvery)
	run, err := result.Load(w.dir)
	if running, _ := reportdir.Running(w.dir); running { // another one began a moment ago
		return 0, false
	}
	switch {
	case err != nil:
		return w.session.complain(err, result.ExitIncomplete), true
	case run.Verdict.State == result.StateRunning && known:
		return w.died(run), true
	case run.Verdict.State == result.StateRunning:
		return 0, false
	}
	return w.end(run), true
}

// find looks for the report folder. A folder that holds something else is a wrong input; one that is missing or empty may become
// the folder of a run.
func (w *watching) find() error {
	dir := reportdir.Of(w.in.Dir, w.in.Name)
	if _, known := reportdir.SuiteOf(dir); !known {
		dir = onlySuite(dir)
	}
	if _, known := reportdir.SuiteOf(dir); known {
		w.dir, w.tail = dir, live.NewTail(dir)
		return nil
	}
	if info, err := os.Stat(w.in.Dir); err == nil && !info.IsDir() {
		return inputs.Wrong{Input: "dir", Problem: fmt.Sprintf("%q is no folder", w.in.Dir), Advice: "name the report folder of the run: baleen watch baleen-report"}
	}
	suites, others := reportdir.Holds(w.in.Dir)
	switch {
	case len(suites) > 1 && w.in.Name == "":
		return inputs.Wrong{Input: "dir", Problem: fmt.Sprintf("%q holds the reports of several suites", w.in.Dir), Advice: "name one: baleen watch --name " + strings.Join(suites, " or ")}
	case others:
		return inputs.Wrong{Input: "dir", Problem: fmt.Sprintf("%q is no report folder", w.in.Dir), Advice: "name the report-dir of the run: baleen watch baleen-report"}
	case !w.judgeAt.IsZero():
		return nil
	}
	w.judgeAt = w.session.Now()
	fmt.Fprintf(w.session.Stdout, "waiting for a run in %s\n", w.session.clean.Line(w.in.Dir))
	return nil
}

// show shows a record of the run.
func (w *watching) show(r live.Record) {
	switch {
	case r.Plan != nil:
		w.begin(*r.Plan)
	case w.console == nil: // the file has no beginning
	case r.Started != nil:
		w.started[r.Started.ID] = true
		w.console.Started(r.Started.ID)
	case r.Ended != nil:
		delete(w.started, r.Ended.Attempt.ID())
		w.console.Ended(report.Ended{Attempt: r.Ended.Attempt, Files: r.Ended.Files, Parts: r.Ended.Parts})
	case r.Finished != nil:
		w.finished = true
	}
}

// begin starts to show a run. What its console needs to know of it beside the records is in its run.json from the beginning.
func (w *watching) begin(p live.Plan) {
	if w.console != nil {
		w.close()
		fmt.Fprintf(w.session.Stdout, "\na new run begins in %s\n", w.session.clean.Line(w.dir))
	}
	w.started, w.finished = map[string]bool{}, false
	run, err := result.Load(w.dir)
	if err != nil {
		run = &result.Run{Strict: true} // it is only shown in less detail
	}
	w.open(run, p)
	w.console.Notice(p.Announcement)
}

// open makes a console for a run.
func (w *watching) open(run *result.Run, p live.Plan) {
	s := w.session
	w.console = report.NewConsole(s.Stdout, report.ConsoleOptions{
		Terminal: s.Terminal, Color: s.Terminal && s.Getenv("NO_COLOR") == "", Width: s.Width, Clock: s.Now, Began: p.Began,
		Rerun: rerunOf(run, s.clean), Total: p.Containers, Units: p.Units, Concurrency: p.Slots,
		PathWidth: widest(run), Fails: run.Fails, Root: run.Root, ReportDir: w.dir, Clean: s.clean,
	})
}

// end shows the end of a run that has its verdict, and returns its exit status. A run that left no records is shown as far as
// run.json has it.
func (w *watching) end(run *result.Run) int {
	if w.console == nil {
		w.open(run, live.Plan{})
		showFailed(w.console, run)
	}
	w.console.Summary(run)
	return run.Verdict.Exit
}

// died says that a run has no verdict and never will.
func (w *watching) died(run *result.Run) int {
	w.close()
	why := fmt.Errorf("the run %s died: it has no verdict, and no process holds its report folder", run.ID)
	if len(w.started) > 0 {
		why = fmt.Errorf("%w; these were running: %s", why, strings.Join(slices.Sorted(maps.Keys(w.started)), ", "))
	}
	return w.session.complain(&execute.HintError{Err: why, Hint: again(w.dir) + " runs what is left, baleen cleanup removes its containers"}, result.ExitIncomplete)
}

// close waits until everything is printed.
func (w *watching) close() {
	if w.console != nil {
		_ = w.console.Close() // the reader of a watch may go away
	}
	w.console = nil
}
