//go:build !nokube

package kube

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
)

// early brings the results of a command as soon as it has ended. The cluster may report the end a second later, and the run waits
// for that, too: only both together decide. If the results do not come this way, they are fetched then.
type early struct {
	began bool
	stop  context.CancelFunc
	done  chan ending // receives what came, once
	flows atomic.Bool // something came
	over  bool
}

// begin starts to wait if there is a container that can.
func (r *early) begin(a *attempt, pod *corev1.Pod) {
	if r.began || !running(pod, keepContainer) {
		return
	}
	ctx, stop := context.WithCancel(a.salvage)
	r.began, r.stop, r.done = true, stop, make(chan ending, 1)
	go func() { r.done <- a.awaitResults(ctx, &r.flows) }()
}

// end returns when nothing is read any more.
func (r *early) end() {
	if r.began {
		r.stop()
		if !r.over {
			<-r.done
		}
	}
}

// awaitResults waits for results as long as it is likely to get them: a proxy on the way may cut a stream that is silent for long. Results that
// were cut are fetched again when the cluster has said that the command ended.
func (a *attempt) awaitResults(ctx context.Context, flows *atomic.Bool) (e ending) {
	const quick = 10 * time.Second
	s := stream{a.cluster, a.name, keepContainer, append([]string{holdProgram, "await", sharedFolder}, resultNames...), flows}
	for try := 1; ; try++ {
		began := time.Now()
		flows.Store(false)
		e.fetch = s.read(ctx, func(from io.Reader) error { return a.takeResults(from, &e) })
		if time.Since(began) > quick {
			try = 1
		}
		if e.fetch == nil || flows.Load() || try == fetchTries || !execute.Pause(ctx, time.Duration(try)*firstWait) {
			return e
		}
	}
}

// settle waits for results that are coming when the cluster has said that the command ended. A command that was killed leaves none.
func (w *waiting) settle() {
	if !w.results.began || w.results.over || !running(w.ending.pod, keepContainer) {
		return
	}
	const soon = 300 * time.Millisecond
	select {
	case early := <-w.results.done:
		w.adopt(early)
	case <-time.After(soon):
		if w.results.flows.Load() {
			w.adopt(<-w.results.done)
		}
	}
}

// adopt takes results that came early. A command that passed leaves its slot to the next one at once.
func (w *waiting) adopt(r ending) {
	w.results.over = true
	if r.fetch != nil || r.left == nil {
		return
	}
	e := &w.ending
	e.left, e.Spool, e.Cut, e.Launch, e.Silent = r.left, r.Spool, r.Cut, r.Launch, r.Silent
	e.ScratchCut, e.Fetched = r.ScratchCut, r.Fetched
	w.hub.expect(w.watch)
	if passed(e.left) {
		w.hub.leave(w.name)
		w.turn.Passed()
	}
}
