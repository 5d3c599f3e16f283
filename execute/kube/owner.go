//go:build !nokube

package kube

import (
	"context"
	"errors"
	"fmt"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ownPods is how often a Job may lose its own Pod, to a drain for example: never too often, because everything that it owns would go
// with it.
const ownPods = 1 << 20

// job is the Job that owns all Pods of a run. Its own Pod only waits, and no end of it counts as success (hold.Keep). If Baleen dies, the
// Job ends at its deadline, its TTL removes it, and the cluster removes all that it owns.
func (s Settings) job(now time.Time) *batchv1.Job {
	seconds := max(60, int64(s.Deadline.Sub(now)/time.Second))
	again, none, no := int32(ownPods), int32(0), false
	return &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: s.podName(0), Labels: s.labels()},
		Spec: batchv1.JobSpec{
			ActiveDeadlineSeconds:   &seconds,
			BackoffLimit:            &again,
			TTLSecondsAfterFinished: &none,
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: s.labels()},
				Spec: corev1.PodSpec{
					RestartPolicy:                corev1.RestartPolicyNever,
					AutomountServiceAccountToken: &no,
					NodeSelector:                 s.NodeSelector,
					Tolerations:                  s.tolerations(),
					Containers: []corev1.Container{{
						Name: "wait", Image: s.HoldImage, ImagePullPolicy: s.pullPolicy(), Command: []string{holdProgram, "keep"},
						Resources: ownResources(true), SecurityContext: restricted(keepUser),
					}},
				},
			},
		},
	}
}

// makeOwner makes the Job. Its name is the run's, so one that is there is ours: the answer to an earlier call was lost. A quota for limits
// refuses a Job's Pod without a word to us, so it always has some.
func (e *Engine) makeOwner(ctx context.Context) error {
	job := e.settings.job(time.Now())
	job.OwnerReferences = e.cluster.owners()
	if own := e.cluster.own.String(); own != "" {
		job.Annotations = map[string]string{ownPodAnnotation: own}
	}
	e.settings.Template.intoOwner(job)
	var made *batchv1.Job
	err := patient(ctx, func(ctx context.Context) (err error) {
		made, err = e.cluster.createJob(ctx, job)
		if apierrors.IsAlreadyExists(err) {
			made, err = e.cluster.job(ctx, job.Name)
		}
		return err
	})
	if err != nil {
		return errors.Join(refusal(fmt.Errorf("create job %s: %w", job.Name, err)), e.unmakeOwner(ctx, err))
	}
	e.owner = metav1.OwnerReference{APIVersion: "batch/v1", Kind: "Job", Name: made.Name, UID: made.UID}
	return nil
}

// unmakeOwner removes the Job if it may have been made although its creation seemed to fail.
func (e *Engine) unmakeOwner(ctx context.Context, why error) error {
	if ctx.Err() == nil && !unreachable(why) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goneTimeSoon)
	defer cancel()
	name := e.settings.podName(0)
	err := patient(ctx, func(ctx context.Context) error {
		made, err := e.cluster.job(ctx, name)
		if err != nil || made.Labels[runLabel] != label(e.settings.RunID) {
			return err
		}
		return e.cluster.deleteJob(ctx, name, metav1.Preconditions{UID: &made.UID})
	})
	if err != nil && !alreadyGone(err) {
		return fmt.Errorf("remove job %s: %w", name, err)
	}
	return nil
}

// removeOwner removes the Job and with it whatever a lost answer left.
func (e *Engine) removeOwner(ctx context.Context) error {
	err := patient(ctx, func(ctx context.Context) error {
		return e.cluster.deleteJob(ctx, e.owner.Name, metav1.Preconditions{UID: &e.owner.UID})
	})
	if err != nil && !alreadyGone(err) {
		return fmt.Errorf("remove job %s: %w", e.owner.Name, err)
	}
	return nil
}

// alreadyGone reports whether a removal found nothing, or another object of the same name.
func alreadyGone(err error) bool { return apierrors.IsNotFound(err) || apierrors.IsConflict(err) }
