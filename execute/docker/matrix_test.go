package docker

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

// What is required of a fault, beside the classes.
const (
	same     = "same"                     // the bytes, the exit status and the report that there are without the fault
	noReport = "same, without the report" // and the outcome says so
	noRun    = "no run"                   // an error before anything happened
	noEnd    = "lost, and what is left is named"
)

// trial is one fault between the client and the real daemon.
type trial struct {
	name     string
	required string
	rules    []rule
	timeout  time.Duration // of the job; 0: it ends by itself
	sandbox  bool          // it is in one
}

// at is a rule for the first call of a route.
func at(route string, act action) rule { return rule{route: route, first: 1, act: act} }

// trials are all of them: every single fault at every call, and what needs more.
func trials() []trial {
	faults := callFaults()
	other := map[string]string{
		"info answers 404": noRun, "info answers 409": noRun,
		"create answers 404":  string(execute.BadImage),
		"copy-to answers 404": string(execute.StartFailed), "copy-to answers 409": string(execute.StartFailed),
		"attach answers 404": string(execute.StartFailed), "attach answers 409": string(execute.StartFailed),
		"start answers 404":     string(execute.StartFailed),
		"inspect answers 404":   string(execute.Removed),
		"copy-from answers 404": noReport, "copy-from answers 409": noReport,
	}
	var all []trial
	for _, route := range []string{"info", "create", "copy-to", "attach", "wait", "start", "inspect", "logs", "copy-from", "remove", "list"} {
		for _, fault := range faults {
			required, ok := other[route+" "+fault.name]
			if !ok {
				required = same
			}
			all = append(all, trial{name: route + " " + fault.name, required: required, rules: []rule{at(route, fault.act)}})
		}
	}
	return append(append(append(all, streamTrials()...), daemonTrials()...), sandboxTrials()...)
}

// callFault is what can go wrong with any call.
type callFault struct {
	name string
	act  action
}

func callFaults() []callFault {
	return []callFault{
		{"closes the connection", refuse}, {"hangs", hang}, {"is slow", delay}, {"answers 404", answer(404)}, {"answers 409", answer(409)},
		{"answers 429", answer(429)}, {"answers 500", answer(500)}, {"acts and its answer is lost", drop},
	}
}

// sandboxTrials are faults at what is done for a sandbox, which comes before all that is done for the container in it.
func sandboxTrials() []trial {
	var all []trial
	for _, route := range []string{"import", "volume-make", "create", "attach", "start"} {
		for _, fault := range callFaults() {
			all = append(all, trial{name: "sandbox: " + route + " " + fault.name, required: same, rules: []rule{at(route, fault.act)}, sandbox: true})
		}
	}
	return append(all,
		trial{name: "sandbox: its connection is cut", required: same, rules: []rule{at("attach", cutFrames(1, 0))}, sandbox: true},
		trial{name: "sandbox: the report is cut", required: same, rules: []rule{at("attach", cutFrames(2, 9))}, sandbox: true})
}

// streamTrials break the output on its way.
func streamTrials() []trial {
	const some = 1 // frame: the engine puts lines together as it likes, but never of both streams
	again := func(name string, attach action) trial {
		return trial{name: name, required: same, rules: []rule{at("attach", attach)}}
	}
	return []trial{
		again("output is cut before its first byte", cut(0)),
		again("output is cut inside a frame's header", cutFrames(some, 5)),
		again("output is cut inside a frame", cutFrames(some, frameHeader+3)),
		again("output is cut between two frames while the container runs", cutFrames(some, 0)),
		again("output is cut between two frames as the container ends", cutAtEnd(some)),
		again("a frame's header is garbled", garble(some)),
		{name: "output is cut, and so is the log once", required: same,
			rules: []rule{at("attach", cutFrames(some, 0)), at("logs", cut(2000))}},
		{name: "output is cut, and the log cannot be read", required: string(execute.OutputIncomplete),
			rules: []rule{at("attach", cutFrames(some, 0)), {route: "logs", first: 1, every: true, act: answer(403)}}},
		{name: "wait is cut", required: same, rules: []rule{at("wait", cut(0))}},
		{name: "wait is refused every time", required: same, rules: []rule{{route: "wait", first: 1, every: true, act: answer(403)}}},
		{name: "report is cut", required: same, rules: []rule{at("copy-from", cut(700))}},
	}
}

// daemonTrials take the daemon away.
func daemonTrials() []trial {
	gone := func(route string) trial {
		return trial{name: "daemon is away for 2 s from " + route + " on", required: same, rules: []rule{at(route, away(2*time.Second))}}
	}
	ends := func(name string, required execute.Class, rules ...rule) trial {
		return trial{name: name, required: string(required), rules: rules, timeout: 1500 * time.Millisecond}
	}
	return []trial{
		gone("create"), gone("copy-to"), gone("attach"), gone("wait"), gone("start"), gone("inspect"), gone("copy-from"), gone("remove"),
		{name: "attach is forbidden", required: string(execute.StartFailed), rules: []rule{{route: "attach", first: 1, every: true, act: answer(403)}}},
		{name: "daemon hangs for good while the container runs", required: noEnd, rules: []rule{{route: "inspect", first: 1, every: true, act: hang},
			{route: "ping", first: 2, every: true, act: hang}, {route: "logs", first: 1, every: true, act: hang},
			{route: "remove", first: 1, every: true, act: hang}, {route: "list", first: 1, every: true, act: hang}}},
		{name: "daemon is away for good from inspect on", required: noEnd, rules: []rule{at("inspect", away(-1))}},
		ends("time is up", execute.Timeout),
		ends("time is up, and kill hangs", execute.Timeout, at("kill", hang)),
		ends("time is up, and kill answers 500", execute.Timeout, at("kill", answer(500))),
		ends("time is up, and the answer of kill is lost", execute.Timeout, at("kill", drop)),
		ends("time is up, and kill is forbidden", execute.Timeout, rule{route: "kill", first: 1, every: true, act: answer(403)}),
		ends("time is up, and top hangs", execute.Timeout, at("top", hang)),
	}
}

