package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/google/go-cmp/cmp"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/org/baleen-action/execute"
)

func TestEngineSlotsAreNeverShared(t *testing.T) {
	f := newFixture(t)
	const slots = 3
	var jobs []execute.Job
	for i := range 12 {
		jobs = append(jobs, f.shell(fmt.Sprint("job", i), "echo $BALEEN_SLOT; sleep 0.2"))
		jobs[i].SlotEnv = func(slot int) []string { return []string{fmt.Sprint("BALEEN_SLOT=", slot)} }
	}
	outcomes, err := f.run(t.Context(), slots, jobs...)
	if err != nil || len(outcomes) != len(jobs) {
		t.Fatalf("%d outcomes, %v", len(outcomes), err)
	}
	bySlot := map[int][]execute.Outcome{}
	for _, o := range outcomes {
		if o.Class != execute.Passed || read(t, o.Job.Stdout) != fmt.Sprintln(o.Slot) {
			t.Errorf("%s: %s in slot %d: %q", o.Job.Name, o.Class, o.Slot, read(t, o.Job.Stdout))
		}
		bySlot[o.Slot] = append(bySlot[o.Slot], o)
	}
	for slot := 1; slot <= slots; slot++ {
		all := bySlot[slot]
		slices.SortFunc(all, func(a, b execute.Outcome) int { return a.Started.Compare(b.Started) })
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

// startGate counts starts, and holds back the copy out of a container until the next one was started.
type startGate struct {
	Daemon
	starts, fetches atomic.Int32
	last            atomic.Bool // no other one is to come
}

func (g *startGate) ContainerStart(ctx context.Context, id string, o container.StartOptions) error {
	err := g.Daemon.ContainerStart(ctx, id, o)
	g.starts.Add(1)
	return err
}

// CopyFromContainer lets the fewest outcomes pass that must be known before any further container starts.
func (g *startGate) CopyFromContainer(ctx context.Context, id, path string) (io.ReadCloser, container.PathStat, error) {
	n := g.fetches.Add(1)
	const fewest = 2
	for deadline := time.Now().Add(30 * time.Second); n > fewest && g.starts.Load() <= n && !g.last.Load(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return nil, container.PathStat{}, errors.New("the next container was never started")
		}
	}
	return g.Daemon.CopyFromContainer(ctx, id, path)
}

func TestEngineReportsAreReadWhileTheNextOneRuns(t *testing.T) {
	f := newFixture(t)
	g := &startGate{Daemon: f.docker}
	var jobs []execute.Job
	for i := range 4 {
		job := f.shell(fmt.Sprint(i), fmt.Sprintf("echo %d >/r/report", i))
		job.Scratch, job.Into = "/r", filepath.Join(f.dir, fmt.Sprint("into", i))
		jobs = append(jobs, job)
	}
	give := queue(jobs...)
	next := func() (execute.Job, bool) {
		job, ok := give()
		g.last.Store(!ok)
		return job, ok
	}
	var order []string
	err := New(g, f.spec, 1).Run(t.Context(), next, func(o execute.Outcome) {
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
	f := newFixture(t)
	f.spec.Ordered = true
	give := queue(f.shell("0", "true"), f.shell("1", "exit 1"), f.shell("2", "true"), f.shell("3", "true"))
	asked, given := 0, 0
	next := func() (execute.Job, bool) {
		if asked > given {
			t.Errorf("asked for another job before the outcome of number %d", given)
		}
		job, ok := give()
		if ok {
			asked++
		}
		return job, ok
	}
	if err := New(f.docker, f.spec, 1).Run(t.Context(), next, func(execute.Outcome) { given++ }); err != nil || given != 4 {
		t.Errorf("%d outcomes, %v", given, err)
	}
}

func TestEngineAFailureIsKnownBeforeTheNextStart(t *testing.T) {
	f := newFixture(t)
	var known time.Time
	done := func(o execute.Outcome) {
		if o.Class != execute.Failed || o.Started.Before(known) {
			t.Errorf("%s: %s, started %s before the outcome that came first", o.Job.Name, o.Class, known.Sub(o.Started))
		}
		known = time.Now()
	}
	jobs := queue(f.shell("0", "exit 1"), f.shell("1", "exit 1"), f.shell("2", "exit 1"), f.shell("3", "exit 1"))
	if err := New(f.docker, f.spec, 1).Run(t.Context(), jobs, done); err != nil {
		t.Error(err)
	}
}

// createHook calls a function after a job's container was created, with the job's name.
type createHook struct {
	Daemon
	made func(job string)
}

func (m *createHook) ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig, n *network.NetworkingConfig,
	p *ocispec.Platform, name string) (container.CreateResponse, error) {
	made, err := m.Daemon.ContainerCreate(ctx, config, host, n, p, name)
	if i := strings.LastIndexByte(name, '-'); err == nil && i >= 0 {
		m.made(name[i+1:])
	}
	return made, err
}

// awaiting lets a script wait for a file of the shared folder, for as long as a test may take.
const awaiting = `await() { i=0; while ! test -e /shared/$1; do i=$((i+1)); test $i -lt 300 || exit 9; sleep 0.1; done; }; `

// TestEngineContainersAreMadeWhileTheirSlotIsBusy has one slot, whose containers do not end before the next one is made.
func TestEngineContainersAreMadeWhileTheirSlotIsBusy(t *testing.T) {
	f := newFixture(t)
	f.spec.Volumes = []string{f.dir + ":/shared"}
	m := &createHook{Daemon: f.docker, made: func(job string) {
		if err := os.WriteFile(filepath.Join(f.dir, job), nil, 0o644); err != nil {
			t.Error(err)
		}
	}}
	jobs := queue(f.shell("first", "true"), f.shell("0", "true"), f.shell("1", awaiting+"await 2"), f.shell("2", awaiting+"await 3"),
		f.shell("3", awaiting+"await 4"), f.shell("4", "true"))
	given := 0
	e := New(m, f.spec, 1)
	e.timing.shortRun = time.Hour
	err := e.Run(t.Context(), jobs, func(o execute.Outcome) {
		given++
		if o.Class != execute.Passed {
			t.Errorf("%s: %s: %s", o.Job.Name, o.Class, o.Evidence)
		}
	})
	if err != nil || given != 6 {
		t.Errorf("%d outcomes, %v", given, err)
	}
}

// TestEngineAJobThatWaitsForABusySlotIsTakenOver has a container that does not end before all jobs behind it have run, of
// which one is taken for its slot.
func TestEngineAJobThatWaitsForABusySlotIsTakenOver(t *testing.T) {
	f := newFixture(t)
	f.spec.Volumes = []string{f.dir + ":/shared"}
	jobs := queue(f.shell("w1", "true"), f.shell("w2", "true"), f.shell("long", awaiting+"await x; await y; await z"),
		f.shell("short", "sleep 0.5"), f.shell("x", "touch /shared/x"), f.shell("y", "touch /shared/y"), f.shell("z", "touch /shared/z"))
	given := 0
	e := New(f.docker, f.spec, 2)
	e.timing.shortRun = time.Hour
	err := e.Run(t.Context(), jobs, func(o execute.Outcome) {
		given++
		if o.Class != execute.Passed {
			t.Errorf("%s: %s: %s", o.Job.Name, o.Class, o.Evidence)
		}
	})
	if err != nil || given != 7 {
		t.Errorf("%d outcomes, %v", given, err)
	}
}

// TestEngineWhatWasMadeAheadGoesWithTheRun cancels a run when a container was made behind the one that runs.
func TestEngineWhatWasMadeAheadGoesWithTheRun(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := &createHook{Daemon: f.docker, made: func(job string) {
		if job == "2" {
			cancel()
		}
	}}
	classes := map[string]execute.Class{}
	jobs := queue(f.shell("first", "true"), f.shell("0", "true"), f.shell("1", "sleep 1000"), f.shell("2", "true"), f.shell("3", "true"))
	e := New(m, f.spec, 1)
	e.timing.shortRun = time.Hour
	err := e.Run(ctx, jobs, func(o execute.Outcome) { classes[o.Job.Name] = o.Class })
	if diff := cmp.Diff(map[string]execute.Class{"first": execute.Passed, "0": execute.Passed, "1": execute.Cancelled}, classes); diff != "" || !errors.Is(err, context.Canceled) {
		t.Error(err, diff)
	}
}

// TestEngineWhatWasMadeAheadIsPruned has a neighbour that removes a container which waits for its slot.
func TestEngineWhatWasMadeAheadIsPruned(t *testing.T) {
	f := newFixture(t)
	f.spec.Volumes = []string{f.dir + ":/shared"}
	pruned := false
	m := &createHook{Daemon: f.docker, made: func(job string) {
		if job != "2" || pruned {
			return
		}
		pruned = true
		if err := remove(t.Context(), f.docker, "baleen-"+f.spec.RunID+"-2"); err != nil {
			t.Error(err)
		}
		if err := os.WriteFile(filepath.Join(f.dir, "gone"), nil, 0o644); err != nil {
			t.Error(err)
		}
	}}
	e := New(m, f.spec, 1)
	e.timing.shortRun = time.Hour
	jobs := queue(f.shell("first", "echo ran"), f.shell("0", "echo ran"), f.shell("1", awaiting+"await gone; echo ran"), f.shell("2", "echo ran"))
	given := 0
	err := e.Run(t.Context(), jobs, func(o execute.Outcome) {
		given++
		if o.Class != execute.Passed || read(t, o.Job.Stdout) != "ran\n" {
			t.Errorf("%s: %s: %s: %q", o.Job.Name, o.Class, o.Evidence, read(t, o.Job.Stdout))
		}
	})
	if err != nil || given != 4 || !pruned {
		t.Errorf("%d outcomes, pruned: %v, %v", given, pruned, err)
	}
}
