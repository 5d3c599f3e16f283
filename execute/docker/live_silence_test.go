package docker

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/execute"
)

// TestEngineSilence: whatever a container hangs in, it is ended at most 15 s after its silence, and the evidence says what it was doing. One that
// writes or reports something now and then goes on.
func TestEngineSilence(t *testing.T) {
	const quiet = 2 * time.Second
	f := newFixture(t)
	talks := `i=0; while [ $i -lt 7 ]; do sleep 0.5; i=$((i+1)); `
	tests := map[string]struct {
		script, signal string
		class          execute.Class
		evidence       string
		output         string
	}{
		"sleep":     {"echo begun; sleep 100", "", execute.Silent, `nothing for 2s, after sign of life(, using \d % of a CPU)?: exit status \d+, while these ran: .*sleep 100 \(S`, "begun\n"},
		"busy":      {"echo begun; while :; do :; done", "", execute.Silent, `\(R`, "begun\n"},
		"deadlock":  {"mkfifo /tmp/a /tmp/b; echo begun; cat /tmp/a >/tmp/b & cat /tmp/b >/tmp/a", "", execute.Silent, `while these ran: `, "begun\n"},
		"read":      {"mkfifo /tmp/a; echo begun; read line </tmp/a", "", execute.Silent, `read line </tmp/a \(S`, "begun\n"},
		"stdin":     {"read line; echo nothing to read", "", execute.Passed, ``, "nothing to read\n"},
		"stopped":   {"echo begun; sleep 100 & kill -STOP $!; kill -STOP $$", "", execute.Silent, `kill -STOP \$\$ \(T`, "begun\n"},
		"says more": {`trap "echo its stacks" QUIT; echo begun; while :; do sleep 0.2; done`, "QUIT", execute.Silent, `while these ran: `, "begun\nits stacks\n"},
		"talks":     {talks + "echo -n .; done", "", execute.Passed, ``, "......."},
		"reports":   {talks + "echo more >>/scratch/report; done", "", execute.Passed, ``, ""},
	}
	var jobs []execute.Job
	for name, test := range tests {
		job := f.shell(strings.ReplaceAll(name, " ", "-"), test.script)
		job.Scratch, job.Into = "/scratch", filepath.Join(f.dir, job.Name)
		job.Silence = execute.Silence{After: quiet, Signal: test.signal, Look: func(folder string) string {
			if info, err := os.Stat(folder); err != nil || !info.IsDir() {
				t.Errorf("%s: %v", name, err)
			}
			return "after sign of life"
		}}
		jobs = append(jobs, job)
	}
	outcomes, err := f.run(t.Context(), len(jobs), jobs...)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range tests {
		o := outcomes[strings.ReplaceAll(name, " ", "-")]
		if o.Class != test.class || !regexp.MustCompile(test.evidence).MatchString(o.Evidence) || (o.Advice == "") != (o.Class == execute.Passed) {
			t.Errorf("%s: %s, %q", name, o.Class, o.Evidence)
		}
		if got := read(t, o.Job.Stdout); got != test.output {
			t.Errorf("%s: it wrote %q", name, got)
		}
		if took := o.Finished.Sub(o.Started); test.class == execute.Silent && took > quiet+15*time.Second {
			t.Errorf("%s: it ended after %s", name, took)
		}
	}
}

// TestEngineASilentContainerIsAskedBeforeItIsPaused: what waits counts as running for a moment when it goes on after a pause.
func TestEngineASilentContainerIsAskedBeforeItIsPaused(t *testing.T) {
	f := newFixture(t)
	job := f.shell("waits", "sleep 100")
	job.Scratch, job.Into = "/scratch", filepath.Join(f.dir, job.Name)
	job.Silence.After = time.Second
	var calls execute.Calls
	var got execute.Outcome
	err := New(Record(f.docker, &calls), f.spec, 1).Run(t.Context(), queue(job), func(o execute.Outcome) { got = o })
	if err != nil || got.Class != execute.Silent || !strings.Contains(got.Evidence, "sleep 100 (S") {
		t.Errorf("%s, %q, %v", got.Class, got.Evidence, err)
	}
	var order []string
	all, _ := calls.All()
	for _, call := range all {
		if call.Method == "ContainerTop" || call.Method == "ContainerPause" {
			order = append(order, call.Method)
		}
	}
	if diff := cmp.Diff([]string{"ContainerTop", "ContainerPause"}, order); diff != "" {
		t.Error(diff)
	}
}
