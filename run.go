package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/docker/go-units"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shell"
)

// runSuite is "baleen run": inputs, plan, containers, reports, exit status.
func (p program) runSuite(ctx context.Context, in inputs, fallback string) int {
	p = p.onPlatform()
	defer p.platform.close()
	s, wrong := in.settings(p.getenv)
	p.clean = result.NewCleaner(s.secrets)
	if len(wrong) > 0 {
		return p.stop(ctx, wrongInputs(wrong))
	}
	p.platform = p.platform.with(s)
	prep, err := p.prepare(ctx, s, fallback)
	if err != nil {
		return p.stop(ctx, err)
	}
	if err := prep.share(p.commit(ctx, s.Root)); err != nil {
		return p.stop(ctx, err)
	}
	folder, err := openFolder(s.ReportDir, prep.run)
	if err != nil {
		return p.stop(ctx, err)
	}
	defer folder.Close()
	r := &suiteRun{preparation: prep, program: p, dir: folder.path, queue: newQueue(prep.run, prep.units)}
	r.execute(ctx)
	return r.finish(ctx)
}

// errRunTimeout is the cause of a run's end by run-timeout.
var errRunTimeout = errors.New("stopped: the run took longer than run-timeout")

// stop says why there is no run, and returns the exit status for it.
func (p program) stop(ctx context.Context, err error) int {
	if signal := signalOf(ctx); signal != 0 {
		return p.stopped(fmt.Errorf("cancelled by %s before any container was started", signal), 128+int(signal))
	}
	var one wrongInput
	var many wrongInputs
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = wrongInputs{one}
	default:
		return p.stopped(err, result.ExitIncomplete)
	}
	for _, w := range many {
		p.complain(w, result.ExitInputs)
	}
	return p.told(p.platform.wrong(many), result.ExitInputs)
}

func (p program) stopped(err error, status int) int {
	p.complain(err, status)
	return p.told(p.platform.stopped(err, status), status)
}

// told complains if the platform could not be told why there is no run.
func (p program) told(err error, status int) int {
	if err != nil {
		return p.complain(err, status)
	}
	return status
}

// suiteRun is a run that is going on.
type suiteRun struct {
	*preparation
	program program
	dir     string // report folder
	queue   queue
	console *report.Console
	stopped bool // no further container starts
}

// execute runs the queue to its end, or until the context ends.
func (r *suiteRun) execute(ctx context.Context) {
	ctx, cancel := context.WithTimeoutCause(ctx, r.settings.runTimeout, errRunTimeout)
	defer cancel()
	r.console = report.NewConsole(r.program.stdout, r.consoleOptions())
	r.console.Notice(r.announcement())
	defer r.noting(ctx, r.takeAway)
	if !r.noting(ctx, r.bring) {
		return
	}
	spec := r.spec()
	spec.Notice = func(text string) { r.console.Notice("baleen: " + r.clean.Line(text)) }
	engine := execute.New(r.docker, spec, r.run.Concurrency)
	tries := map[string]try{}
	next := func() (execute.Job, bool) {
		t, ok := r.queue.next()
		if !ok || r.stopped {
			return execute.Job{}, false
		}
		job := r.job(t)
		tries[job.Name] = t
		r.console.Started(job.Name)
		return job, true
	}
	done := func(o execute.Outcome) { r.ended(o, tries[o.Job.Name]) }
	err := engine.Run(ctx, next, done)
	if cause := context.Cause(ctx); errors.Is(cause, errRunTimeout) && err == nil {
		err = cause // nothing was left to start, but what ran was ended
	}
	if err != nil && signalOf(ctx) == 0 {
		r.run.Problems = append(r.run.Problems, r.clean.Line(err.Error()))
	}
}

// noting does what the run cannot do without. Where it fails that is a problem of the run, unless the run was cancelled.
func (r *suiteRun) noting(ctx context.Context, do func(context.Context) error) bool {
	err := do(ctx)
	if err != nil && signalOf(ctx) == 0 {
		r.run.Problems = append(r.run.Problems, r.clean.Line(err.Error()))
	}
	return err == nil
}

// announcement says what was decided before the first container starts.
func (r *preparation) announcement() string {
	head := fmt.Sprintf("baleen: scenarios: %d, files: %d, containers at a time: %d%s\nimage: %s%s\nengine: %s\nrunner: %s, %s\ncommand: %s",
		r.run.Counts().Total, len(r.run.Files), r.run.Concurrency, r.aboutNode(), r.clean.Line(r.run.Image), r.which(), r.run.Engine,
		r.recipe.Name, r.why, r.clean.Text(strings.ReplaceAll(shell.Join(r.run.Command), shell.Quote(filesMark), filesMark)))
	for _, note := range r.history.notes {
		head += "\n" + r.clean.Line(note)
	}
	return head
}

// which tells the image that a tag stands for today, and how old it is: a tag moves, and an image that was there already
// may not be the one that was just built.
func (r *preparation) which() string {
	if r.image.Ref == "" || strings.Contains(r.image.Ref, "@sha256:") {
		return ""
	}
	const short, plausible = 12, 2000 // reproducible builds give their images a year before that
	_, digest, _ := strings.Cut(r.run.ImageID, ":")
	text := digest[:min(short, len(digest))]
	if r.image.Created.Year() > plausible {
		text += ", made " + units.HumanDuration(r.run.Started.Sub(r.image.Created)) + " ago"
	}
	return " (" + text + ")"
}

