//go:build cluster && !nokube

package kube

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// holdImage is an image with the program of package hold, which scripts/cluster brings to its nodes.
const holdImage = "baleen-test/pause:1"

// live is a real cluster, which scripts/cluster starts, with an image on its nodes.
type live struct {
	*Cluster
	image  string
	unsure string // see fault
}

var busybox = sync.OnceValues(func() (string, error) {
	tag, err := exec.Command("../../testdata/images/build", "busybox").Output()
	if err != nil {
		return "", err
	}
	image := strings.TrimSpace(string(tag))
	return image, exec.Command("../../scripts/cluster", "load", image).Run()
})

func connect(t testing.TB) live {
	t.Helper()
	image, err := busybox()
	if err != nil {
		t.Fatal(err)
	}
	c, err := Connect(t.Context(), ConnectOptions{Agent: "baleen-test"})
	if err != nil {
		t.Fatal(err)
	}
	return live{Cluster: c, image: image}
}

// open begins a run, which the test's end closes: then nothing of it may be left.
func (l live) open(t *testing.T, change func(*Settings)) *Engine {
	t.Helper()
	e, err := l.tryOpen(t, l, change)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// tryOpen is open by another way to the cluster, where that may fail.
func (l live) tryOpen(t *testing.T, via live, change func(*Settings)) (*Engine, error) {
	t.Helper()
	s := Settings{RunID: "t" + time.Now().Format("150405.000000000"), Deadline: time.Now().Add(time.Hour), HoldImage: holdImage,
		PlaceTimeout: 10 * time.Second, Notice: func(text string) { t.Log(text) }}
	if change != nil {
		change(&s)
	}
	e, err := via.Open(t.Context(), s)
	t.Cleanup(func() {
		if e != nil {
			if err := e.Close(context.Background()); (err != nil) != (via.unsure != "") || err != nil && !strings.Contains(err.Error(), via.unsure) {
				t.Errorf("%v, want %q", err, via.unsure)
			}
		}
		l.nothingLeft(t, s)
	})
	return e, err
}

// nothingLeft fails the test if anything of a run is still there. The cluster removes a Job's own Pod in its own time.
func (l live) nothingLeft(t testing.TB, s Settings) {
	t.Helper()
	for range 100 {
		jobs, err := l.jobs(context.Background(), runLabel+"="+label(s.RunID))
		pods, err2 := l.pods(context.Background(), runLabel+"="+label(s.RunID))
		if err == nil && err2 == nil && len(jobs.Items)+len(pods.Items) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("something of the run is left")
}

func (l live) spec() execute.Spec {
	return execute.Spec{Image: execute.Image{Ref: l.image}, Scratch: "/baleen-report"}
}

// jobFor is a job with files of its own.
func jobFor(t *testing.T, name string, words ...string) execute.Job {
	dir := t.TempDir()
	return execute.Job{Name: name, Command: words, Stdout: filepath.Join(dir, "stdout"), Stderr: filepath.Join(dir, "stderr"),
		Timeout: time.Minute, Scratch: "/baleen-report", Into: filepath.Join(dir, "report")}
}

// run runs jobs so many at a time, and returns their outcomes by name.
func run(t *testing.T, e *Engine, spec execute.Spec, slots int, jobs ...execute.Job) map[string]execute.Outcome {
	t.Helper()
	outcomes := map[string]execute.Outcome{}
	next := func(execute.Opening) (execute.Job, bool) {
		if len(jobs) == 0 {
			return execute.Job{}, false
		}
		job := jobs[0]
		jobs = jobs[1:]
		return job, true
	}
	err := e.Run(t.Context(), spec, execute.Queue{Slots: slots, Next: next, Done: func(o execute.Outcome) {
		outcomes[o.Job.Name] = o
		t.Logf("%s: %s, %s", o.Job.Name, o.Class, o.Evidence)
	}})
	if err != nil {
		t.Error(err)
	}
	return outcomes
}

func text(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Error(err)
	}
	return string(content)
}

// TestClusterEndings: each way in which a command ends has its class, and what it left arrives.
func TestClusterEndings(t *testing.T) {
	l := connect(t)
	e := l.open(t, nil)
	shell := func(name, script string) execute.Job { return jobFor(t, name, "sh", "-c", script) }
	timeout := shell("timeout", "trap 'echo reported >/baleen-report/r; exit 9' INT; echo up; sleep 60 & wait")
	timeout.Timeout = 2 * time.Second
	kept := shell("kept", "mkdir shots; echo 1 >shots/a.png; echo 2 >shots/b.tmp; exit 1")
	kept.Artifacts = &execute.Artifacts{Globs: []string{"shots/*.png"}, Match: func(name string) bool { return strings.HasSuffix(name, ".png") }, Into: filepath.Join(t.TempDir(), "kept")}
	limited := shell("limit", "printf 123456789012345")
	limited.Limit = 10
	want := map[string]execute.Class{"pass": execute.Passed, "fail": execute.Failed, "timeout": execute.Timeout, "missing": execute.StartFailed,
		"killed": execute.Killed, "kept": execute.Failed, "limit": execute.Passed, "orphan": execute.Passed, "env": execute.Passed, "no report": execute.Passed}
	env := shell("env", `echo "$DOLLAR $SLOT"`)
	env.Env, env.SlotEnv = []string{`DOLLAR=$(PATH) $$ "q"`}, func(int) []string { return []string{"SLOT=s"} }
	bare := jobFor(t, "no report", "true") // the runner writes none
	bare.Scratch, bare.Into = "", ""
	got := run(t, e, l.spec(), 3, bare, shell("pass", "echo out; echo err >&2; echo x >/baleen-report/r"), shell("fail", "exit 3"), timeout,
		jobFor(t, "missing", "no-such-program"), shell("killed", "kill -KILL $$"), kept, limited,
		shell("orphan", "setsid sleep 600 & echo x"), env)
	for name, class := range want {
		if got[name].Class != class {
			t.Errorf("%s: %s, %s", name, got[name].Class, got[name].Evidence)
		}
	}
	if o := got["pass"]; text(t, o.Job.Stdout) != "out\n" || text(t, o.Job.Stderr) != "err\n" || text(t, o.Job.Into+"/r") != "x\n" {
		t.Errorf("%+v", o)
	}
	if o := got["timeout"]; text(t, o.Job.Into+"/r") != "reported\n" || !strings.Contains(o.Evidence, "sleep 60") {
		t.Errorf("%+v", o)
	}
	if o := got["kept"]; !slices.Equal(o.Artifacts, []string{"shots/a.png"}) || text(t, o.Job.Artifacts.Into+"/shots/a.png") != "1\n" {
		t.Errorf("%+v", o)
	}
	if o := got["limit"]; !o.Cut || !strings.HasPrefix(text(t, o.Job.Stdout), "1234567890\n[baleen") {
		t.Errorf("%+v", o)
	}
	if o := got["env"]; text(t, o.Job.Stdout) != "$(PATH) $$ \"q\" s\n" {
		t.Errorf("%q", text(t, o.Job.Stdout))
	}
}

// TestClusterEveryByte: 100 MB of every byte arrive as they were.
func TestClusterEveryByte(t *testing.T) {
	l := connect(t)
	e := l.open(t, nil)
	const script = `dd if=/dev/urandom of=/tmp/x bs=1000000 count=100 2>/dev/null
for i in $(seq 0 255); do printf "\\$(printf %o $i)"; done >&2
cat /tmp/x; sha256sum /tmp/x | cut -d' ' -f1 >/baleen-report/sum`
	o := run(t, e, l.spec(), 1, jobFor(t, "bytes", "sh", "-c", script))["bytes"]
	out, err := os.ReadFile(o.Job.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	var every []byte
	for i := range 256 {
		every = append(every, byte(i))
	}
	sum := sha256.Sum256(out)
	if len(out) != 100_000_000 || fmt.Sprintf("%x\n", sum) != text(t, o.Job.Into+"/sum") || text(t, o.Job.Stderr) != string(every) {
		t.Errorf("%d bytes, %s, %s", len(out), o.Class, o.Evidence)
	}
}
