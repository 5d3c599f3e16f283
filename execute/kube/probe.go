//go:build !nokube

package kube

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// probe is a Pod of the suite's image that only waits: through it the image is looked into, and its digest becomes known.
type probe struct {
	*driver
	attempt *attempt
	image   execute.Image
	setup   setup // of the Pod
}

// Resolve finds the image by its name: a node pulls it, and says which one it got. The image's ENTRYPOINT and CMD stay unknown:
// Kubernetes has no API for them. If the cluster ends the Pod for reasons of its own, to drain a node for example, another one follows.
func (e *Engine) Resolve(ctx context.Context, spec execute.Spec) (execute.Image, error) {
	if err := e.cluster.sidecars(spec.World); err != nil {
		return execute.Image{}, err
	}
	e.Looked()
	for try := 1; ; try++ {
		p := e.newProbe(ctx, spec)
		err := p.open(ctx)
		if err == nil {
			e.probe = p
			return p.image, nil
		}
		const most = 2
		again := try < most && ctx.Err() == nil && p.attempt.ending.displaced()
		if again {
			p.attempt.beforeNext()
		}
		if err = errors.Join(err, p.close()); !again {
			return execute.Image{}, err
		}
	}
}

func (e *Engine) newProbe(ctx context.Context, spec execute.Spec) *probe {
	d := newDriver(ctx, e, spec)
	return &probe{driver: d, attempt: d.Attempt(execute.Job{Name: "probe"}).(*attempt)}
}

func (p *probe) open(ctx context.Context) error {
	pod := p.plan.pod(p.attempt.name, p.attempt.job, 0, p.owner)
	for i := range pod.Spec.Containers {
		if pod.Spec.Containers[i].Name == mainContainer {
			pod.Spec.Containers[i].Command = []string{sharedFolder + "/" + hold.Program, "keep"}
		}
	}
	p.plan.lookedInto(pod)
	p.attempt.watch = p.hub.track(p.attempt.name)
	if err := p.attempt.createOnce(ctx, pod); err != nil {
		return refusal(fmt.Errorf("create pod %s: %w", pod.Name, err))
	}
	seen, err := p.untilRunning(ctx)
	if err != nil {
		return err
	}
	var d hold.Description
	if err := p.ask(ctx, &d, "describe"); err != nil {
		return fmt.Errorf("look into image %q: %w", p.plan.Image.Ref, err)
	}
	p.image = describe(p.plan.Image.Ref, status(seen, mainContainer).ImageID, d)
	p.plan.World = worldOf(p.plan.World, seen)
	return nil
}

// Looked removes the Pod through which the image was looked into. What cannot be removed now is left to Close.
func (e *Engine) Looked() {
	if e.probe != nil {
		_ = e.probe.close()
		e.probe = nil
	}
}

// World is that of the specification that was resolved, with the images that nodes have for its services.
func (e *Engine) World() execute.World {
	if e.probe == nil {
		return execute.World{}
	}
	return e.probe.plan.World
}

// untilRunning waits until the image can be looked into, and returns the Pod as it was then: a watch that lags may show an older one later.
func (p *probe) untilRunning(ctx context.Context) (*corev1.Pod, error) {
	since := time.Now()
	poll := time.NewTicker(pollTime)
	defer poll.Stop()
	for {
		pod, gone := p.hub.state(p.attempt.watch)
		p.attempt.ending.pod, p.attempt.ending.gone = pod, gone
		switch {
		case gone:
			return nil, fmt.Errorf("look into image %q: its pod was removed by somebody else", p.plan.Image.Ref)
		case p.hub.silent() != nil:
			return nil, p.hub.silent()
		case allRun(pod):
			return pod, nil
		case pod != nil:
			if err := p.stuck(pod, time.Since(since)); err != nil {
				return nil, err
			}
		}
		select {
		case <-p.attempt.watch.changed:
		case <-poll.C:
			p.hub.ask(ctx, p.attempt.name)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// stuck is why the probe will not run; nil: it may.
func (p *probe) stuck(pod *corev1.Pod, waited time.Duration) error {
	hint := ""
	var err error
	e := ending{pod: pod}
	never := neverRuns(pod, waited)
	late := p.setup.late(pod, p.settings.PlaceTimeout)
	switch {
	case never != nil && never.image:
		err, hint = never.err, advice(execute.BadImage, "")
	case never != nil:
		err, hint = never.err, execute.Advice(execute.StartFailed, never.err.Error())
	case unplaced(pod) != "" && waited > p.settings.PlaceTimeout:
		err, hint = errors.New("no node for its pod: "+unplaced(pod)), advice(execute.Unplaced, "")
	case late != nil:
		err = late
	case pod.DeletionTimestamp != nil:
		err = errors.New("its pod is removed: " + cmp.Or(disrupted(pod), "by somebody else"))
	case ended(pod):
		class, why := e.complete().Classify()
		err, hint = errors.New(why), advice(class, why)
	default:
		return nil
	}
	return &execute.HintError{Err: fmt.Errorf("look into image %q: %w", p.plan.Image.Ref, err), Hint: hint}
}

// describe is the image as its container shows it.
func describe(ref, id string, d hold.Description) execute.Image {
	image := execute.Image{Ref: ref, ID: id, WorkDir: d.Dir, User: d.User, Bare: true}
	image.Env = slices.DeleteFunc(d.Env, func(v string) bool {
		return strings.HasPrefix(v, "KUBERNETES_") || strings.HasPrefix(v, "HOSTNAME=") // of the Pod
	})
	image.Digests = digests(id)
	return image
}

// digests are the names by which registries know an image that a node has.
func digests(id string) []string {
	if name, digest, ok := strings.Cut(id, "@"); ok {
		return []string{strings.TrimPrefix(name, "docker-pullable://") + "@" + digest}
	}
	return nil
}

// ask runs a program of ours in the image, which prints JSON: an answer that is not whole is none.
func (p *probe) ask(ctx context.Context, into any, words ...string) error {
	command := append([]string{sharedFolder + "/" + hold.Program}, words...)
	var err error
	for range fetchTries {
		err = patient(ctx, func(ctx context.Context) error {
			var out, problem said
			why := p.cluster.exec(ctx, p.attempt.name, mainContainer, command, streams{out: &out, errors: &problem})
			if err := decode(out.bytes(), into); err != nil {
				return errors.Join(why, problem.err(), err)
			}
			return nil
		})
		if err == nil {
			break
		}
	}
	return err
}

// close removes the Pod.
func (p *probe) close() error {
	p.attempt.Remove()
	p.stop()
	return p.Close()
}
