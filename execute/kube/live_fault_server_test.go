//go:build cluster && !nokube

package kube

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestClusterServerGone: while the API server is away for ten seconds, a command ends, and its results are fetched afterwards.
func TestClusterServerGone(t *testing.T) {
	l := connect(t)
	e := l.open(t, nil)
	over := make(chan struct{})
	go func() {
		defer close(over)
		l.await(t, e, mainRuns)
		pid, err := exec.Command("../../scripts/cluster", "pid", "apiserver").Output()
		if err != nil {
			t.Error(err)
			return
		}
		if err := exec.Command("kill", "-KILL", strings.TrimSpace(string(pid))).Run(); err != nil {
			t.Error(err)
		}
		time.Sleep(10 * time.Second)
		if err := exec.Command("../../scripts/cluster", "restart", "apiserver").Run(); err != nil {
			t.Error(err)
		}
	}()
	o := run(t, e, l.spec(), 1, jobFor(t, "a", "sh", "-c", "sleep 4; echo out; echo x >/baleen-report/r"))["a"]
	<-over
	if o.Class != execute.Passed || text(t, o.Job.Stdout) != "out\n" || text(t, o.Job.Into+"/r") != "x\n" {
		t.Errorf("%s, %s", o.Class, o.Evidence)
	}
}
