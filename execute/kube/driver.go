//go:build !nokube

package kube

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/org/baleen-action/execute"
)

// driver runs the jobs of one queue. Two contexts outlive the caller's for a limited time: salvage to fetch results, and cleanup to
// remove Pods.
type driver struct {
	*Engine
	plan             plan
	alive            atomic.Int64 // Pods that exist
	onNodes          atomic.Int64 // those of them that a node took
	checkout         *temporary   // packed; nil: there is none
	salvage, cleanup context.Context
	stop             func()

	mu        sync.Mutex
	noticed   map[string]bool
	leftovers []error

	logs execute.LogBook
}

// How long a run goes on after the caller has ended it.
const (
	salvageTime = 8 * time.Second // GitHub kills 10 s after its first signal
	cleanupTime = 12 * time.Second
)

func newDriver(ctx context.Context, e *Engine, spec execute.Spec) *driver {
	d := &driver{Engine: e, plan: plan{e.settings, spec}, noticed: map[string]bool{}}
	var endSalvage, endCleanup func()
	d.salvage, endSalvage = execute.Extend(ctx, salvageTime, e.settings.Abort)
	d.cleanup, endCleanup = execute.Extend(ctx, cleanupTime, nil)
	d.stop = func() { endSalvage(); endCleanup() }
	return d
}

// Open implements execute.Driver.
func (d *driver) Open(context.Context) (err error) {
	d.checkout, err = packCheckout(d.plan.Checkout)
	return err
}

// Reach implements execute.Driver.
func (d *driver) Reach(context.Context) error { return d.hub.silent() }

// Attempt implements execute.Driver.
func (d *driver) Attempt(job execute.Job) execute.Attempt {
	return &attempt{driver: d, job: job, name: d.settings.podName(d.numbers.Add(1))}
}

// Close implements execute.Driver.
func (d *driver) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.checkout != nil {
		_ = d.checkout.Close()
	}
	return errors.Join(errors.Join(d.leftovers...), d.logs.Close())
}

// notice tells a person something once.
func (d *driver) notice(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.settings.Notice != nil && !d.noticed[text] {
		d.noticed[text] = true
		d.settings.Notice(text)
	}
}

func (d *driver) addLeftover(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leftovers = append(d.leftovers, err)
}
