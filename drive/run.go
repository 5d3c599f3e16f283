package drive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/live"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/platform"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/suite"
)

// runSuite runs one suite: plan, containers, reports. It returns the exit status, and the run unless nothing ran.
func (s session) runSuite(ctx context.Context, in checked) (int, *result.Run) {
	s = s.on(s.platform.With(platformOptions(in.Report)))
	prep, err := s.prepare(ctx, in.Settings, in.fallback)
	if err != nil {
		return s.stop(ctx, in.Origin.Locate(err)), nil
	}
	if prep, err = s.share(prep, in.Settings, s.checkedOut(ctx, in.Suite.Root)); err != nil {
		prep.discard(ctx)
		return s.stop(ctx, in.Origin.Locate(err)), nil
	}
	status, err := s.carryOut(ctx, in.Settings, prep)
	if err != nil {
		return s.stop(ctx, in.Origin.Locate(err)), nil
	}
	return status, prep.Run
}

// carryOut runs a plan, with its report in the folder of the settings. Its error is the reason why nothing ran.
func (s session) carryOut(ctx context.Context, settings inputs.Settings, prep prepared) (int, error) {
	prep.Run.Rerun = again(reportdir.Shown(reportdir.Of(settings.Report.Dir, prep.Run.Name)))
	if of := prep.Run.RerunOf; of != nil {
		prep.Run.Rerun = again(of.Folder) // which has all of what can be run
	}
	prep.Run.Page = pageOf(settings.Report)
	prep.Run.Clean(s.clean)
	prep.Run.Masked = s.hides(settings.Environment.Masked, prep.Run)
	folder, err := openFolder(settings.Report.Dir, prep.Run)
	if err != nil {
		prep.discard(ctx)
		return 0, err
	}
	defer folder.Close()
	r := &suiteRun{
		session: s, settings: settings, machine: prep.machine, calls: prep.calls, plan: prep.Plan, run: prep.Run, suite: prep.Suite,
		dir: folder.Path, masked: s.masked(settings.Environment.Masked, folder.Path), queue: newQueue(prep.Run, prep.Units),
	}
	r.queue.mayBurn = r.mayBurn
	r.queue.hold = r.mayExceed
	planned := *prep.Run
	planned.Files = slices.Clone(planned.Files)
	r.plans = planned.Plans
	r.execute(ctx)
	return r.end(ctx), nil
}

// end removes what the run brought, and finishes it. After a signal the report comes first: whoever sent it may kill us soon.
func (r *suiteRun) end(ctx context.Context) int {
	takeAway := func(ctx context.Context) error { return r.machine.takeAway(ctx, r.suite) }
	if signalOf(ctx) == 0 {
		r.noting(ctx, takeAway)
		return r.finish(ctx)
	}
	status := r.finish(ctx)
	if err := takeAway(ctx); err != nil {
		fmt.Fprintf(r.session.Stderr, "baleen: %s; the next run on this engine tries again\n", r.session.clean.Line(err.Error()))
	}
	return status
}

// openFolder makes a report folder ready.
func openFolder(dir string, run *result.Run) (reportdir.Folder, error) {
	folder, err := reportdir.Open(dir, run)
	var refused reportdir.Refused
	if errors.As(err, &refused) {
		return folder, inputs.Wrong{Input: "report-dir", Problem: refused.Problem, Advice: refused.Advice}
	}
	if file := reportdir.InNextImage(folder.Path); err == nil && file != "" {
		run.Notes = append(run.Notes, fmt.Sprintf("%s copies its whole folder, including this report, with all that containers wrote: add **/baleen-report* to .dockerignore",
			new(result.Cleaner).Path(file)))
	}
	return folder, err
}

// platformOptions are the inputs about platforms.
func platformOptions(r inputs.Reporting) platform.Options {
	return platform.Options{Annotations: r.Annotations, Summary: r.Summary, ExitZero: r.ExitZero, Timings: r.Timings, Live: r.Live}
}

