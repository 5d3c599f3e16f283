//go:build !nokube

package kube

import (
	"context"
	"fmt"
	"io"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// attempt runs one job in one Pod.
type attempt struct {
	*driver
	job    execute.Job
	name   string // of the Pod
	made   *corev1.Pod
	placed bool // on a node
	watch  *tracked
	ending ending
}

// Run implements execute.Attempt.
func (a *attempt) Run(ctx context.Context, t execute.Turn) (o execute.Outcome, placed bool) {
	earlier := ""
	for try := 1; ; try++ {
		if !a.once(ctx, t) {
			return o, false
		}
		o = a.outcome(t.Slot)
		const most = 2
		if try == most || !a.ending.displaced() {
			break
		}
		earlier = "; an earlier pod of it was lost: " + o.Evidence
		a.beforeNext()
		a.Remove()
		a.name, a.made, a.ending = a.settings.podName(a.numbers.Add(1)), nil, ending{}
	}
	o.Evidence += earlier
	if o.Class == execute.Passed {
		a.hub.leave(a.name) // until it is removed, its Pod takes the room that the slot's next one needs
		t.Passed()
	}
	return o, true
}

// once takes one Pod from its creation to the end of its results. It reports false if there is no room for it.
func (a *attempt) once(ctx context.Context, t execute.Turn) bool {
	if a.ending.Spool = a.emptyFiles(); a.ending.Spool != nil {
		return true
	}
	if !a.create(ctx, t.Slot) {
		return false
	}
	if a.made != nil {
		a.ending.image = a.plan.Image.ID
		a.untilEnd(ctx, t)
		if a.noRoom() {
			return false
		}
		a.fetch(t)
		a.lookAgain()
		a.awaitReason()
		a.keepLogs(t.Slot)
	}
	return true
}

// createOnce creates the Pod, also if an answer is lost: a Pod of this name and run can only be this attempt's.
func (a *attempt) createOnce(ctx context.Context, pod *corev1.Pod) error {
	return patient(ctx, func(ctx context.Context) error {
		made, err := a.cluster.createPod(ctx, pod)
		if apierrors.IsAlreadyExists(err) {
			if made, err = a.cluster.pod(ctx, pod.Name); err == nil && made.Labels[runLabel] != pod.Labels[runLabel] {
				return fmt.Errorf("pod %s is there, and another run's", pod.Name)
			}
		}
		if err == nil {
			a.made = made
		}
		return err
	})
}

// untilEnd returns when the command has ended, will never run, or is given up.
func (a *attempt) untilEnd(ctx context.Context, t execute.Turn) {
	w := waiting{attempt: a, since: time.Now(), turn: t}
	defer w.delivery.end()
	defer w.results.end()
	poll := time.NewTicker(pollTime)
	defer poll.Stop()
	cancelled := ctx.Done()
	for !w.over() {
		w.delivery.begin(ctx, a, a.ending.pod)
		w.results.begin(a, a.ending.pod)
		select {
		case early := <-w.results.done:
			w.adopt(early)
		case err := <-w.delivery.done:
			if err := w.delivery.hear(err); err != nil && ctx.Err() == nil {
				a.hub.ask(a.salvage, a.name) // its Pod may be gone
				a.ending.undelivered = err
			}
		case <-a.watch.changed:
		case <-poll.C:
			a.hub.askIfQuiet(a.salvage, a.watch, a.name)
		case <-cancelled:
			cancelled = nil
			a.ending.Cancelled = true
			if !a.interrupt() {
				return
			}
		case <-a.salvage.Done():
			return
		}
	}
	w.settle()
}

// pollTime is between two looks at a Pod of which nothing was heard: a watch can break without a word.
const pollTime = 5 * time.Second

// interrupt sends the command the signal on which runners write their report, and reports whether there is a command.
func (a *attempt) interrupt() bool {
	pod, gone := a.hub.state(a.watch)
	if gone || a.ending.loss != nil || !running(pod, mainContainer) {
		return false
	}
	const interruptSignal = "2"
	err := patientFor(a.salvage, callTime, func(ctx context.Context) error {
		return a.cluster.exec(ctx, a.name, mainContainer, []string{sharedFolder + "/" + hold.Program, "signal", interruptSignal}, streams{errors: io.Discard}) // without any stream exec is refused
	})
	return err == nil
}

// waiting is what is known while a Pod runs.
type waiting struct {
	*attempt
	since    time.Time // when the Pod was made
	started  time.Time // when main was first seen to run with all that it needs, by our clock
	setup    setup     // of its volumes and network
	removal  time.Time // when the Pod was first seen to be removed, by our clock
	turn     execute.Turn
	delivery delivery
	results  early
	services servicesSeen
}

// over looks at the Pod and reports whether there is nothing more to wait for.
func (w *waiting) over() bool {
	e := &w.ending
	pod, gone := w.hub.state(w.watch)
	e.pod, e.gone = pod, gone
	if e.lost = w.hub.silent(); gone || e.lost != nil {
		return true
	}
	if pod == nil {
		return false
	}
	if pod.Spec.NodeName != "" {
		w.onNode()
	}
	if w.broken(pod) {
		return true
	}
	if w.started.IsZero() && running(pod, mainContainer) && (w.delivery.over || w.checkout == nil) && copied(pod) {
		w.started = time.Now()
		w.turn.Started(nil)
	}
	late := w.setup.late(pod, w.settings.PlaceTimeout)
	switch {
	case ended(pod), e.undelivered != nil, neverRuns(pod, time.Since(w.since)) != nil:
		return true
	case w.nodeLost(pod):
		return w.lossOver()
	case unplaced(pod) != "" && time.Since(w.since) > w.settings.PlaceTimeout:
		e.unplaced = unplaced(pod)
		return true
	case late != nil && w.started.IsZero():
		e.create = late
		return true
	case w.overdue():
		e.overdue = true // the program in the Pod should have ended it
		return true
	}
	if unplaced(pod) != "" {
		w.notice("pods wait for a node: " + unplaced(pod))
	}
	return false
}

// overtime is how long after its timeout a command's end may be heard of.
const overtime = time.Minute
