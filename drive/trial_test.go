package drive

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/result"
)

// trial is a suite that is run as a user would run it, with the same result on every engine.
type trial struct {
	runner  string
	files   map[string]string // beside the runner's own suite, below /suite
	run     string            // feature files, separated by blanks
	args    []string
	state   string // of the verdict
	exit    int
	says    string // somewhere on the console
	outcome string // status of every scenario, in order; empty: not looked at
	cluster string // what the console of a run on a cluster says instead; empty: the same
}

// venue is an engine that has the images of trials.
type venue struct {
	args    []string
	image   func(t testing.TB, runner string, files map[string]string) string
	cluster bool
}

// onDaemon is the Docker engine.
func onDaemon(t *testing.T) venue {
	t.Helper()
	return venue{args: []string{"--network", network()}, image: enginetest.NewBench(t).With}
}

// network is that of the containers. None is the fastest; BALEEN_TEST_NETWORK=auto shows that the default makes no difference.
func network() string { return cmp.Or(os.Getenv("BALEEN_TEST_NETWORK"), "none") }

func tryAll(t *testing.T, on venue, trials map[string]trial) {
	for name, tr := range trials {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of the time of a container is waiting
			tryOut(t, on, tr)
		})
	}
}

// tryOut runs a trial and looks at its verdict.
func tryOut(t *testing.T, on venue, tr trial) {
	dir := t.TempDir()
	args := append([]string{"run", "--image", on.image(t, tr.runner, tr.files), "--files-from", "image", "--report-dir", dir}, on.args...)
	if tr.runner != "busybox" && !strings.Contains(strings.Join(tr.args, " "), "--runner") {
		args = append(args, "--runner", tr.runner)
	}
	for _, file := range strings.Fields(tr.run) {
		args = append(args, "--files", file)
	}
	var stdout, stderr bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &stdout, Stderr: &stderr, Now: time.Now, Connect: Connect}
	if status := p.Run(t.Context(), append(args, tr.args...)); status != tr.exit {
		t.Errorf("exit status %d, want %d", status, tr.exit)
	}
	says := tr.says
	if on.cluster {
		says = cmp.Or(tr.cluster, says)
	}
	if !strings.Contains(stdout.String(), says) {
		t.Errorf("the console does not say %q", says)
	}
	run, err := result.Load(dir)
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	if run.Verdict.State != tr.state {
		t.Errorf("state %s, want %s", run.Verdict.State, tr.state)
	}
	if got := statuses(run); tr.outcome != "" && got != tr.outcome {
		t.Errorf("scenarios are %s, want %s", got, tr.outcome)
	}
	if t.Failed() {
		t.Log(stdout.String(), stderr.String())
	}
}

// statuses are those of all scenarios, in order.
func statuses(run *result.Run) string {
	var all []string
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			all = append(all, string(s.Status))
		}
	}
	return strings.Join(all, " ")
}

// recorded is what a real runner wrote about a feature file once.
func recorded(t *testing.T, path string) string {
	t.Helper()
	return readText(t, filepath.Join("../cucumber/testdata/reports", path))
}
