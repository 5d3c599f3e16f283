package docker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/docker/docker/client"
	"github.com/org/baleen-action/execute"
)

// fixture is what a test of the real engine needs.
type fixture struct {
	*testing.T
	docker *client.Client
	spec   execute.Spec
	dir    string
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	c := engine(t)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", t.Name(), os.Getpid(), time.Now().UnixNano()))
	spec := execute.Spec{Image: testImage(t, c), RunID: "test-" + hex.EncodeToString(sum[:5]), Deadline: time.Now().Add(time.Hour), Init: "auto", Network: "none"}
	leavesNothing(t, c, spec.RunID)
	return fixture{T: t, docker: c, spec: spec, dir: t.TempDir()}
}

// shell is a job that runs a script and keeps its output.
func (f fixture) shell(name, script string) execute.Job {
	at := filepath.Join(f.dir, name)
	return execute.Job{Name: name, Command: []string{"sh", "-c", script}, Stdout: at + ".out", Stderr: at + ".err", Timeout: time.Minute}
}

// run runs the jobs and returns their outcomes by name.
func (f fixture) run(ctx context.Context, concurrency int, jobs ...execute.Job) (map[string]execute.Outcome, error) {
	f.Helper()
	outcomes := map[string]execute.Outcome{}
	err := New(f.docker, f.spec, concurrency).Run(ctx, queue(jobs...), func(o execute.Outcome) { outcomes[o.Job.Name] = o })
	return outcomes, err
}

// one runs one job to its outcome.
func (f fixture) one(job execute.Job) execute.Outcome {
	f.Helper()
	outcomes, err := f.run(f.Context(), 1, job)
	if err != nil {
		f.Fatal(err)
	}
	return outcomes[job.Name]
}

func queue(jobs ...execute.Job) func() (execute.Job, bool) {
	return func() (execute.Job, bool) {
		if len(jobs) == 0 {
			return execute.Job{}, false
		}
		job := jobs[0]
		jobs = jobs[1:]
		return job, true
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
