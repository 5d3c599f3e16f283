//go:build !nokube

package kube

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/org/baleen-action/execute"
)

// keepLogs brings the logs of the services, those that ended in place of those that the kubelet started anew. A log that cannot be read
// is reported once, and is no reason to run anything again.
func (a *attempt) keepLogs(slot int) {
	w := a.plan.World
	if w.Logs == "" || a.ending.pod == nil || a.ending.gone {
		return
	}
	for _, s := range w.Services {
		seen := initStatus(a.ending.pod, containerOf(w, s.Name))
		if seen == nil || seen.State.Running == nil && endOf(seen) == nil {
			continue
		}
		file := a.logs.Open(w, slot, s.Name)
		var err error // the slot's next command may end meanwhile
		a.ending.Logs, err = file.Part(a.ending.Logs, func() error { return a.copyLog(seen.Name, seen.RestartCount > 0, file) })
		if err != nil {
			a.notice(fmt.Sprintf("the log of service %s is not complete: %s", s.Name, execute.OneLine(err)))
		}
	}
}

// copyLog writes the log of a container, covered, to a file. The kubelet may have forgotten the container before.
func (a *attempt) copyLog(container string, previous bool, file *execute.LogFile) error {
	ctx, cancel := context.WithTimeout(a.salvage, callTime)
	defer cancel()
	to := a.plan.Mask.Over(file.Path, file)
	err := a.cluster.log(ctx, a.name, container, previous, to)
	if previous && apierrors.IsBadRequest(err) {
		err = a.cluster.log(ctx, a.name, container, false, to)
	}
	_, _ = to.Flush() // it never fails
	return err
}
