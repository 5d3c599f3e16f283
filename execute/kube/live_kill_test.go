//go:build cluster && !nokube

package kube

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// killMoment is when Baleen is killed: at a call that it makes.
type killMoment struct {
	name  string
	route string
	call  int                         // of that route, from 1
	since string                      // a route; calls before the first one of it do not count
	gate  func(reached func()) action // before or after the server has heard of it
}

func killMoments() []killMoment {
	return []killMoment{
		{name: "before anything is made", route: "make job", call: 1, gate: before},
		{name: "when its job is made", route: "make job", call: 1, gate: behind},
		{name: "when the pod that looks into the image is made", route: "make pod", call: 1, gate: behind},
		{name: "while the image is looked into", route: "describe", call: 1, gate: before},
		{name: "before the pod that looked into it is removed", route: "remove pod", call: 1, gate: before},
		{name: "between looking and running", route: "make pod", call: 2, gate: before},
		{name: "when a pod is made", route: "make pod", call: 2, gate: behind},
		{name: "while results are fetched", route: "await", call: 1, gate: func(reached func()) action {
			return after(1000, func(closed <-chan struct{}) error { reached(); <-closed; return context.Canceled })
		}},
		{name: "before a pod is removed", route: "remove pod", call: 1, since: "await", gate: before},
		{name: "before its job is removed", route: "remove job", call: 1, gate: before},
	}
}

// before holds a call back from the server.
func before(reached func()) action {
	return func(p *proxy, w http.ResponseWriter, r *http.Request) { reached(); hang(p, w, r) }
}

// vanished is what is required of them all.
const vanished = "no report that counts as whole, and nothing is left"

func killRows() []fault {
	var all []fault
	for _, m := range killMoments() {
		all = append(all, fault{name: "Baleen is killed " + m.name, required: vanished})
	}
	return all
}

// TestClusterKilled: after Baleen was killed, at whatever moment, no report could be taken for a whole one, and a cleanup
// removes at once what is left. Without any, all of it vanishes at its deadline.
func TestClusterKilled(t *testing.T) {
	l := connect(t)
	l.neighbours(t)
	path := l.program(t)
	t.Run("and cleaned up", func(t *testing.T) {
		killed := l.killAll(t, path, "10m")
		out, err := exec.Command(path, "cleanup", "--engine", "kubernetes").CombinedOutput()
		t.Logf("%s", out)
		if err != nil || strings.Count(string(out), "removed ") < len(killed)-2 { // two had made nothing, or no more
			t.Errorf("%v: %s", err, out)
		}
		checkPage(t, l.left(t, killed, 30*time.Second))
	})
	if os.Getenv(soakVariable) != "" {
		// The deadline is 2 min of run-timeout, 1 min for a node, and 2 min to tidy up.
		t.Run("left alone until the deadline", func(t *testing.T) { l.left(t, l.killAll(t, path, "2m"), 7*time.Minute) })
	}
}

// program builds the real program.
func (l live) program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "baleen")
	build := exec.Command("go", "build", "-o", path, "../..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// killed is a run whose process was killed.
type killed struct {
	killMoment
	pid    int
	report string
}

// killAll starts a run for each moment, waits until all have reached theirs, and kills them at once: the start of a run removes what dead ones left.
func (l live) killAll(t *testing.T, path, runTimeout string) []killed {
	t.Helper()
	all := make([]killed, len(killMoments()))
	runs := make([]*exec.Cmd, len(all))
	reached := make(chan string, len(all))
	for i, m := range killMoments() {
		p := l.proxy(t, []rule{{route: m.route, first: m.call, since: m.since, act: m.gate(sync.OnceFunc(func() { reached <- m.name }))}})
		report := filepath.Join(t.TempDir(), "report")
		runs[i] = l.start(t, p, path, "--report-dir", report, "--run-timeout", runTimeout, "--place-timeout", "1m")
		all[i] = killed{m, runs[i].Process.Pid, report}
	}
	for range all {
		select {
		case name := <-reached:
			t.Log("reached: " + name)
		case <-time.After(2 * time.Minute):
			t.Error("not all reached their moment")
		}
	}
	for _, r := range runs {
		if err := r.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = r.Wait()
		if temporary, err := os.ReadDir(filepath.Join(r.Dir, "..", "temp")); err != nil || len(temporary) > 0 {
			t.Errorf("left: %v, %v", temporary, err)
		}
	}
	return all
}

// start starts a run that knows the cluster only through a proxy.
func (l live) start(t *testing.T, p *proxy, path string, args ...string) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	config := fmt.Sprintf(`{"apiVersion": "v1", "kind": "Config", "current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
"clusters": [{"name": "c", "cluster": {"server": %q, "certificate-authority": %q}}], "users": [{"name": "u", "user": {"token": %q}}]}`,
		p.URL, filepath.Join(dir, "ca"), l.config.BearerToken)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate().Raw})
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "ca"), authority, 0o600), os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o600),
		os.Mkdir(filepath.Join(dir, "temp"), 0o755), os.Mkdir(filepath.Join(dir, "suite"), 0o755), os.WriteFile(filepath.Join(dir, "suite", "a.feature"), []byte("Feature: A\n  Scenario: One\n    Given a step\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(path, "run", "--engine", "kubernetes", "--pod-image", holdImage, "--image", l.image, "--runner", "exit-code", "--files", "a.feature", "--workspace", "copy",
		"--command", "sleep 1; : {files}", "--concurrency", "1")
	run.Args = append(run.Args, args...)
	run.Dir = filepath.Join(dir, "suite")
	run.Env = append(os.Environ(), "KUBECONFIG="+filepath.Join(dir, "config"), "TMPDIR="+filepath.Join(dir, "temp"))
	var said bytes.Buffer
	run.Stdout, run.Stderr = &said, &said
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = run.Process.Kill()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	return run
}

// left waits until nothing of the runs is left, and says so by the rows of the page.
func (l live) left(t *testing.T, all []killed, most time.Duration) map[string]string {
	t.Helper()
	measured := map[string]string{}
	for end := time.Now().Add(most); len(measured) < len(all) && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		for _, k := range all {
			report, err := os.ReadFile(filepath.Join(k.report, "run.json"))
			if err == nil && !bytes.Contains(report, []byte(`"state": "running"`)) || err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("%s: the report counts as whole: %v, %s", k.name, err, report)
			}
			if l.objectsOf(k.pid) == 0 {
				measured["Baleen is killed "+k.name] = vanished
			}
		}
	}
	if len(measured) < len(all) {
		t.Errorf("only these left nothing: %v", measured)
	}
	return measured
}

// objectsOf counts what belongs to a process of this machine.
func (l live) objectsOf(pid int) (n int) {
	mine := self("/proc")
	mine.pid = strconv.Itoa(pid)
	const all = 1 << 20 // not known
	jobs, err := l.jobs(context.Background(), runLabel)
	if err != nil {
		return all
	}
	pods, err := l.pods(context.Background(), runLabel)
	if err != nil {
		return all
	}
	owners := []string{}
	for _, j := range jobs.Items {
		owners = append(owners, j.Labels[ownerLabel])
	}
	for _, p := range pods.Items {
		owners = append(owners, p.Labels[ownerLabel])
	}
	for _, owner := range owners {
		if i := parseIdentity(owner); i.pid == mine.pid && i.namespace == mine.namespace {
			n++
		}
	}
	return n
}
