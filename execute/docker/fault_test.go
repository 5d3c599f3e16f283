package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/tartest"
)

// shortTiming is the timing for faults that take minutes with a real daemon.
func shortTiming() timing {
	return timing{
		longCall: time.Second, shortCall: time.Second, poll: 20 * time.Millisecond, retryWait: 5 * time.Millisecond, startDelay: 50 * time.Millisecond,
		outputGrace: 50 * time.Millisecond, giveUp: 100 * time.Millisecond, reportGrace: 20 * time.Millisecond, cancelGrace: 20 * time.Millisecond, salvage: 300 * time.Millisecond, cleanup: 600 * time.Millisecond,
	}
}

// script is one job on a fake daemon, and what became of it.
type script struct {
	*fake
	job     execute.Job
	outcome execute.Outcome
	err     error
}

func newScript(t *testing.T) *script {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	f := newFake(t)
	f.scratch = tartest.Files(t, map[string]string{"r/report": "whole"})
	return &script{fake: f, job: execute.Job{Name: "job", Stdout: at("out"), Stderr: at("err"), Scratch: "/r", Into: at("into")}}
}

func (s *script) run(ctx context.Context) {
	e := New(s.fake, execute.Spec{RunID: "run", Init: "auto"}, 1)
	e.timing, e.proc = shortTiming(), s.t.TempDir()
	s.err = e.Run(ctx, queue(s.job), func(o execute.Outcome) { s.outcome = o })
}

func TestCallsComeInTheOneOrderWithoutGaps(t *testing.T) {
	s := newScript(t)
	s.run(t.Context())
	want := []string{"create", "copy-to", "attach", "wait", "start", "logs", "copy-from", "remove"}
	if diff := cmp.Diff(want, s.called()); diff != "" {
		t.Error(diff)
	}
	if s.outcome.Class != execute.Passed || !s.outcome.Fetched || s.err != nil {
		t.Errorf("%+v, %v", s.outcome, s.err)
	}
}

// whole is the output of every fault's container.
func whole() []byte { return slices.Concat(frame(1, "one\n"), frame(2, "two\n"), frame(1, "three\n")) }

// fault is something that goes wrong, and what must become of it.
type fault struct {
	name   string
	script func(*script)
	class  execute.Class
	exit   int
	stdout string
	runs   int
}

// startFaults go wrong up to the start.
func startFaults() []fault {
	return []fault{
		{name: "wait lies about a container that never started", class: execute.StartFailed, exit: -1,
			script: func(s *script) { s.before["start"] = always(errDenied) }},
		{name: "answer of create is lost", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.after["create"] = first(1, errReset) }},
		{name: "create never arrives", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.before["create"] = first(1, errReset) }},
		{name: "answer of start is lost", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.after["start"] = first(1, errReset) }},
		{name: "start never arrives", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.before["start"] = first(1, errReset) }},
		{name: "pruned before the start", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) {
				s.before["start"] = func(call int) error {
					if call == 1 {
						s.prune()
					}
					return nil
				}
			}},
		{name: "pruned before the attach", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) {
				s.before["attach"] = func(call int) error {
					if call == 1 {
						s.prune()
						return errors.New("unable to upgrade to tcp, received 404")
					}
					return nil
				}
			}},
		{name: "image is gone", class: execute.BadImage, exit: -1,
			script: func(s *script) { s.before["create"] = always(fmt.Errorf("No such image: %w", cerrdefs.ErrNotFound)) }},
		{name: "no space for the container", class: execute.NoSpace, exit: -1,
			script: func(s *script) { s.before["create"] = always(errors.New("mkdir: no space left on device")) }},
		{name: "log driver is unknown", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) {
				s.before["create"] = first(1, errors.New("logger: no log driver named 'local' is registered"))
			}},
		{name: "attach is forbidden", class: execute.StartFailed, exit: -1,
			script: func(s *script) { s.before["attach"] = always(errors.New("unable to upgrade to tcp, received 403")) }},
	}
}

// streamFaults go wrong with the connections to a container that runs.
func streamFaults() []fault {
	return []fault{
		{name: "next-exit never answers", class: execute.Failed, exit: 4, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.deaf, s.exit.ExitCode = true, 4 }},
		{name: "wait breaks", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.before["wait"] = always(errReset); s.waiting = true }},
		{name: "stream is cut inside a frame", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.log, s.output = whole(), whole()[:len(whole())-2] }},
		{name: "stream is cut inside a header", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.log, s.output = whole(), whole()[:15] }},
		{name: "stream is cut and there is no log", class: execute.OutputIncomplete, stdout: "one\nthre", runs: 1,
			script: func(s *script) { s.output = whole()[:len(whole())-2]; s.before["logs"] = always(errDenied) }},
		{name: "stream is cut and the log was rotated", class: execute.OutputIncomplete, stdout: "one\nthre", runs: 1,
			script: func(s *script) { s.output = whole()[:len(whole())-2]; s.log = frame(1, "three\n") }},
		{name: "daemon reports an error inside the stream", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.log, s.output = whole(), slices.Concat(frame(1, "one\n"), frame(3, "gone")) }},
		{name: "stream ends between two frames before the container does", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) {
				s.log, s.output, s.eof, s.stay = whole(), frame(1, "one\n"), true, true
				s.before["inspect"] = func(call int) error {
					if call == 3 {
						s.end(container.State{})
					}
					return nil
				}
			}},
	}
}

