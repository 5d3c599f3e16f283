package docker

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// program is the real program, built once for a test.
type program struct {
	fixture
	path    string
	network string
	extra   []string // arguments
}

func newProgram(t *testing.T) program {
	t.Helper()
	return program{fixture: newFixture(t), path: static(t, "../.."), network: "none"}
}

// checkout is a folder with so many feature files.
func (b program) checkout(files int) string {
	b.Helper()
	dir := b.TempDir()
	for i := range files {
		text := fmt.Sprintf("Feature: %d\n  Scenario: one\n    Given a step\n", i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.feature", i)), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// start starts a run of so many containers at a time that do not end; wrap comes before the program.
func (b program) start(containers int, script string, wrap ...string) *running {
	b.Helper()
	dir := b.checkout(containers)
	args := append(wrap, b.path, "run", "--image", b.spec.Image.Ref, "--runner", "exit-code", "--files", ".", "--files-from", "workspace",
		"--concurrency", fmt.Sprint(containers), "--network", b.network, "--command", script+"; : {files}")
	args = append(args, b.extra...)
	r := &running{program: b, Cmd: exec.Command(args[0], args[1:]...), dir: dir}
	r.Dir = dir
	r.Stdout, r.Stderr = &r.said, &r.said
	if err := r.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = r.Process.Kill() })
	r.ended = make(chan struct{})
	go func() {
		defer close(r.ended)
		_ = r.Wait()
	}()
	return r
}

// running is the program at work.
type running struct {
	program
	*exec.Cmd
	dir   string
	said  transcript
	ended chan struct{}
}

// transcript may be read while it is written.
type transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// id is the run's, once the program has given it one.
func (r *running) id() string {
	text, _ := os.ReadFile(filepath.Join(r.dir, "baleen-report", "run.json"))
	_, rest, _ := strings.Cut(string(text), `"id": "`)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// containers counts those of the run in a state; any, for no state.
func (r *running) containers(state string) int {
	id := r.id()
	if id == "" {
		return 0
	}
	with := filters.NewArgs(filters.Arg("label", labelRun+"="+id))
	if state != "" {
		with.Add("status", state)
	}
	found, err := r.docker.ContainerList(context.Background(), container.ListOptions{All: true, Filters: with})
	if err != nil {
		r.Error(err)
	}
	return len(found)
}

// containersLeft counts the run's containers after those are gone that somebody is removing.
func (r *running) containersLeft() (left int) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if left = r.containers(""); left == 0 {
			break
		}
	}
	return left
}

// waitForContainers waits until so many containers run.
func (r *running) waitForContainers(n int) {
	r.Helper()
	for deadline := time.Now().Add(2 * time.Minute); r.containers("running") < n; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.Fatalf("%d of %d containers run: %s", r.containers("running"), n, r.said.String())
		}
	}
}

// signal sends a signal and returns how long it took to end.
func (r *running) signal(signals ...syscall.Signal) time.Duration {
	r.Helper()
	sent := time.Now()
	for _, s := range signals {
		if err := r.Process.Signal(s); err != nil {
			r.Error(err)
		}
		select {
		case <-r.ended:
		case <-time.After(200 * time.Millisecond):
		}
	}
	select {
	case <-r.ended:
	case <-time.After(30 * time.Second):
		r.Fatal("it does not end")
	}
	return time.Since(sent)
}