// errRunTimeout is the cause of a run's end by run-timeout.
var errRunTimeout = errors.New("stopped: the run took longer than run-timeout")

// suiteRun is a run in progress.
type suiteRun struct {
	session  session
	settings inputs.Settings
	machine  machine
	calls    *execute.Calls // to the engine; nil: they are not recorded
	plan     plan.Plan
	suite    suite.Suite // of the plan
	run      *result.Run // of the plan
	dir      string      // report folder
	masked   masked
	queue    queue
	console  *report.Console
	live     *live.Writer           // nil: there is none
	ask      func() cucumber.Config // completes what is known of the runner's configuration; nil: it is known
	burning  time.Time              // when the first run of the burn-in was about to start
	burntOut bool                   // no more runs of it start
	stopped  bool                   // no further container starts
	spent    bool                   // more scenarios have failed than may be tried again
	deaths   map[string]int         // by result.Death.Cause
	held     []spot                 // scenarios that did not pass and are tried again
	keepAt   time.Time              // when run.json is saved again
	plans    func(path string) bool // whether the run, or another node, has a file; safe while outcomes are recorded
}

// execute runs the queue to its end, or until the context ends.
func (r *suiteRun) execute(ctx context.Context) {
	ctx, cancel := context.WithTimeoutCause(ctx, r.settings.Limits.Run, errRunTimeout)
	defer cancel()
	r.console = report.NewConsole(r.session.Stdout, r.consoleOptions())
	r.console.Notice(r.plan.Announcement())
	r.goLive()
	var spec execute.Spec
	brought := r.noting(ctx, func(ctx context.Context) (err error) {
		spec, err = r.machine.bring(ctx, r.suite)
		return err
	})
	if !brought {
		return
	}
	r.before(spec.Before, func(made execute.Image) { spec.Image = made })
	spec.Notice = func(text string) { r.console.Notice("baleen: " + r.session.clean.Line(text)) }
	spec.Mask = r.masked.onDisk()
	r.asking(ctx, &spec)
	r.services(&spec.World)
	begun := map[string]*reading{}
	next := func(now execute.Opening) (execute.Job, bool) {
		t, ok := r.queue.next(now)
		if !ok || r.stopped {
			return execute.Job{}, false
		}
		job := r.job(t)
		read := &reading{try: t}
		job.Read = func(o execute.Outcome) { r.read(o, read) }
		begun[job.Name] = read
		r.console.Started(job.Name)
		r.live.Started(live.Started{ID: job.Name, At: r.session.Now().UTC()})
		return job, true
	}
	done := func(o execute.Outcome) {
		r.ended(o, begun[o.Job.Name])
		r.keep()
	}
	err := r.machine.run(ctx, spec, execute.Queue{Slots: r.run.Concurrency, Next: next, Done: done})
	if cause := context.Cause(ctx); errors.Is(cause, errRunTimeout) && err == nil {
		err = cause // nothing was left to start, but running containers were stopped
	}
	if errors.Is(err, execute.ErrBefore) {
		err = nil // its attempt says more
	}
	_ = r.noting(ctx, func(context.Context) error { return err })
}

// asking sets r.ask, which is called for the first missing scenario only, because a question to the runner's configuration costs a
// container. The spec may still get another image before that.
func (r *suiteRun) asking(ctx context.Context, spec *execute.Spec) {
	if r.suite.Config.Question == nil {
		return
	}
	r.ask = func() cucumber.Config {
		config, err := r.suite.Ask(ctx, r.once, *spec)
		if err != nil {
			r.run.Notes = append(r.run.Notes, r.session.clean.Line("what the runner's configuration leaves out is not known: "+err.Error()))
		}
		r.ask = nil
		return config
	}
}

