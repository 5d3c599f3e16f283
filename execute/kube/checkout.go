//go:build !nokube

package kube

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// Room finds out where in the containers a checkout for a folder goes, by the image that was resolved and as the user that runs there.
func (e *Engine) Room(ctx context.Context, dir string) (execute.Room, error) {
	if e.probe == nil {
		return "", errors.New("look into image: none was resolved")
	}
	if err := e.probe.mounted(dir); err != nil {
		return "", err
	}
	var r hold.Room
	if err := e.probe.ask(ctx, &r, "room", dir); err != nil {
		return "", fmt.Errorf("look for room at %q in image %q: %w", dir, e.probe.image.Ref, err)
	}
	switch {
	case r.Writable:
		return execute.OnImage, nil
	case r.Exists:
		return execute.OnCopy, nil
	}
	return execute.OnEmpty, nil
}

// mounted is an error if a volume of the template takes the place of a checkout: containers would unpack theirs into one folder.
func (p *probe) mounted(dir string) error {
	pod := p.plan.pod(p.attempt.name, p.attempt.job, 0, p.owner)
	for _, m := range mountsOf(pod, mainContainer) {
		if execute.IsBelow(dir, m.MountPath) {
			return &Refused{fmt.Errorf("volume %s at %s would take the place of the checkout in %s", m.Name, m.MountPath, dir), "pod-template", "mount it elsewhere, or choose another --work-dir"}
		}
	}
	return nil
}

func mountsOf(pod *corev1.Pod, container string) []corev1.VolumeMount {
	for _, c := range pod.Spec.Containers {
		if c.Name == container {
			return c.VolumeMounts
		}
	}
	return nil
}

// packCheckout packs a checkout into a temporary file: every Pod gets the files of one moment.
func packCheckout(c *execute.Checkout) (*temporary, error) {
	if c == nil {
		return nil, nil
	}
	file, err := newTemporary()
	if err != nil {
		return nil, fmt.Errorf("pack checkout: %w", err)
	}
	content := c.Open()
	to := hold.NewCheckout(file)
	err = errors.Join(execute.ReadCheckout(content, func(header *tar.Header, content io.Reader) error { return to.Add(header, content) }), to.Close(), content.Close())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("pack checkout: %w", err), file.Close())
	}
	return file, nil
}

// copyContainer copies the image's folder into the one that hides it.
const copyContainer = "copy"

// withCheckout adds what the Pod needs for a checkout.
func (p plan) withCheckout(pod *corev1.Pod) {
	if p.Checkout == nil || p.Checkout.Room == execute.OnImage {
		return
	}
	last := len(pod.Spec.Containers) - 1
	main := &pod.Spec.Containers[last]
	main.VolumeMounts = append(main.VolumeMounts, corev1.VolumeMount{Name: sharedVolume, MountPath: p.Checkout.Dir, SubPath: hold.Workspace})
	if p.Checkout.Room == execute.OnEmpty {
		return
	}
	beside := corev1.Container{
		Name: copyContainer, Image: main.Image, ImagePullPolicy: main.ImagePullPolicy, WorkingDir: "/",
		Command:         []string{sharedFolder + "/" + hold.Program, "copy", p.Checkout.Dir, sharedFolder},
		VolumeMounts:    []corev1.VolumeMount{{Name: sharedVolume, MountPath: sharedFolder}},
		Resources:       ownResources(p.CPUs > 0 || p.Memory > 0),
		SecurityContext: main.SecurityContext,
	}
	pod.Spec.Containers = append(pod.Spec.Containers[:last], beside, *main)
}

// awaits is what the program in main is told about the checkout.
func (p plan) awaits() []string {
	if p.Checkout == nil {
		return nil
	}
	words := []string{"-checkout", p.Checkout.Dir}
	if p.Checkout.Room == execute.OnCopy {
		words = append(words, "-copied")
	}
	return words
}

// delivery brings the checkout into a Pod as soon as there is a container that takes it. The cluster says so most of a second late, so it is
// tried before: the command waits for its checkout, however small that is.
type delivery struct {
	early bool // that was tried
	began bool
	stop  context.CancelFunc
	done  chan error // receives the end, once
	over  bool       // the checkout is there, or there is none
}

