package docker

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestEngineWorkspaceFaults has every call on the way of a checkout into containers go wrong once. Each time the containers
// see the checkout, and nothing is left.
func TestEngineWorkspaceFaults(t *testing.T) {
	f := newFixture(t)
	faults := []struct {
		name string
		act  action
	}{
		{"closes the connection", refuse}, {"answers 500", answer(500)},
		{"acts and its answer is lost", drop}, {"and the daemon are away for a second", away(time.Second)},
	}
	const together = 4
	slots := make(chan struct{}, together)
	var joined sync.WaitGroup
	number := 0
	for _, route := range []string{"create", "stat", "copy-to", "commit", "remove", "list", "image-ls", "image-rm"} {
		for _, fault := range faults {
			number++
			one := f
			one.spec.RunID = fmt.Sprintf("%s-w%d", f.spec.RunID, number)
			joined.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				if err := one.copyWithFault(at(route, fault.act)); err != nil {
					t.Errorf("%s %s: %v", route, fault.name, err)
				}
			})
		}
	}
	joined.Wait()
}

// copyWithFault copies a checkout into a container and removes it again, with a fault on the way.
func (f fixture) copyWithFault(fault rule) error {
	p := newProxy(f.T, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"), fault)
	defer p.close()
	docker := p.connect()
	defer docker.Close()
	checkout := checkoutOf(f.T, tar.Header{Typeflag: tar.TypeReg, Name: "deep/new.feature", Mode: 0o644})
	with, err := WithWorkspace(f.Context(), docker, f.spec, execute.Checkout{Dir: "/srv", Open: opens(checkout)})
	if err != nil {
		return err
	}
	whole := f
	whole.spec.Image = with
	job := whole.shell(f.spec.RunID, "cat /srv/deep/new.feature /srv/a.feature")
	if o := whole.one(job); o.Class != execute.Passed || read(f.T, job.Stdout) != "x\nFeature: a\n" {
		return fmt.Errorf("%s: %s", o.Class, o.Evidence)
	}
	if err := RemoveWorkspace(f.Context(), docker, f.spec); err != nil {
		return err
	}
	return f.leftovers()
}

// leftovers lists objects of any kind that are left of the run.
func (f fixture) leftovers() error {
	s := sweeper{docker: f.docker}
	ours := ofRun(f.spec.RunID)
	for _, kind := range kinds(s.docker) {
		left, err := kind.list(f.Context(), ours)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			return fmt.Errorf("%d %ss are left", len(left), kind.name)
		}
	}
	return nil
}

// TestEngineAnImageInUseIsSweptLater: while a run's image is about to be removed, a container is made of it, as a daemon does that takes
// its time. The image keeps its tag, by which the same sweep finds it again after that container, and so does the image that it was made from.
func TestEngineAnImageInUseIsSweptLater(t *testing.T) {
	f := newFixture(t)
	checkout := checkoutOf(t, tar.Header{Typeflag: tar.TypeReg, Name: "new.feature", Mode: 0o644})
	for range 2 { // the second image is made from the first
		with, err := WithWorkspace(t.Context(), f.docker, f.spec, execute.Checkout{Dir: "/srv", Open: opens(checkout)})
		if err != nil {
			t.Fatal(err)
		}
		f.spec.Image = with
	}
	p := newProxy(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"), at("image-rm", func(p *proxy, c *call) {
		f.create(namePrefix(f.spec.RunID)+"late", map[string]string{labelRun: f.spec.RunID})
		pass(p, c)
	}))
	t.Cleanup(p.close)
	late := p.connect()
	t.Cleanup(func() { _ = late.Close() })
	if err := errors.Join(RemoveWorkspace(t.Context(), late, f.spec), f.leftovers()); err != nil {
		t.Error(err)
	}
}

// TestEngineTheRemovalAfterACancelIsAwaited: an engine whose disk is busy takes seconds to remove an image. One that is given up meanwhile
// would show the image for a while, without the tag that it takes first.
func TestEngineTheRemovalAfterACancelIsAwaited(t *testing.T) {
	f := newFixture(t)
	if _, err := WithWorkspace(t.Context(), f.docker, f.spec, execute.Checkout{Dir: "/srv", Open: opens(checkoutOf(t))}); err != nil {
		t.Fatal(err)
	}
	p := newProxy(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"), at("image-rm", func(p *proxy, c *call) {
		select {
		case <-time.After(3 * time.Second):
		case <-p.stopped:
		}
		pass(p, c)
	}))
	t.Cleanup(p.close)
	slow := p.connect()
	t.Cleanup(func() { _ = slow.Close() })
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := errors.Join(RemoveWorkspace(cancelled, slow, f.spec), f.leftovers()); err != nil {
		t.Error(err)
	}
}
