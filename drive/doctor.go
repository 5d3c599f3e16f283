package drive

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/docker/go-units"

	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/platform"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// doctor is "baleen doctor": it says whether this machine and each suite are ready. It runs at most one container of a suite's
// image with its services, and leaves nothing behind.
func (s session) doctor(ctx context.Context, chosen []inputs.Chosen) int {
	s, all, wrong := s.check(chosen, func(line inputs.CommandLine) inputs.Run { return line.Doctor.Run })
	if len(wrong) > 0 {
		return s.stop(ctx, wrong)
	}
	all[0].Notices = append(all[0].Notices, inputs.Unknown(s.Environ)...)
	status := result.ExitPassed
	for i, settings := range all {
		if len(all) > 1 {
			fmt.Fprintf(s.Stdout, "%sbaleen: suite %s, %d of %d\n", separator(i), s.clean.Line(settings.Report.Name), i+1, len(all))
		}
		e := &examination{session: s, settings: settings}
		e.examine(ctx)
		if signal := signalOf(ctx); signal != 0 {
			return s.stop(ctx, context.Cause(ctx))
		}
		fmt.Fprint(s.Stdout, report.Doctor(e.Diagnosis))
		status = worse(status, e.status)
	}
	return status
}

// examination is what doctor finds out about one suite.
type examination struct {
	report.Diagnosis
	session  session
	settings inputs.Settings
	status   int
}

// examine looks at everything, one after the other, as far as the one before allows.
func (e *examination) examine(ctx context.Context) {
	e.disk()
	on, cluster, err := e.session.reach(ctx, e.settings)
	switch {
	case err != nil:
		e.fail(engineWord(e.settings), err)
		e.withoutDaemon()
		return
	case cluster != nil:
		e.onCluster(ctx, cluster)
		return
	}
	e.daemon(on.server)
	e.capacity(on.server)
	e.credentials(ctx)
	quiet := e.session
	quiet.Stdout = io.Discard // of a pull and of a sweep
	prep, err := quiet.prepareOn(ctx, on, e.settings, "")
	if err != nil {
		e.fail("suite", e.settings.Origin.Locate(err))
		return
	}
	e.suite(prep)
	e.network(prep)
	e.expected(prep)
	e.smoke(ctx, prep)
}

// fail records an error, each wrong input as one of its own.
func (e *examination) fail(what string, err error) {
	clean := e.session.clean
	wrong := inputs.Find(err)
	if wrong == nil {
		e.Say(report.Unhealthy, what, clean.Line(err.Error()), clean.Line(inputs.HintOf(err)))
		e.status = worse(e.status, result.ExitIncomplete)
		return
	}
	for _, w := range wrong {
		input := w.Input
		w.Input = "" // it stands before the problem
		e.Say(report.Unhealthy, input, clean.Line(w.Error()), clean.Line(w.Advice))
		e.Advice = append(e.Advice, clean.Line(input+": "+w.Advice))
	}
	e.status = worse(e.status, result.ExitInputs)
}

// scarce is the free space from which on doctor says that it is little, in bytes: a run with long output needs it.
const scarce = 1 << 30

// disk looks at the space for reports.
func (e *examination) disk() {
	dir, free, known := reportdir.Free(e.settings.Report.Dir)
	text := units.BytesSize(float64(free)) + " free for reports in " + e.session.clean.Path(dir)
	switch {
	case !known:
	case free < reportdir.MinSpace:
		e.Say(report.Unhealthy, "disk", text, "free some space, or name a folder on another disk: --report-dir")
		e.status = worse(e.status, result.ExitIncomplete)
	case free < scarce:
		e.Say(report.Doubtful, "disk", text, "long output may fill it")
	default:
		e.Say(report.Healthy, "disk", text, "")
	}
}

// engineWord names the engine that does not answer.
func engineWord(in inputs.Settings) string {
	if in.Pods.Engine == inputs.EngineDocker {
		return "daemon"
	}
	return "engine"
}

// daemon describes the daemon.
func (e *examination) daemon(server docker.Server) {
	text := fmt.Sprintf("%s (API %s, %s/%s, %d CPUs, %s of memory)", server.Version, server.API, server.OS, server.Arch, server.NCPU, units.BytesSize(float64(server.MemTotal)))
	e.Say(report.Healthy, "daemon", e.session.clean.Line(text), "")
	if ahead := server.Ahead.Abs(); ahead > time.Minute {
		e.Say(report.Doubtful, "clock", "it differs from the daemon's by "+report.Duration(ahead), "set both by the network's time")
	}
}

// withoutDaemon looks at what is known without one.
func (e *examination) withoutDaemon() {
	prep, err := e.session.offline(e.settings)
	if err != nil {
		e.fail("files", e.settings.Origin.Locate(err))
		return
	}
	e.Say(report.Healthy, "files", fmt.Sprintf("%s in %s of the checkout", counted(prep.Run.Counts().Total, "scenario"), counted(len(prep.Run.Files), "file")), "")
	e.expected(prep)
}

// capacity says how many containers run at a time, and why.
func (e *examination) capacity(server docker.Server) {
	n := containers(server, e.settings)
	text := fmt.Sprintf("%d at a time", n)
	memory := e.settings.Spec.Memory
	switch {
	case memory > 0 && int64(n)*memory > server.MemTotal:
		e.Say(report.Doubtful, "concurrency", text+", which may use more memory than there is", "lower concurrency or memory: containers that the kernel kills are red")
	case memory == 0 && e.settings.Limits.Containers == 0:
		e.Say(report.Healthy, "concurrency", text+", from the daemon's CPUs; memory is not limited", "")
	default:
		e.Say(report.Healthy, "concurrency", text, "")
	}
}

