package docker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/tartest"
)

func TestEngineClasses(t *testing.T) {
	f := newFixture(t)
	tests := []struct {
		name, script string
		class        execute.Class
		exit         int
	}{
		{"zero", "true", execute.Passed, 0},
		{"one", "exit 1", execute.Failed, 1},
		{"fortytwo", "exit 42", execute.Failed, 42},
		{"missing", "exit 127", execute.StartFailed, 127},
		{"killed", "kill -9 $$", execute.Killed, 137},
		{"terminated", "exit 143", execute.Killed, 143},
	}
	var jobs []execute.Job
	for _, test := range tests {
		jobs = append(jobs, f.shell(test.name, test.script))
	}
	outcomes, err := f.run(t.Context(), 3, jobs...)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		o := outcomes[test.name]
		if o.Class != test.class || o.ExitCode != test.exit {
			t.Errorf("%s: %s %d (%s), want %s %d", test.name, o.Class, o.ExitCode, o.Evidence, test.class, test.exit)
		}
		if aboutTests := test.class == execute.Passed || test.class == execute.Failed; (o.Advice == "") != aboutTests {
			t.Errorf("%s: advice %q", test.name, o.Advice)
		}
		if o.Started.IsZero() || o.Finished.Before(o.Started) || o.Ended.Before(o.Created) {
			t.Errorf("%s: times %v %v %v %v", test.name, o.Created, o.Started, o.Finished, o.Ended)
		}
	}
}

func TestEngineOutputIsByteExact(t *testing.T) {
	f := newFixture(t)
	const bin = `i=0; while [ $i -lt 256 ]; do printf "\\$(printf %03o $i)"; i=$((i+1)); done`
	var all [256]byte
	for i := range all {
		all[i] = byte(i)
	}
	tests := []struct{ name, script, stdout, stderr string }{
		{"nothing", "true", "", ""},
		{"both", "echo out; echo err >&2; printf tail", "out\ntail", "err\n"},
		{"binary", bin, string(all[:]), ""},
		{"frame", "head -c 65537 /dev/zero", strings.Repeat("\x00", 65537), ""},
		{"large", "head -c 5000001 /dev/zero | tr '\\0' x; head -c 3000 /dev/zero >&2", strings.Repeat("x", 5000001), strings.Repeat("\x00", 3000)},
	}
	var jobs []execute.Job
	for _, test := range tests {
		jobs = append(jobs, f.shell(test.name, test.script))
	}
	outcomes, err := f.run(t.Context(), 2, jobs...)
	if err != nil {
		t.Fatal(err)
	}
	for i, test := range tests {
		if o := outcomes[test.name]; o.Class != execute.Passed {
			t.Errorf("%s: %s: %s", test.name, o.Class, o.Evidence)
		}
		if read(t, jobs[i].Stdout) != test.stdout || read(t, jobs[i].Stderr) != test.stderr {
			t.Errorf("%s: output differs", test.name)
		}
	}
}

func TestEngineOutputIsCutAtTheLimit(t *testing.T) {
	f := newFixture(t)
	job := f.shell("long", "yes | head -c 3000000; exit 3")
	job.Limit = 1000
	o := f.one(job)
	if o.Class != execute.Failed || o.ExitCode != 3 || !o.Cut {
		t.Errorf("outcome: %+v", o)
	}
	want := strings.Repeat("y\n", 500) + "\n[baleen: output cut at 1000 bytes]\n"
	if diff := cmp.Diff(want, read(t, job.Stdout)); diff != "" {
		t.Error(diff)
	}
}

func TestEngineEnvironment(t *testing.T) {
	f := newFixture(t)
	f.spec.Env = []string{"A=run", "B=run"}
	f.spec.WorkDir = "/srv"
	job := f.shell("env", `echo $A $B $BALEEN_SLOT $(pwd)`)
	job.Env = []string{"B=job"}
	job.SlotEnv = func(slot int) []string { return []string{fmt.Sprintf("BALEEN_SLOT=%d", slot)} }
	f.one(job)
	if got := read(t, job.Stdout); got != "run job 1 /srv\n" {
		t.Errorf("got %q", got)
	}
}

func TestEngineScratchIsFetched(t *testing.T) {
	f := newFixture(t)
	f.spec.User = "1000:1000"
	job := f.shell("scratch", `cd /baleen/report && mkdir a && echo x >a/b.json && ln -s /etc/passwd link && mkfifo pipe && touch run && chmod 700 run; exit 1`)
	job.Scratch, job.Into = "/baleen/report", filepath.Join(f.dir, "raw")
	o := f.one(job)
	if !o.Fetched || o.Class != execute.Failed {
		t.Errorf("outcome: %+v\n%s", o, read(t, job.Stderr))
	}
	if diff := cmp.Diff(map[string]string{"a/b.json": "x\n", "run": ""}, tartest.Tree(t, job.Into)); diff != "" {
		t.Error(diff)
	}
}

func TestEngineTimeoutLetsTheRunnerReport(t *testing.T) {
	f := newFixture(t)
	polite := f.shell("polite", `trap 'echo late >/r/report; exit 9' INT; while :; do sleep 0.1; done`)
	deaf := f.shell("deaf", `trap '' INT; echo early >/r/report; while :; do sleep 0.1; done`)
	nested := f.shell("nested", `trap : INT; sh -c 'trap "echo late >/r/report; exit 9" INT; while :; do sleep 0.1; done'; exit 9`)
	for _, job := range []*execute.Job{&polite, &deaf, &nested} {
		job.Timeout, job.Scratch, job.Into = time.Second, "/r", filepath.Join(f.dir, job.Name)
	}
	outcomes, err := f.run(t.Context(), 3, polite, deaf, nested)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		exit   int
		report string
	}{"polite": {9, "late\n"}, "deaf": {137, "early\n"}, "nested": {9, "late\n"}} {
		o := outcomes[name]
		if o.Class != execute.Timeout || o.ExitCode != want.exit || !o.Fetched || !strings.Contains(o.Evidence, "while these ran: ") {
			t.Errorf("%s: %+v", name, o)
		}
		if got := read(t, filepath.Join(f.dir, name, "report")); got != want.report {
			t.Errorf("%s: report %q", name, got)
		}
	}
}

func TestEngineCancelLeavesNothing(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	script := map[string]string{
		"a": `trap 'echo late >/r/report; exit' INT; echo begun; while :; do sleep 0.1; done`,
		"b": `trap '' INT; echo late >/r/report; echo begun; while :; do sleep 0.1; done`,
		"c": `true`,
	}
	job := func(name string) execute.Job {
		job := f.shell(name, script[name])
		job.Scratch, job.Into = "/r", filepath.Join(f.dir, name)
		return job
	}
	var cancelled time.Time
	go func() {
		begun := func(name string) bool {
			text, _ := os.ReadFile(filepath.Join(f.dir, name+".out"))
			return strings.Contains(string(text), "begun")
		}
		for !begun("a") || !begun("b") {
			time.Sleep(10 * time.Millisecond)
		}
		cancelled = time.Now()
		cancel()
	}()
	outcomes, err := f.run(ctx, 2, job("a"), job("b"), job("c"))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
	if took := time.Since(cancelled); took > 5*time.Second {
		t.Errorf("took %s after cancel", took)
	}
	if len(outcomes) != 2 {
		t.Errorf("%d outcomes, want those of the two that ran", len(outcomes))
	}
	for name, o := range outcomes {
		if o.Class != execute.Cancelled || !o.Fetched || read(t, filepath.Join(o.Job.Into, "report")) != "late\n" {
			t.Errorf("%s: %+v", name, o)
		}
	}
}
