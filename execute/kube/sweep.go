//go:build !nokube

package kube

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Sweep removes what dead runs left in the namespace: those whose process has ended, as far as that can be known here, and those that
// are past their deadline. It returns the names of the Jobs that it removed; what they own goes with them.
func (c *Cluster) Sweep(ctx context.Context) ([]string, error) {
	return c.sweep(ctx, time.Now(), "/proc")
}

func (c *Cluster) sweep(ctx context.Context, now time.Time, proc string) (removed []string, err error) {
	var found *batchv1.JobList
	err = patientFor(ctx, callTime, func(ctx context.Context) (err error) {
		found, err = c.jobs(ctx, runLabel)
		return err
	})
	if err != nil {
		return nil, refusal(fmt.Errorf("list jobs: %w", err))
	}
	here := self(proc)
	for _, job := range found.Items {
		if !abandoned(job.Labels, here, now, proc) {
			continue
		}
		problem := c.deleteJob(ctx, job.Name, metav1.Preconditions{UID: &job.UID})
		switch {
		case problem == nil:
			removed = append(removed, c.Namespace+"/"+job.Name)
		case !alreadyGone(problem):
			err = errors.Join(err, fmt.Errorf("remove job %s: %w", job.Name, problem))
		}
	}
	return removed, err
}

// abandoned reports whether labels are those of a dead run. The API server's selection is not enough to remove anything.
func abandoned(labels map[string]string, here identity, now time.Time, proc string) bool {
	deadline, err := strconv.ParseInt(labels[deadlineLabel], 10, 64)
	if err != nil || labels[runLabel] == "" || labels[ownerLabel] == "" {
		return false
	}
	return now.After(time.Unix(deadline, 0)) || parseIdentity(labels[ownerLabel]).hasEnded(here, proc)
}