// begin starts to send, if there is something to send and the Pod can take it, or may be able to.
func (d *delivery) begin(ctx context.Context, a *attempt, pod *corev1.Pod) {
	d.over = d.over || a.checkout == nil
	send := a.bringCheckout
	switch {
	case d.began, d.over, pod == nil:
		return
	case running(pod, keepContainer):
	case d.early, pod.Spec.NodeName == "":
		return
	default:
		d.early, send = true, a.sendEarly
	}
	ctx, stop := context.WithCancel(ctx)
	d.began, d.stop, d.done = true, stop, make(chan error, 1)
	go func() { d.done <- send(ctx) }()
}

// hear takes the end of sending, and returns why there is no checkout.
func (d *delivery) hear(err error) error {
	d.stop()
	if errors.Is(err, errTooEarly) {
		d.began = false
		return nil
	}
	d.over = true
	return err
}

// end returns when nothing is sent any more.
func (d *delivery) end() {
	if d.began {
		d.stop()
		if !d.over {
			<-d.done
		}
	}
}

// errTooEarly is the end of a delivery that found no container: it is tried again when the cluster says that there is one.
var errTooEarly = errors.New("no container takes the checkout yet")

// sendEarly sends the checkout although the cluster has not said that there is a container which takes it. A failure means nothing yet. A
// container of an image that the node has starts within a second; on a busy node, more tries would cost more than they bring.
func (a *attempt) sendEarly(ctx context.Context) error {
	const first, last = 200 * time.Millisecond, time.Second
	for wait := first; wait < last && execute.Pause(ctx, wait); wait += wait / 2 {
		began := time.Now()
		err := a.sendCheckout(ctx)
		if err == nil || execute.IsNoSpace(err) {
			return undeliveredBy(err)
		}
		if time.Since(began) >= a.cluster.stall {
			break // it stood still, as no answer about a missing container does
		}
	}
	return errTooEarly
}

// bringCheckout sends the checkout until it is whole in the Pod. Only a stream that was cut counts as a try: an API server that is away
// is waited for.
func (a *attempt) bringCheckout(ctx context.Context) error {
	var err error
	for try := 1; try <= fetchTries; try++ {
		err = longPatient(ctx, func() error { return a.sendCheckout(ctx) })
		if err == nil || execute.IsNoSpace(err) || !execute.Pause(ctx, time.Duration(try)*firstWait) {
			break
		}
	}
	return undeliveredBy(err)
}

func undeliveredBy(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("bring checkout into pod: %w", err)
}

// sendCheckout sends all of it once. Only what the other side prints says whether it came whole: exec can succeed with half of it.
func (a *attempt) sendCheckout(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	alive := time.AfterFunc(a.cluster.stall, cancel)
	defer alive.Stop()
	info, err := a.checkout.Stat()
	if err != nil {
		return err
	}
	reads := make(chan struct{})
	content := watched{gatedReader{ctx, reads, io.NewSectionReader(a.checkout, 0, info.Size())}, func() { alive.Reset(a.cluster.stall) }}
	var out, problem said
	first := sync.OnceFunc(func() { close(reads) })
	err = a.cluster.exec(ctx, a.name, keepContainer, []string{holdProgram, "take", sharedFolder}, streams{in: content, out: heard{&out, first}, errors: &problem})
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("pod took nothing for %s: %w", a.cluster.stall, hold.ErrCut)
	case slices.Contains(strings.Fields(string(out.bytes())), hold.TookCheckout):
		return nil
	case err != nil && unreachable(err) && problem.err() == nil:
		return err
	}
	return errors.Join(problem.err(), err, hold.ErrCut)
}

// undelivered is the class of a checkout that did not arrive.
func undelivered(err error) execute.Class {
	switch {
	case execute.IsNoSpace(err):
		return execute.NoSpace
	case unreachable(err):
		return execute.Lost
	}
	return execute.StartFailed
}
