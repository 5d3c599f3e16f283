package execute

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"
)

func TestEngineSlotsAreNeverShared(t *testing.T) {
	f := newFixture(t)
	const slots = 3
	var jobs []Job
	for i := range 12 {
		jobs = append(jobs, f.shell(fmt.Sprint("job", i), "echo $BALEEN_SLOT; sleep 0.2"))
		jobs[i].SlotEnv = func(slot int) []string { return []string{fmt.Sprint("BALEEN_SLOT=", slot)} }
	}
	outcomes, err := f.run(t.Context(), slots, jobs...)
	if err != nil || len(outcomes) != len(jobs) {
		t.Fatalf("%d outcomes, %v", len(outcomes), err)
	}
	bySlot := map[int][]Outcome{}
	for _, o := range outcomes {
		if o.Class != Passed || read(t, o.Job.Stdout) != fmt.Sprintln(o.Slot) {
			t.Errorf("%s: %s in slot %d: %q", o.Job.Name, o.Class, o.Slot, read(t, o.Job.Stdout))
		}
		bySlot[o.Slot] = append(bySlot[o.Slot], o)
	}
	for slot := 1; slot <= slots; slot++ {
		all := bySlot[slot]
		slices.SortFunc(all, func(a, b Outcome) int { return a.Started.Compare(b.Started) })
		for i := range all[1:] {
			if all[i+1].Started.Before(all[i].Finished) || all[i+1].Created.Before(all[i].Ended) {
				t.Errorf("slot %d: %s and %s at a time", slot, all[i].Job.Name, all[i+1].Job.Name)
			}
		}
	}
	if len(bySlot) != slots {
		t.Errorf("%d slots", len(bySlot))
	}
}

// gate counts starts, and brings nothing out of a container before the next one was started.
type gate struct {
	Docker
	starts, fetches atomic.Int32
	last            atomic.Bool // no other one is to come
}

func (g *gate) ContainerStart(ctx context.Context, id string, o container.StartOptions) error {
	err := g.Docker.ContainerStart(ctx, id, o)
	g.starts.Add(1)
	return err
}

// CopyFromContainer lets the first one pass, whose outcome comes before anything else.
func (g *gate) CopyFromContainer(ctx context.Context, id, path string) (io.ReadCloser, container.PathStat, error) {
	n := g.fetches.Add(1)
	for deadline := time.Now().Add(30 * time.Second); n > 1 && g.starts.Load() <= n && !g.last.Load(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return nil, container.PathStat{}, errors.New("the next container was never started")
		}
	}
	return g.Docker.CopyFromContainer(ctx, id, path)
}

func TestEngineReportsAreReadWhileTheNextOneRuns(t *testing.T) {
	f := newFixture(t)
	g := &gate{Docker: f.docker}
	var jobs []Job
	for i := range 4 {
		job := f.shell(fmt.Sprint(i), fmt.Sprintf("echo %d >/r/report", i))
		job.Scratch, job.Into = "/r", filepath.Join(f.dir, fmt.Sprint("into", i))
		jobs = append(jobs, job)
	}
	give := queue(jobs...)
	next := func() (Job, bool) {
		job, ok := give()
		g.last.Store(!ok)
		return job, ok
	}
	var order []string
	err := New(g, f.spec, 1).Run(t.Context(), next, func(o Outcome) {
		order = append(order, o.Job.Name)
		if !o.Fetched || read(t, filepath.Join(o.Job.Into, "report")) != o.Job.Name+"\n" {
			t.Errorf("%s: %s: %s", o.Job.Name, o.Class, o.Evidence)
		}
	})
	if diff := cmp.Diff([]string{"0", "1", "2", "3"}, order); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

// TestEngineAnOutcomeThatMayEndTheRunComesFirst has one slot, and asks for the next job only with the outcome known.
func TestEngineAnOutcomeThatMayEndTheRunComesFirst(t *testing.T) {
	for name, test := range map[string]struct {
		script  string
		ordered bool
	}{
		"failed":  {"exit 1", false},
		"ordered": {"true", true},
	} {
		f := newFixture(t)
		f.spec.Ordered = test.ordered
		give := queue(f.shell("0", test.script), f.shell("1", test.script), f.shell("2", test.script))
		asked, given := 0, 0
		next := func() (Job, bool) {
			if asked > given {
				t.Errorf("%s: asked for another job before the outcome of number %d", name, given)
			}
			job, ok := give()
			if ok {
				asked++
			}
			return job, ok
		}
		if err := New(f.docker, f.spec, 1).Run(t.Context(), next, func(Outcome) { given++ }); err != nil || given != 3 {
			t.Errorf("%s: %d outcomes, %v", name, given, err)
		}
	}
}
