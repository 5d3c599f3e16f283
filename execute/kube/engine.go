//go:build !nokube

package kube

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// Engine is a cluster as one run uses it, from its first look into the image to its end.
type Engine struct {
	cluster  *Cluster
	settings Settings
	owner    metav1.OwnerReference
	hub      *hub
	numbers  atomic.Int64
	probe    *probe // nil: no image was looked into
}

// Open makes the Job that owns everything that follows. Close removes it.
func (c *Cluster) Open(ctx context.Context, s Settings) (*Engine, error) {
	e := &Engine{cluster: c, settings: s}
	if err := e.makeOwner(ctx); err != nil {
		return nil, err
	}
	e.hub = newHub(c, runLabel+"="+label(s.RunID))
	return e, nil
}

// EndsBefore reports whether the cluster may remove everything before a time.
func (e *Engine) EndsBefore(t time.Time) bool { return e.settings.Deadline.Before(t) }

// Run runs the jobs of a queue, each in a Pod of its own, see execute.Run.
func (e *Engine) Run(ctx context.Context, spec execute.Spec, q execute.Queue) error {
	if spec.Notice != nil {
		e.settings.Notice = spec.Notice
	}
	d := newDriver(ctx, e, spec)
	defer d.stop()
	return execute.Run(ctx, d, q)
}

// How long Close waits for the Pods to be gone: as long as for an API server, but less if a person or a CI system is waiting.
const (
	goneTime     = giveUp
	goneTimeSoon = cleanupTime
)

// Close removes what the run made, and returns when it is gone.
func (e *Engine) Close(ctx context.Context) error {
	most := goneTime
	if ctx.Err() != nil {
		most = goneTimeSoon
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	defer cancel()
	e.Looked()
	e.hub.close()
	err := e.removeOwner(ctx)
	began := time.Now()
	for {
		left, problem := e.removePods(ctx, time.Since(began) > confirmTime)
		if left == 0 || problem != nil {
			return errors.Join(err, problem)
		}
		if !execute.Pause(ctx, firstWait) {
			return errors.Join(err, fmt.Errorf("remove pods of run %s: %d are still there", e.settings.RunID, left))
		}
	}
}

// removePods removes what is there, also what a lost answer left: a Pod that was made although its creation seemed to fail. If the nodes had
// time to end Pods, those whose end they have not confirmed are taken out of the API. It returns how many are still there.
func (e *Engine) removePods(ctx context.Context, hadTime bool) (left int, err error) {
	var found *corev1.PodList
	err = patient(ctx, func(ctx context.Context) (err error) {
		found, err = e.cluster.pods(ctx, runLabel+"="+label(e.settings.RunID))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("list pods: %w", err)
	}
	for _, pod := range found.Items {
		if pod.Labels[runLabel] != label(e.settings.RunID) { // the server's word is not enough to remove anything
			continue
		}
		left++
		remove := e.cluster.removePod
		if pod.DeletionTimestamp != nil {
			if !hadTime || !unconfirmed(&pod) {
				continue
			}
			remove = e.cluster.forgetPod
		}
		if problem := remove(ctx, &pod); problem != nil {
			err = errors.Join(err, problem)
		}
	}
	return left, err
}