// noting runs a step that the run needs, and reports whether it succeeded. An error is a problem of the run, unless the run was
// cancelled.
func (r *suiteRun) noting(ctx context.Context, do func(context.Context) error) bool {
	err := do(ctx)
	if err != nil && signalOf(ctx) == 0 {
		r.run.Problems = append(r.run.Problems, r.session.clean.Line(err.Error()))
	}
	return err == nil
}

func (r *suiteRun) consoleOptions() report.ConsoleOptions {
	return report.ConsoleOptions{
		Terminal:    r.session.Terminal,
		Color:       r.session.Terminal && r.session.Getenv("NO_COLOR") == "",
		Width:       r.session.Width,
		Clock:       r.session.Now,
		Rerun:       rerunOf(r.run, r.session.clean),
		Total:       len(r.plan.Units),
		Units:       unitWord(r.plan.Units),
		Concurrency: r.run.Concurrency,
		PathWidth:   widest(r.run),
		Fails:       r.run.Fails,
		Root:        r.run.Root,
		ReportDir:   r.dir,
		Clean:       r.session.clean,
	}
}

// reading is a try, and what was read from its container after its end.
type reading struct {
	try      try
	attempt  result.Attempt
	observed result.Observation
}

// read reads what a container left. Several slots call it at once, so it reads nothing else that changes.
func (r *suiteRun) read(o execute.Outcome, into *reading) {
	into.attempt = r.attempt(o, into.try)
	into.observed = r.observe(o, into.try, &into.attempt)
}

// ended records the outcome of one container, and queues what follows from it.
func (r *suiteRun) ended(o execute.Outcome, read *reading) {
	t := read.try
	seen := read.observed
	seen.Ask = r.ask
	read.attempt.Superseded = r.withFreshServices(t, read.attempt.Class)
	attempt := r.run.Record(read.attempt, seen)
	r.collected(o, attempt)
	if why := r.stop(attempt); why != "" && !r.stopped {
		r.stopped = true
		r.run.Problems = append(r.run.Problems, why)
	}
	r.follow(t, attempt)
	r.tell(t, attempt)
}

// finish judges the run, writes its reports and returns the exit status.
func (r *suiteRun) finish(ctx context.Context) int {
	r.run.Wall = r.session.Now().UTC().Sub(r.run.Started)
	signal := signalOf(ctx)
	if signal != 0 {
		r.run.Signal = signal.String()
	}
	if r.spent {
		r.run.NotRetried = r.notRetried()
	}
	r.cutBurnIn()
	r.run.Judge(int(signal))
	r.plan.Tell()
	r.run.Advice = append(r.run.Advice, r.plan.Advise()...)
	err := errors.Join(r.run.Save(r.dir), writeJUnit(r.run, r.dir, r.settings.Report.Flavour), r.writeFailures(), r.session.writeClassic(r.run, r.dir),
		writeMessages(r.run, r.streamOptions()), writePages(r.run, r.dir, r.settings.Report, r.writePage), r.writeTrace())
	r.finishLive()
	if err := r.learn(); err != nil {
		r.console.Notice("baleen: " + r.session.clean.Line(err.Error()))
	}
	r.console.Summary(r.run)
	err = errors.Join(err, r.closeConsole(), r.session.platform.Ended(r.run, r.dir, rerunOf(r.run, r.session.clean)))
	if err != nil {
		return r.session.complain(err, max(result.ExitIncomplete, r.run.Verdict.Exit))
	}
	return r.run.Status(r.settings.Report.ExitZero)
}

// closeConsole ignores that a reader went away (baleen run | head), because the verdict is in the report and in the exit status.
func (r *suiteRun) closeConsole() error {
	if err := r.console.Close(); !errors.Is(err, syscall.EPIPE) {
		return err
	}
	return nil
}

// learn saves the times of the run. One of several nodes leaves that to merge: if the history changed while nodes start, each of
// them would make a different plan.
func (r *suiteRun) learn() error {
	if r.run.Node.Several() {
		return nil
	}
	return r.plan.Learn()
}
