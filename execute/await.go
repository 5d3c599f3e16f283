package execute

import (
	"context"
	"fmt"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// exit is a wait for the container's end.
type exit struct {
	ended  chan struct{} // closed when the wait answered or broke; either way only inspect knows
	broken bool          // after ended: it broke
	cancel context.CancelFunc
}

// watch registers a wait and returns when the engine has it, so that no start can be too early for it. next-exit is the
// one condition that a created container does not fulfil already (podman#27423).
func (a *attempt) watch() *exit {
	e := &exit{}
	e.register(a)
	return e
}

func (e *exit) register(a *attempt) {
	ctx, cancel := context.WithCancel(a.salvage)
	hung := time.AfterFunc(a.timing.look, cancel)
	results, errs := a.docker.ContainerWait(ctx, a.id, container.WaitConditionNextExit)
	hung.Stop()
	e.ended, e.broken, e.cancel = make(chan struct{}), false, cancel
	go func() {
		defer close(e.ended)
		select { // the client's own goroutine hands over exactly one of them, also after cancel
		case <-results:
		case <-errs:
			e.broken = true
		}
	}()
}

func (e *exit) close() {
	e.cancel()
	<-e.ended
}

// renew waits anew where the wait broke but the daemon answers. Its end is looked for afterwards, as it may lie between.
func (e *exit) renew(a *attempt) {
	e.close()
	e.register(a)
}

// await returns when the container has ended, is gone, or cannot be reached any more. What wakes it is only a reason to
// look: a wait lies on a container that never started, and misses some ends altogether (podman#28514).
func (a *attempt) await(work context.Context, stream *stream, exit *exit) {
	look := &look{attempt: a, answered: time.Now()}
	poll := time.NewTicker(a.timing.poll)
	defer poll.Stop()
	expired := after(a.job.Timeout)
	cancelled, ended, drained := work.Done(), exit.ended, stream.done
	var impatient <-chan time.Time
	for {
		select {
		case <-ended:
			ended = nil
			poll.Reset(a.timing.hurry)
		case <-drained:
			drained = nil
			stream.early = !look.over()
		case <-poll.C:
			if ended == nil && exit.broken && look.answering {
				exit.renew(a)
				ended = exit.ended
				poll.Reset(a.timing.poll)
			}
		case <-expired:
			expired = nil
			impatient = a.expire(look)
		case <-cancelled:
			cancelled = nil
			impatient = a.interrupt(look)
			poll.Reset(a.timing.hurry / 5)
		case <-impatient:
			if err := a.signal("KILL"); err != nil && !look.over() {
				return // the forced removal does the same, and it is all that is left to do
			}
		case <-a.salvage.Done():
			a.ending.cancelled = true
			return
		}
		if look.over() {
			return
		}
	}
}

// after is a channel that fires once; never, for no duration.
func after(d time.Duration) <-chan time.Time {
	if d <= 0 {
		return nil
	}
	return time.After(d)
}

// expire tells a container to end because its time is up, and how long it may take to write its report.
func (a *attempt) expire(look *look) <-chan time.Time {
	if look.over() {
		return nil
	}
	a.ending.timedOut = true
	a.ending.processes = a.top()
	_ = a.signal("INT") // where this fails, KILL follows
	return after(a.timing.report)
}

// top tells which processes run: what a container whose time is up was waiting for. It is evidence, and may be missing.
func (a *attempt) top() string {
	const patience, most = 3 * time.Second, 300
	var commands []string
	_ = bounded(a.salvage, patience, func(ctx context.Context) error {
		found, err := a.docker.ContainerTop(ctx, a.id, nil)
		for _, process := range found.Processes {
			if len(process) == len(found.Titles) && len(process) > 0 {
				commands = append(commands, strings.Join(strings.Fields(process[len(process)-1]), " "))
			}
		}
		return err
	})
	text := strings.Join(commands, "; ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// interrupt tells a container to end because the caller cancelled, and how long that may take. One that ended by itself
// before keeps its own result.
func (a *attempt) interrupt(look *look) <-chan time.Time {
	if look.over() {
		return nil
	}
	a.ending.cancelled = true
	_ = a.signal("INT") // where this fails, KILL follows
	return after(a.timing.polite)
}

func (a *attempt) signal(name string) error {
	return a.again(a.salvage, a.timing.look, func(ctx context.Context) error { return a.docker.ContainerKill(ctx, a.id, name) })
}

// look asks inspect about the container until it is over.
type look struct {
	*attempt
	answered  time.Time // when the daemon was last heard of
	answering bool      // it was, at the last look
	isOver    bool
}

func (l *look) over() bool {
	if l.isOver {
		return true
	}
	found, err := l.inspect(l.salvage)
	l.answering = err == nil
	switch {
	case err == nil:
		l.answered = time.Now()
		l.isOver = l.judge(found.State)
	case cerrdefs.IsNotFound(err):
		l.ending.removed, l.isOver = true, true
	case l.salvage.Err() == nil:
		l.ending.reconnect = true
		if silent := time.Since(l.answered); silent > l.timing.lost {
			l.ending.lost = fmt.Errorf("inspect container: no answer for %s: %w", silent.Round(time.Second), err)
			l.isOver = true
		}
	}
	return l.isOver
}

func (l *look) judge(state *container.State) bool {
	if state == nil || state.Status != container.StateExited && state.Status != container.StateDead || !everStarted(state) {
		return false
	}
	l.ending.state = state
	return true
}
