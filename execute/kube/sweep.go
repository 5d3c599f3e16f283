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
		if !c.abandoned(ctx, &job, witness{now, here, proc}) {
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

// witness is what a sweep knows of its own place.
type witness struct {
	now  time.Time
	here identity
	proc string
}

// abandoned reports whether a Job is that of a dead run. The API server's selection is not enough to remove anything. Process numbers
// are compared only with those of the same Pod: for another Pod, what counts is whether it is alive.
func (c *Cluster) abandoned(ctx context.Context, job *batchv1.Job, w witness) bool {
	deadline, err := strconv.ParseInt(job.Labels[deadlineLabel], 10, 64)
	if err != nil || job.Labels[runLabel] == "" || job.Labels[ownerLabel] == "" {
		return false
	}
	const skew = 24 * time.Hour // between our clock and that of the run; by its own, the cluster ends the Job itself
	if w.now.After(time.Unix(deadline, 0).Add(skew)) {
		return true
	}
	if of := parseOwnPod(job.Annotations[ownPodAnnotation]); of.uid != "" && of.uid != c.own.uid {
		return c.hasEnded(ctx, of)
	} else if of.restarted(c.own) {
		return true
	}
	return parseIdentity(job.Labels[ownerLabel]).hasEnded(w.here, w.proc)
}