// endFaults go wrong with the container or the daemon.
func endFaults() []fault {
	return []fault{
		{name: "removed while it runs", class: execute.Removed, exit: -1, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) {
				s.stay = true
				s.before["inspect"] = func(call int) error {
					if call == 2 {
						s.prune()
					}
					return nil
				}
			}},
		{name: "out of memory", class: execute.OOM, exit: 137, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.exit = container.State{ExitCode: 137, OOMKilled: true} }},
		{name: "a child out of memory", class: execute.Failed, exit: 1, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.exit = container.State{ExitCode: 1, OOMKilled: true} }},
		{name: "killed without a reason", class: execute.Killed, exit: 137, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.exit.ExitCode = 137 }},
		{name: "killed by a removal that is not over", class: execute.Removed, exit: 137, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.exit = container.State{ExitCode: 137, Dead: true} }},
		{name: "passed, and removed while that is seen", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.exit = container.State{Dead: true} }},
		{name: "daemon stops", class: execute.Killed, exit: 143, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.exit.ExitCode = 143 }},
		{name: "daemon is gone for a moment and loses the status", class: execute.Lost, exit: 255, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.exit.ExitCode = 255; s.before["inspect"] = first(3, errReset) }},
		{name: "daemon is gone for good", class: execute.Lost, exit: -1, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.before["inspect"] = always(errReset) }},
		{name: "time is up", class: execute.Timeout, exit: 7, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.stay, s.exit.ExitCode, s.job.Timeout = true, 7, 30*time.Millisecond }},
		{name: "time is up and the interrupt fails", class: execute.Timeout, exit: 137, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) {
				s.stay, s.job.Timeout = true, 30*time.Millisecond
				s.before["kill"] = first(1, errDenied)
			}},
		{name: "time is up and nothing but its removal ends it", class: execute.Timeout, exit: -1, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) {
				s.stay, s.job.Timeout = true, 30*time.Millisecond
				s.before["kill"] = always(errDenied)
			}},
		{name: "interrupted by somebody else", class: execute.Killed, exit: 130, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.exit.ExitCode = 130 }},
		{name: "scratch is gone", class: execute.Passed, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.before["copy-from"] = always(cerrdefs.ErrNotFound) }},
		{name: "no space for the scratch", class: execute.NoSpace, stdout: "one\nthree\n", runs: 1,
			script: func(s *script) { s.before["copy-from"] = always(errors.New("write: no space left on device")) }},
	}
}

func TestFaults(t *testing.T) {
	for _, test := range slices.Concat(startFaults(), streamFaults(), endFaults()) {
		t.Run(test.name, func(t *testing.T) {
			s := newScript(t)
			s.output = whole()
			test.script(s)
			s.run(t.Context())
			if s.outcome.Class != test.class || s.outcome.ExitCode != test.exit {
				t.Errorf("%s %d: %s", s.outcome.Class, s.outcome.ExitCode, s.outcome.Evidence)
			}
			if got := read(t, s.job.Stdout); got != test.stdout {
				t.Errorf("stdout %q", got)
			}
			if s.runs != test.runs || s.state != nil || s.err != nil {
				t.Errorf("ran %d times, state %+v, %v", s.runs, s.state, s.err)
			}
			if about := test.class == execute.Passed || test.class == execute.Failed; (s.outcome.Advice == "") != about || s.outcome.Evidence == "" {
				t.Errorf("evidence %q, advice %q", s.outcome.Evidence, s.outcome.Advice)
			}
			if fetched := s.outcome.Fetched; fetched && read(t, filepath.Join(s.job.Into, "report")) != "whole" {
				t.Error("report differs")
			}
		})
	}
}

func TestCancelEndsAHungDaemon(t *testing.T) {
	for _, call := range []string{"create", "copy-to", "attach", "start", "inspect"} {
		t.Run(call, func(t *testing.T) {
			s := newScript(t)
			ctx, cancel := context.WithCancel(t.Context())
			hang := make(chan struct{})
			s.stay = true
			s.before[call] = func(n int) error {
				if n > 1 {
					return nil
				}
				cancel()
				if call == "attach" {
					<-hang // as the real client does, for ever
					return net.ErrClosed
				}
				return nil
			}
			started := time.Now()
			s.run(ctx)
			close(hang)
			if s.outcome.Class != execute.Cancelled || !errors.Is(s.err, context.Canceled) || s.state != nil {
				t.Errorf("%+v, %v, state %+v", s.outcome, s.err, s.state)
			}
			if took := time.Since(started); took > shortTiming().cleanup {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestWhatCannotBeRemovedIsAnError(t *testing.T) {
	s := newScript(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	s.before["remove"] = func(int) error { cancel(); return errDenied }
	s.run(ctx)
	if !errors.Is(s.err, errDenied) || !strings.Contains(s.err.Error(), "baleen-run-job") || s.outcome.Class != execute.Passed {
		t.Errorf("%v, %+v", s.err, s.outcome)
	}
}

func TestASpoolThatCannotBeOpenedStartsNothing(t *testing.T) {
	s := newScript(t)
	s.job.Stderr = filepath.Join(s.job.Stderr, "no", "folder")
	s.run(t.Context())
	if s.outcome.Class != execute.OutputIncomplete || len(s.called()) > 0 || s.err != nil {
		t.Errorf("%+v, %v, %v", s.outcome, s.called(), s.err)
	}
}

func TestAWrongSpecificationAsksForNoJob(t *testing.T) {
	for _, spec := range []execute.Spec{{Ulimits: []string{"nofile"}}, {SecurityOpt: []string{"seccomp=/no/such/file"}}} {
		err := New(newFake(t), spec, 1).Run(t.Context(), func() (execute.Job, bool) {
			t.Error("asked for a job")
			return execute.Job{}, false
		}, nil)
		if err == nil {
			t.Errorf("%+v was taken", spec)
		}
	}
}
