//go:build cluster && !nokube

package kube

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestClusterSilence: whatever a command hangs in, it is ended at most 15 s after its silence, and the evidence has the words that it has on
// Docker. One that writes or reports something now and then goes on.
func TestClusterSilence(t *testing.T) {
	const quiet = 2 * time.Second
	l := connect(t)
	e := l.open(t, nil)
	talks := `i=0; while [ $i -lt 7 ]; do sleep 0.5; i=$((i+1)); `
	tests := map[string]struct {
		script, signal string
		class          execute.Class
		evidence       string
		output         string
	}{
		"sleep": {"echo begun; sleep 100", "", execute.Silent,
			`^it wrote and reported nothing for 2s, after sign of life, using \d+ % of a CPU: exit status 130, while these ran: (sh .*; )?sleep 100 \(S, CPU 00:00:00\)$`, "begun\n"},
		"connected": {"echo begun; sleep 100 | nc -l -p 7777 & sleep 1; sleep 100 | nc 127.0.0.1 7777", "", execute.Silent, `, connected to .*127\.0\.0\.1:7777.*: exit status`, "begun\n"},
		"says more": {`trap "echo its stacks" QUIT; echo begun; while :; do sleep 0.2; done`, "QUIT", execute.Silent, `while these ran: `, "begun\nits stacks\n"},
		"talks":     {talks + "echo -n .; done", "", execute.Passed, ``, "......."},
		"reports":   {talks + "echo more >>/baleen-report/report; done", "", execute.Passed, ``, ""},
	}
	var jobs []execute.Job
	for name, test := range tests {
		job := jobFor(t, strings.ReplaceAll(name, " ", "-"), "sh", "-c", test.script)
		job.Silence = execute.Silence{After: quiet, Signal: test.signal, Look: func(folder string) string {
			if info, err := os.Stat(filepath.Join(folder)); err != nil || !info.IsDir() {
				t.Errorf("%s: %v", name, err)
			}
			return "after sign of life"
		}}
		jobs = append(jobs, job)
	}
	outcomes := run(t, e, l.spec(), len(jobs), jobs...)
	for name, test := range tests {
		o := outcomes[strings.ReplaceAll(name, " ", "-")]
		if o.Class != test.class || !regexp.MustCompile(test.evidence).MatchString(o.Evidence) || (o.Advice == "") != (o.Class == execute.Passed) {
			t.Errorf("%s: %s, %q", name, o.Class, o.Evidence)
		}
		if got := text(t, o.Job.Stdout); got != test.output {
			t.Errorf("%s: it wrote %q", name, got)
		}
		if took := o.Finished.Sub(o.Started); test.class == execute.Silent && took > quiet+15*time.Second {
			t.Errorf("%s: it ended after %s", name, took)
		}
	}
}
