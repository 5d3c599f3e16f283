//go:build !nokube

package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"

	"github.com/org/baleen-action/execute"
)

func decode(text []byte, into any) error { return json.Unmarshal(text, into) }

func (c *Cluster) createPod(ctx context.Context, pod *corev1.Pod) (*corev1.Pod, error) {
	made := new(corev1.Pod)
	err := c.core.Post().Namespace(c.Namespace).Resource("pods").Body(pod).Do(ctx).Into(made)
	return made, err
}

func (c *Cluster) pod(ctx context.Context, name string) (*corev1.Pod, error) {
	found := new(corev1.Pod)
	err := c.core.Get().Namespace(c.Namespace).Resource("pods").Name(name).Do(ctx).Into(found)
	return found, err
}

// removePod removes a Pod, if it is still the one that is meant. Its processes get one second to end. With a grace
// period of 0 the API server would forget the Pod while its processes still run.
func (c *Cluster) removePod(ctx context.Context, pod *corev1.Pod) error {
	return c.deletePod(ctx, pod, 1)
}

// forgetPod removes from the API a Pod whose node does not answer. If the node ever answers, it ends what is left of it.
func (c *Cluster) forgetPod(ctx context.Context, pod *corev1.Pod) error {
	return c.deletePod(ctx, pod, 0)
}

func (c *Cluster) deletePod(ctx context.Context, pod *corev1.Pod, graceSeconds int64) error {
	o := &metav1.DeleteOptions{GracePeriodSeconds: &graceSeconds, Preconditions: &metav1.Preconditions{UID: &pod.UID}}
	err := patient(ctx, func(ctx context.Context) error {
		return c.core.Delete().Namespace(c.Namespace).Resource("pods").Name(pod.Name).Body(o).Do(ctx).Error()
	})
	if err != nil && !alreadyGone(err) {
		return fmt.Errorf("remove pod %s: %w", pod.Name, err)
	}
	return nil
}

func (c *Cluster) pods(ctx context.Context, selector string) (*corev1.PodList, error) {
	found := new(corev1.PodList)
	err := c.core.Get().Namespace(c.Namespace).Resource("pods").
		VersionedParams(&metav1.ListOptions{LabelSelector: selector}, c.codec).Do(ctx).Into(found)
	return found, err
}

// log copies what a container has written, or the one before it that ended. Its end may be missing, and both streams are one.
func (c *Cluster) log(ctx context.Context, pod, container string, previous bool, to io.Writer) error {
	from, err := c.core.Get().Namespace(c.Namespace).Resource("pods").Name(pod).SubResource("log").
		VersionedParams(&corev1.PodLogOptions{Container: container, Previous: previous}, c.codec).Stream(ctx)
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = io.Copy(to, from)
	return err
}

func (c *Cluster) watchPods(ctx context.Context, selector, since string) (watch.Interface, error) {
	return c.core.Get().Namespace(c.Namespace).Resource("pods").
		VersionedParams(&metav1.ListOptions{LabelSelector: selector, ResourceVersion: since, Watch: true, AllowWatchBookmarks: true}, c.codec).Watch(ctx)
}

func (c *Cluster) createJob(ctx context.Context, job *batchv1.Job) (*batchv1.Job, error) {
	made := new(batchv1.Job)
	err := c.batch.Post().Namespace(c.Namespace).Resource("jobs").Body(job).Do(ctx).Into(made)
	return made, err
}

func (c *Cluster) jobs(ctx context.Context, selector string) (*batchv1.JobList, error) {
	found := new(batchv1.JobList)
	err := c.batch.Get().Namespace(c.Namespace).Resource("jobs").
		VersionedParams(&metav1.ListOptions{LabelSelector: selector}, c.codec).Do(ctx).Into(found)
	return found, err
}

// deleteJob removes a Job, and in the cluster's own time all that it owns.
func (c *Cluster) deleteJob(ctx context.Context, name string, id metav1.Preconditions) error {
	now, behind := int64(0), metav1.DeletePropagationBackground
	return c.batch.Delete().Namespace(c.Namespace).Resource("jobs").Name(name).
		Body(&metav1.DeleteOptions{GracePeriodSeconds: &now, PropagationPolicy: &behind, Preconditions: &id}).Do(ctx).Error()
}

// patient repeats a call until the API server answers it, at most as long as a server is waited for.
func patient(ctx context.Context, call func(context.Context) error) error {
	return patientFor(ctx, giveUp, call)
}

func patientFor(ctx context.Context, most time.Duration, call func(context.Context) error) error {
	end := time.Now().Add(most)
	return repeat(ctx, end, func() error {
		once, cancel := context.WithTimeout(ctx, callTime)
		defer cancel()
		return call(once)
	})
}

// longPatient is patient for a call that takes its own time.
func longPatient(ctx context.Context, call func() error) error {
	return repeat(ctx, time.Now().Add(giveUp), call)
}

func repeat(ctx context.Context, end time.Time, call func() error) error {
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := call()
		if !unreachable(err) || ctx.Err() != nil || time.Now().After(end) || !execute.Pause(ctx, wait) {
			return err
		}
	}
}

// How long the API server is waited for.
const (
	callTime    = 20 * time.Second
	firstWait   = 200 * time.Millisecond
	longestWait = 3 * time.Second
	giveUp      = 90 * time.Second // without any answer
)

func (c *Cluster) job(ctx context.Context, name string) (*batchv1.Job, error) {
	found := new(batchv1.Job)
	err := c.batch.Get().Namespace(c.Namespace).Resource("jobs").Name(name).Do(ctx).Into(found)
	return found, err
}
