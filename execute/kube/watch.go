//go:build !nokube

package kube

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/watch"

	"github.com/org/baleen-action/execute"
)

// hub knows the state of all Pods of a run, by one list and one watch. A watch may lag or break, so whoever waits asks for its own
// Pod, too, if it has heard nothing for a while.
type hub struct {
	cluster  *Cluster
	selector string
	end      context.CancelFunc
	over     chan struct{}

	mu     sync.Mutex
	pods   map[string]*tracked
	leaves leaving
	answer time.Time // when the API server last answered
	broken error     // why it does not, since then
}

// tracked is a Pod that somebody waits for.
type tracked struct {
	changed chan struct{} // has a value when there is news
	pod     *corev1.Pod   // as last seen; nil: not yet
	gone    bool          // it was there and is not any more
	heard   time.Time     // when there was news
	quiet   time.Duration // how long there may be none before it is asked for
}

func newHub(c *Cluster, selector string) *hub {
	ctx, cancel := context.WithCancel(context.Background())
	h := &hub{cluster: c, selector: selector, end: cancel, over: make(chan struct{}), pods: map[string]*tracked{}, leaves: leaving{names: map[string]bool{}}, answer: time.Now()}
	go func() {
		defer close(h.over)
		h.follow(ctx)
	}()
	return h
}

func (h *hub) close() {
	h.end()
	<-h.over
}

// follow lists and watches until ctx ends.
func (h *hub) follow(ctx context.Context) {
	for wait := firstWait; ctx.Err() == nil; {
		began := time.Now()
		err := h.once(ctx)
		h.noteAnswer(err)
		if err == nil || time.Since(began) > longestWait {
			wait = firstWait
		} else {
			wait = min(2*wait, longestWait)
		}
		execute.Pause(ctx, wait)
	}
}

// once lists all Pods and follows their changes until the watch ends.
func (h *hub) once(ctx context.Context) error {
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	began := h.known()
	found, err := h.cluster.pods(call, h.selector)
	if err != nil {
		return fmt.Errorf("list pods: %w", err)
	}
	h.noteAnswer(nil)
	for i := range found.Items {
		h.see(&found.Items[i])
		delete(began, found.Items[i].Name)
	}
	for name := range began { // seen before, and not in the list: it is gone, or somebody changed its labels
		h.ask(ctx, name)
	}
	changes, err := h.cluster.watchPods(ctx, h.selector, found.ResourceVersion)
	if err != nil {
		return fmt.Errorf("watch pods: %w", err)
	}
	defer changes.Stop()
	for change := range changes.ResultChan() {
		if err := h.take(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

func (h *hub) take(ctx context.Context, change watch.Event) error {
	pod, isPod := change.Object.(*corev1.Pod)
	switch {
	case change.Type == watch.Error:
		return fmt.Errorf("watch pods: %w", apierrors.FromObject(change.Object))
	case !isPod:
		return errors.New("watch pods: the answer is no pod")
	}
	h.noteAnswer(nil)
	switch change.Type {
	case watch.Deleted:
		h.see(pod)
		if pod.DeletionTimestamp != nil {
			h.lose(pod.Name)
		} else { // it was removed at once, or somebody changed its labels
			h.ask(ctx, pod.Name)
		}
	case watch.Added, watch.Modified:
		h.see(pod)
	}
	return nil
}

// track begins to wait for a Pod that is about to be made.
func (h *hub) track(name string) *tracked {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := &tracked{changed: make(chan struct{}, 1)}
	h.pods[name] = t
	return t
}

func (h *hub) forget(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.pods, name)
}

// known are the Pods that were seen.
func (h *hub) known() map[string]bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	known := map[string]bool{}
	for name, t := range h.pods {
		if t.pod != nil {
			known[name] = true
		}
	}
	for name := range h.leaves.names {
		known[name] = true
	}
	return known
}

func (h *hub) see(pod *corev1.Pod) { h.news(pod.Name, func(t *tracked) { t.pod = pod }) }

func (h *hub) lose(name string) {
	h.news(name, func(t *tracked) { t.gone = true })
	h.left(name)
}

func (h *hub) news(name string, change func(*tracked)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.pods[name]
	if t == nil {
		return
	}
	change(t)
	t.heard = time.Now()
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

// state is what is known of a Pod.
func (h *hub) state(t *tracked) (pod *corev1.Pod, gone bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return t.pod, t.gone
}

// askIfQuiet asks for one Pod if nothing was heard of it for a while, longer each time: a command may run for hours.
func (h *hub) askIfQuiet(ctx context.Context, t *tracked, name string) {
	const longest = 40 * time.Second
	h.mu.Lock()
	quiet := time.Since(t.heard) >= t.quiet
	if quiet {
		t.quiet = min(max(pollTime, 2*t.quiet), longest)
	}
	h.mu.Unlock()
	if quiet {
		h.ask(ctx, name)
	}
}

// expect makes the wait for news of a Pod short again.
func (h *hub) expect(t *tracked) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t.quiet = 0
}

// ask asks for one Pod, and takes the answer as a change.
func (h *hub) ask(ctx context.Context, name string) {
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	pod, err := h.cluster.pod(call, name)
	switch {
	case err == nil:
		h.noteAnswer(nil)
		h.see(pod)
	case apierrors.IsNotFound(err):
		h.noteAnswer(nil)
		h.lose(name)
	case ctx.Err() == nil:
		h.noteAnswer(err)
	}
}

func (h *hub) noteAnswer(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken = err; err == nil {
		h.answer = time.Now()
	}
}

// silent is why the API server is given up; nil: it is not.
func (h *hub) silent() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if since := time.Since(h.answer); h.broken != nil && since > giveUp {
		return fmt.Errorf("no answer from the API server for %s: %w", since.Round(time.Second), h.broken)
	}
	return nil
}