// faultTiming is the timing for faults on a real daemon on a busy machine.
func faultTiming() timing {
	t := defaultTiming()
	t.longCall, t.shortCall, t.giveUp = 6*time.Second, 4*time.Second, 8*time.Second
	t.poll, t.retryWait, t.startDelay, t.outputGrace = time.Second, 100*time.Millisecond, 2*time.Second, 5*time.Second
	return t
}

const printed = `i=0; while [ $i -lt 200 ]; do echo "out $i"; echo "err $i" >&2; i=$((i+1)); done
head -c 70000 /dev/zero; echo; echo report >/r/report; sleep 0.5; echo last; `

// measure runs the fault's job and says what became of it.
func (f fixture) measure(t trial, number int) string {
	f.spec.RunID = fmt.Sprintf("%s-%d", f.spec.RunID, number)
	p := newProxy(f.T, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"), t.rules...)
	docker := p.connect()
	job := f.shell(fmt.Sprint("job", number), printed+"exit 7")
	if t.timeout > 0 {
		job = f.shell(fmt.Sprint("job", number), printed+"trap '' INT; while :; do sleep 0.1; done")
		job.Timeout = t.timeout
	}
	job.Scratch, job.Into = "/r", filepath.Join(f.dir, fmt.Sprint("into", number))
	if f.spec.Scratch = job.Scratch; !t.sandbox {
		f.spec.Scratch, f.spec.Sandbox = "", ""
	}
	e := New(docker, f.spec, 1)
	e.timing = faultTiming()
	var got *execute.Outcome
	err := e.Run(f.Context(), queue(job), func(o execute.Outcome) { got = &o })
	p.close()
	_ = docker.Close()
	left := f.clean()
	if err := f.leftovers(); err != nil {
		return err.Error()
	}
	switch {
	case got == nil && err != nil && left == 0:
		return noRun
	case got.Class == execute.Lost && err != nil && left == 1 && strings.Contains(err.Error(), f.spec.RunID):
		return noEnd
	case err != nil || left > 0:
		return fmt.Sprintf("%s (%s), %d objects left: %v", got.Class, got.Evidence, left, err)
	case got.Class != execute.Failed:
		return string(got.Class)
	}
	return f.compare(*got)
}

// clean removes the containers and images that are left of the run and counts them.
func (f fixture) clean() int {
	run := ofRun(f.spec.RunID)
	left, err := f.docker.ContainerList(context.Background(), container.ListOptions{All: true, Filters: run})
	if err != nil {
		f.Error(err)
	}
	for _, c := range left {
		if err := remove(context.Background(), f.docker, c.ID); err != nil {
			f.Error(err)
		}
	}
	images := imageKind(f.docker)
	made, err := images.list(context.Background(), run)
	if err != nil {
		f.Error(err)
	}
	for _, i := range made {
		if err := images.remove(context.Background(), i); err != nil {
			f.Error(err)
		}
	}
	return len(left) + len(made)
}

// compare compares an outcome with what the job has without a fault.
func (f fixture) compare(o execute.Outcome) string {
	var stdout, stderr strings.Builder
	for i := range 200 {
		fmt.Fprintln(&stdout, "out", i)
		fmt.Fprintln(&stderr, "err", i)
	}
	fmt.Fprint(&stdout, strings.Repeat("\x00", 70000)+"\nlast\n")
	report, _ := os.ReadFile(filepath.Join(o.Job.Into, "report"))
	switch {
	case o.ExitCode != 7:
		return fmt.Sprint("exit status ", o.ExitCode)
	case read(f.T, o.Job.Stdout) != stdout.String():
		return "other stdout: " + o.Evidence
	case read(f.T, o.Job.Stderr) != stderr.String():
		return "other stderr: " + o.Evidence
	case string(report) == "report\n" && o.Fetched:
		return same
	case o.Fetched || !strings.Contains(o.Evidence, "fetch folder"):
		return "other report: " + o.Evidence
	}
	return noReport
}

func TestEngineFaults(t *testing.T) {
	f := newFixture(t)
	f.spec.Sandbox = static(t, "../..")
	all := trials()
	measured := make([]string, len(all))
	before := descriptors(t)
	const together = 8
	slots := make(chan struct{}, together)
	var joined sync.WaitGroup
	for i := range all {
		joined.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			measured[i] = f.measure(all[i], i)
		})
	}
	joined.Wait()
	for i, trial := range all {
		if measured[i] != trial.required {
			t.Errorf("%s: %s, want %s", trial.name, measured[i], trial.required)
		}
	}
	// Idle connections stay open for a while, and nobody waits until the others are closed.
	after := before + 1
	for deadline := time.Now().Add(10 * time.Second); after > before && time.Now().Before(deadline); after = descriptors(t) {
		_ = f.docker.Close() // it closes what is idle, and can be used again
		time.Sleep(50 * time.Millisecond)
	}
	if after > before {
		t.Errorf("%d descriptors, %d before", after, before)
	}
	checkPage(t, all, measured)
}

// descriptors counts the process's own.
func descriptors(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}