// credentials says whether there are any for the image's registry.
func (e *examination) credentials(ctx context.Context) {
	if e.settings.Suite.Image == "" {
		return // Compose builds it
	}
	pull, trouble := e.settings.Pull, ""
	pull.Progress = func(line string) { trouble = e.session.clean.Line(line) }
	host, found, err := docker.HasCredentials(ctx, e.settings.Suite.Image, pull)
	switch {
	case err != nil:
		return // an image by its ID is never pulled
	case trouble != "":
		e.Say(report.Doubtful, "credentials", trouble, "docker login "+host)
	case found:
		e.Say(report.Healthy, "credentials", "there are some for "+host, "")
	default:
		e.Say(report.Healthy, "credentials", "none for "+host+": it is asked without", "")
	}
}

// suite describes the image, its age against the checkout, the services and the runner.
func (e *examination) suite(prep prepared) {
	e.Say(report.Healthy, "image", prep.Image(), "")
	stale := prep.Suite.Stale
	switch note := prep.Run.Stale.Note(); {
	case note != "":
		e.Say(report.Doubtful, "checkout", note, "")
		e.Advice = append(e.Advice, "build the image again, or use workspace: copy: it holds other files than the checkout, and they are what runs")
	case e.settings.Suite.Brings():
		e.Say(report.Healthy, "checkout", "its files are in the containers (workspace: "+e.settings.Suite.Workspace+")", "")
	case stale.Tracked > 0:
		e.Say(report.Healthy, "checkout", fmt.Sprintf("the image holds the same, in %d of %d files that were compared", stale.Compared, stale.Tracked), "")
	}
	if beside := prep.Beside(); beside != "" {
		e.Say(report.Healthy, "services", strings.TrimPrefix(beside, "services: "), "")
	}
	e.Say(report.Healthy, "runner", prep.Run.Runner+", "+e.session.clean.Line(prep.Suite.Why), "")
	if file := reportdir.InNextImage(e.settings.Report.Dir); file != "" {
		e.Advice = append(e.Advice, "add **/baleen-report* to .dockerignore: "+e.session.clean.Path(file)+" copies reports, with all that containers wrote, into the next image")
	}
}

// network says which network the containers have.
func (e *examination) network(prep prepared) {
	text := "the default bridge"
	switch spec := prep.Suite.Spec; {
	case len(prep.Run.Services) > 0:
		text = "one of each slot's own, with its services"
	case spec.Sandbox != "" && spec.SandboxIfPossible:
		text = "one of each slot's own, if engine and options allow it"
	case spec.Sandbox != "":
		text = "one of each slot's own"
	case spec.Network != "":
		text = e.session.clean.Line(spec.Network)
	}
	e.Say(report.Healthy, "network", text, "")
}

// expected says how long the run would take, and what would make it faster.
func (e *examination) expected(prep prepared) {
	outlook, known := prep.Outlook()
	text := fmt.Sprintf("about %s for %s in %s", report.Duration(outlook.Wall), counted(prep.Run.Counts().Total, "scenario"), counted(len(prep.Run.Files), "file"))
	if known {
		e.Say(report.Healthy, "time", text+", by earlier runs", "")
	} else {
		e.Say(report.Doubtful, "time", text+", by the number of steps", "")
		e.Advice = append(e.Advice, "keep "+e.session.clean.Path(e.settings.Report.Timings)+" from run to run (a cache in CI): the longest files start first by it")
	}
	for _, advice := range prep.Foresee() {
		e.Advice = append(e.Advice, e.session.clean.Line(advice))
	}
}

// smoke runs the shortest file in one container, with its services, and reports nothing elsewhere.
func (e *examination) smoke(ctx context.Context, prep prepared) {
	temp, err := os.MkdirTemp("", "baleen-")
	if err != nil {
		e.fail("smoke", fmt.Errorf("make temporary folder: %w", err))
		return
	}
	defer os.RemoveAll(temp)
	quiet, settings := e.session, e.settings
	quiet.Stdout, quiet.Stderr, quiet.Terminal, quiet.platform = io.Discard, io.Discard, false, platform.Platform{}
	settings.Report.Dir = temp
	prep.Plan = prep.Trial()
	status, trouble, err := quiet.try(ctx, settings, &prep)
	switch {
	case err != nil:
		e.fail("smoke", e.settings.Origin.Locate(err))
	case trouble != "":
		for _, attempt := range prep.Run.Attempts[:min(len(prep.Run.Attempts), 1)] {
			trouble += "; the output ends with: " + lastLine(attempt.Tail)
		}
		e.Say(report.Unhealthy, "smoke", e.session.clean.Line(trouble), "baleen plan --smoke shows the output")
		e.status = worse(e.status, status)
	default:
		e.passed(prep)
	}
}

// lastLine is the last line of a text that is not empty.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return cmp.Or(lines[len(lines)-1], "nothing")
}

// passed says what the container of the smoke test did.
func (e *examination) passed(prep prepared) {
	c := prep.Run.Counts()
	text := fmt.Sprintf("%s ran in %s: %d passed, %d failed, %d skipped", e.session.clean.Path(prep.Run.Files[0].Path), report.Duration(prep.Run.Wall), c.Passed, c.Red(), c.Skipped)
	e.Say(report.Healthy, "smoke", text, "")
}
