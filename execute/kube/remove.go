//go:build !nokube

package kube

import "time"

// Remove implements execute.Attempt.
func (a *attempt) Remove() {
	defer a.hub.forget(a.name)
	if a.made == nil {
		return
	}
	a.gone()
	a.hub.leave(a.name)
	remove := a.cluster.removePod
	if a.ending.loss != nil {
		remove = a.cluster.forgetPod
	}
	if err := remove(a.cleanup, a.made); err != nil {
		a.addLeftover(err)
		return
	}
	if a.mayStillRun() {
		a.untilDead()
	}
}

// mayStillRun reports whether the command could run beside the next one that has its slot or its locks. After a cancel there is none.
func (a *attempt) mayStillRun() bool {
	e := &a.ending
	return !e.Cancelled && e.loss == nil && e.left == nil && running(e.pod, mainContainer)
}

// untilDead waits until the node has ended the command of a Pod that was removed, or does not say so in time.
func (a *attempt) untilDead() {
	patience := time.NewTimer(confirmTime)
	defer patience.Stop()
	poll := time.NewTicker(time.Second)
	defer poll.Stop()
	for {
		if pod, gone := a.hub.state(a.watch); gone || terminated(pod, mainContainer) != nil {
			return
		}
		select {
		case <-a.watch.changed:
		case <-poll.C:
			a.hub.ask(a.cleanup, a.name)
		case <-patience.C:
			return
		case <-a.cleanup.Done():
			return
		}
	}
}
