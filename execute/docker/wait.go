package docker

import (
	"context"
	"fmt"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// exitWait waits for the container's exit.
type exitWait struct {
	ended  chan struct{} // closed when the wait answered or broke; the answer itself is ignored, inspect decides
	broken bool          // after ended: the wait broke
	cancel context.CancelFunc
}

// registerWait registers a wait and returns when the engine has it, so that the start cannot come too early. next-exit
// is the only condition that a created container does not fulfil already (podman#27423).
func (a *attempt) registerWait() *exitWait {
	e := &exitWait{}
	e.register(a)
	return e
}

func (e *exitWait) register(a *attempt) {
	ctx, cancel := context.WithCancel(a.salvage)
	hung := time.AfterFunc(a.timing.shortCall, cancel)
	results, errs := a.docker.ContainerWait(ctx, a.id, container.WaitConditionNextExit)
	hung.Stop()
	e.ended, e.broken, e.cancel = make(chan struct{}), false, cancel
	go func() {
		defer close(e.ended)
		select { // the client sends exactly one of them, also after cancel
		case <-results:
		case <-errs:
			e.broken = true
		}
	}()
}

func (e *exitWait) close() {
	e.cancel()
	<-e.ended
}

// renew registers the wait again. The caller must inspect the container afterwards, since it may have ended in between.
func (e *exitWait) renew(a *attempt) {
	e.close()
	e.register(a)
}

// waitForExit returns when the container has ended, was removed, or cannot be reached any more. Every event is only a
// reason to inspect: a wait can answer for a container that never started, and can miss an exit (podman#28514).
func (a *attempt) waitForExit(work context.Context, stream *stream, exit *exitWait) {
	look := &probe{attempt: a, lastAnswer: time.Now()}
	poll := time.NewTicker(a.timing.poll)
	defer poll.Stop()
	expired := after(a.job.Timeout)
	silent := a.watchSilence(stream.out)
	cancelled, ended, drained := work.Done(), exit.ended, stream.done
	var impatient <-chan time.Time
	var broken <-chan struct{}
	if a.world != nil {
		broken = a.world.broken
	}
	for {
		select {
		case <-ended:
			ended = nil
			poll.Reset(a.timing.retryWait)
		case <-drained:
			drained = nil
			stream.early = !look.ended()
		case <-poll.C:
			if ended == nil && exit.broken && look.answering {
				exit.renew(a)
				ended = exit.ended
				poll.Reset(a.timing.poll)
			}
		case <-expired:
			expired = nil
			impatient = a.stopTimedOut(look)
		case <-broken:
			broken = nil
			impatient = a.stopBroken(look)
		case <-silent.due:
			if impatient == nil && silent.over(look) {
				expired, broken, impatient = nil, nil, silent.stop(work)
			}
		case <-cancelled:
			cancelled = nil
			impatient = a.stopCancelled(look)
			poll.Reset(a.timing.retryWait / 5)
		case <-impatient:
			if err := a.signal("KILL"); err != nil && !look.ended() {
				return // the forced removal that follows does the same
			}
		case <-a.salvage.Done():
			a.ending.Cancelled = true
			return
		}
		if look.ended() {
			return
		}
	}
}

// after returns a channel that fires once after d; nil, which never fires, for no duration.
func after(d time.Duration) <-chan time.Time {
	if d <= 0 {
		return nil
	}
	return time.After(d)
}

// stopTimedOut interrupts a container whose time is up, and returns when its grace for writing a report ends.
func (a *attempt) stopTimedOut(look *probe) <-chan time.Time {
	if look.ended() {
		return nil
	}
	a.ending.TimedOut = true
	a.ending.Processes = a.processList()
	_ = a.signal("INT") // if it fails, KILL follows
	return after(a.timing.reportGrace)
}

// processList returns the running processes: what a container that timed out was waiting for. It is evidence, and may
// be missing.
func (a *attempt) processList() string {
	const patience = 3 * time.Second
	var commands []string
	_ = bounded(a.salvage, patience, func(ctx context.Context) error {
		found, err := a.docker.ContainerTop(ctx, a.id, nil)
		for _, process := range found.Processes {
			if len(process) != len(found.Titles) || len(process) == 0 {
				continue
			}
			if args := strings.Join(strings.Fields(process[len(process)-1]), " "); !byEngine(args) {
				commands = append(commands, args)
			}
		}
		return err
	})
	return strings.Join(commands, "; ") // whole: whoever shows it masks the secrets in it first
}

// byEngine reports whether a process is the init that Docker or Podman adds: its arguments are those of the command, which is there, too.
func byEngine(args string) bool {
	program, _, _ := strings.Cut(args, " ")
	return program == "/sbin/docker-init" || program == "/run/podman-init" || program == "/dev/init"
}

// stopCancelled interrupts a container because the caller cancelled, and returns when its grace ends. A container that
// has ended by itself keeps its own result.
func (a *attempt) stopCancelled(look *probe) <-chan time.Time {
	if look.ended() {
		return nil
	}
	a.ending.Cancelled = true
	_ = a.signal("INT") // if it fails, KILL follows
	return after(a.timing.cancelGrace)
}

func (a *attempt) signal(name string) error {
	return a.retry(a.salvage, a.timing.shortCall, func(ctx context.Context) error { return a.docker.ContainerKill(ctx, a.id, name) })
}

// probe inspects a container until it has ended.
type probe struct {
	*attempt
	lastAnswer time.Time // when the daemon last answered
	answering  bool      // it answered the last call
	isOver     bool
	startedAt  time.Time // by the engine's clock, after an answer
}

func (l *probe) ended() bool {
	if l.isOver {
		return true
	}
	found, err := l.inspect(l.salvage)
	l.answering = err == nil
	switch {
	case err == nil:
		l.lastAnswer = time.Now()
		l.noteStart(found.State)
		l.isOver = l.sawExit(found.State)
	case cerrdefs.IsNotFound(err):
		l.ending.removed, l.isOver = true, true
	case l.salvage.Err() == nil:
		l.ending.reconnect = true
		if silent := time.Since(l.lastAnswer); silent > l.timing.giveUp {
			l.ending.lost = fmt.Errorf("inspect container: no answer for %s: %w", silent.Round(time.Second), err)
			l.isOver = true
			l.noteGone(true)
		}
	}
	return l.isOver
}

func (l *probe) noteStart(state *container.State) {
	if state != nil {
		l.startedAt, _ = time.Parse(time.RFC3339Nano, state.StartedAt) // always set once it has started
	}
}

func (l *probe) sawExit(state *container.State) bool {
	if state == nil || state.Status != container.StateExited && state.Status != container.StateDead || !hasStarted(state) {
		return false
	}
	l.ending.Exit, l.ending.dead = exitOf(state), state.Dead // only a removal makes it dead, and ours comes later
	return true
}