func (r *suiteRun) consoleOptions() report.ConsoleOptions {
	return report.ConsoleOptions{
		Terminal:    r.program.terminal,
		Color:       r.program.terminal && r.program.getenv("NO_COLOR") == "",
		Width:       r.program.width,
		Clock:       r.program.now,
		Rerun:       rerunOf(r.run, r.clean),
		Total:       len(r.units),
		Units:       unitWord(r.units),
		Concurrency: r.run.Concurrency,
		PathWidth:   widest(r.run),
		Fails:       r.run.Fails,
		Root:        r.run.Root,
		ReportDir:   r.dir,
		Clean:       r.clean,
	}
}

// widest is the length of the longest path of a run.
func widest(run *result.Run) int {
	longest := 0
	for _, f := range run.Files {
		longest = max(longest, utf8.RuneCountInString(run.Location(f)))
	}
	return longest
}

// ended takes in what became of one container.
func (r *suiteRun) ended(o execute.Outcome, t try) {
	attempt := r.attempt(o, t)
	seen := r.observe(o, t, &attempt)
	r.run.Record(attempt, seen)
	last := &r.run.Attempts[len(r.run.Attempts)-1]
	r.collected(o, t, last)
	attempt = *last
	if why := r.stop(); why != "" && !r.stopped {
		r.stopped = true
		r.run.Problems = append(r.run.Problems, why)
	}
	r.retry(t, attempt)
	r.console.Ended(report.Ended{Attempt: attempt, Files: r.about(t), Parts: r.partsOf(t)})
}

// observe reads what the container left in scratch.
func (r *suiteRun) observe(o execute.Outcome, t try, attempt *result.Attempt) result.Observation {
	seen := result.Observation{Clean: r.clean}
	if o.ScratchCut != "" {
		attempt.Notes = append(attempt.Notes, "the report folder was cut: "+r.clean.Line(o.ScratchCut))
	}
	if r.command.proof && o.Fetched {
		r.command.place(o.Job.Into).judge(attempt, r.command)
	}
	if !r.command.read {
		os.Remove(o.Job.Into) // nothing but the proof was in there
		return seen
	}
	var err error
	if o.Fetched {
		seen.Report, err = cucumber.Reader{
			Attach:  cucumber.Folder(filepath.Join(r.dir, artifactsFolder, attempt.ID()), r.clean.Line),
			Planned: r.given(t),
		}.ReadDir(os.DirFS(o.Job.Into))
	}
	switch {
	case seen.Report != nil || !attempt.Class.AboutTests():
		// Where the container itself went wrong, its class says more than the absence of a report.
	case err != nil:
		seen.Problem = r.noReport(err, attempt.Class)
		if o.ScratchCut != "" {
			seen.Problem += "; its folder was cut: " + r.clean.Line(o.ScratchCut)
		}
	default:
		seen.Problem = "the runner's report could not be brought out of the container"
	}
	return seen
}

// noReport says what is missing. Without a shell nothing proves that an ENTRYPOINT ran what it was given.
func (r *suiteRun) noReport(err error, class result.Class) string {
	why := "the runner wrote no report"
	if err != cucumber.ErrNoReport { // bare, it says no more than that
		why += " that can be read: " + err.Error()
	}
	if c := r.command; len(c.entrypoint) > 0 && c.shell == nil && class == result.Passed {
		why += "; ENTRYPOINT " + shell.Join(c.entrypoint) + " was given the command: does it run it? If not: --entrypoint none"
	}
	return why
}

// given are the files of an attempt with the scenarios that its runner was told to run: some formats name no lines.
func (r *suiteRun) given(t try) []cucumber.Planned {
	var out []cucumber.Planned
	for _, target := range t.Targets {
		file := r.parsed[target.Path]
		file.Pickles = slices.DeleteFunc(slices.Clone(file.Pickles), func(p cucumber.Pickle) bool {
			return len(target.Lines) > 0 && !slices.Contains(target.Lines, p.Line) && !slices.Contains(target.Lines, p.Outline)
		})
		out = append(out, cucumber.Planned{Path: target.Path, File: file})
	}
	return out
}

// finish judges the run, writes its reports and returns the exit status.
func (r *suiteRun) finish(ctx context.Context) int {
	r.run.Wall = r.program.now().UTC().Sub(r.run.Started)
	signal := signalOf(ctx)
	if signal != 0 {
		r.run.Signal = signal.String()
	}
	r.run.Judge(int(signal))
	r.advise()
	err := errors.Join(r.run.Save(r.dir), writeJUnit(r.run, r.dir, junit.Flavour(r.settings.JunitFlavour)))
	if err := r.learn(); err != nil {
		r.console.Notice("baleen: " + r.clean.Line(err.Error()))
	}
	r.console.Summary(r.run)
	err = errors.Join(err, r.closeConsole(), r.program.platform.ended(r.run, r.dir, rerunOf(r.run, r.clean)))
	if err != nil {
		return r.program.complain(err, max(result.ExitIncomplete, r.run.Verdict.Exit))
	}
	return r.run.Status(r.settings.exitZero)
}

// closeConsole forgives a reader that went away (baleen run | head): the verdict is in the report and in the exit status.
func (r *suiteRun) closeConsole() error {
	if err := r.console.Close(); !errors.Is(err, syscall.EPIPE) {
		return err
	}
	return nil
}

func writeJUnit(run *result.Run, dir string, flavour junit.Flavour) error {
	return result.Replace(filepath.Join(dir, junitName), func(out io.Writer) error { return junit.Write(out, run, flavour) })
}
