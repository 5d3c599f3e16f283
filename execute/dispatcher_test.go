package execute

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// dispatcherOf hands out jobs by name; every run is short and no outcome has to come first.
func dispatcherOf(jobs ...string) *dispatcher {
	next := func(Opening) (Job, bool) {
		if len(jobs) == 0 {
			return Job{}, false
		}
		job := Job{Name: jobs[0]}
		jobs = jobs[1:]
		return job, true
	}
	return &dispatcher{next: next, done: func(Outcome) {}, ended: make(chan struct{}), slots: 3, shortRun: time.Second}
}

// TestDispatcherGivesEachJobOnce: a slot gets the job that was prepared for it, then the next, then one of another slot.
func TestDispatcherGivesEachJobOnce(t *testing.T) {
	d := dispatcherOf("a", "b", "c")
	if early, ok := d.takeEarly(2); !ok || early.job.Name != "a" || early.slot != 2 {
		t.Fatalf("%+v, %v", early, ok)
	}
	if again, ok := d.takeEarly(2); ok {
		t.Errorf("slot 2 has %q already", again.job.Name)
	}
	if early, ok := d.takeEarly(3); !ok || early.job.Name != "b" {
		t.Fatalf("%+v, %v", early, ok)
	}
	own, _, _ := d.take(2)
	next, _, _ := d.take(1)
	other, _, _ := d.take(1)
	if own.job.Name != "a" || own.prepared == nil || next.job.Name != "c" || next.prepared != nil || other.job.Name != "b" || other.elsewhere == nil {
		t.Errorf("%+v, %+v, %+v", own, next, other)
	}
	_, ok, ended := d.take(1)
	if ok || ended == nil {
		t.Fatalf("%v, %v: three jobs are in flight", ok, ended)
	}
	d.finish(Outcome{})
	select {
	case <-ended:
	default:
		t.Error("an outcome does not wake who waits for one")
	}
	d.finish(Outcome{})
	d.finish(Outcome{})
	if _, ok, ended := d.take(1); ok || ended != nil {
		t.Errorf("%v, %v: nothing is in flight", ok, ended)
	}
}

func TestDispatcherPreparesOnlyWhatPays(t *testing.T) {
	at := time.Unix(1, 0)
	short, long := Outcome{Started: at, Finished: at.Add(time.Second)}, Outcome{Started: at, Finished: at.Add(time.Second + 1)}
	for name, test := range map[string]struct {
		change func(*dispatcher)
		want   bool
	}{
		"after a short run":           {func(d *dispatcher) { d.finish(short) }, true},
		"after a long run":            {func(d *dispatcher) { d.finish(long) }, false},
		"after one that never ran":    {func(d *dispatcher) { d.finish(Outcome{}) }, false},
		"after a long and a short":    {func(d *dispatcher) { d.finish(long); d.finish(short) }, true},
		"before the first outcome":    {func(d *dispatcher) { d.reportFirst = 1 }, false},
		"after the first outcome":     {func(d *dispatcher) { d.reportFirst = 1; d.finish(short) }, true},
		"where every outcome decides": {func(d *dispatcher) { d.ordered = true }, false},
		"where there is no job":       {func(d *dispatcher) { d.next = func(Opening) (Job, bool) { return Job{}, false } }, false},
	} {
		d := dispatcherOf("a")
		test.change(d)
		if _, got := d.takeEarly(1); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestSlotsAreNeverShared: the semaphore lets so many in, and no two of them have one number.
func TestSlotsAreNeverShared(t *testing.T) {
	const places, users = 3, 50
	s := newSlots(places)
	var holders [places + 1]atomic.Int32
	var joined sync.WaitGroup
	for range users {
		joined.Go(func() {
			own, err := s.acquire(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			defer s.release(own)
			if n := holders[own.number].Add(1); n != 1 {
				t.Errorf("slot %d has %d holders", own.number, n)
			}
			time.Sleep(time.Millisecond)
			holders[own.number].Add(-1)
		})
	}
	joined.Wait()
	if len(s.free) != places {
		t.Errorf("%d slots are free", len(s.free))
	}
}

func TestSlotsAreWaitedForUntilTheContextEnds(t *testing.T) {
	s := newSlots(1)
	own, err := s.acquire(t.Context())
	if err != nil || own.number != 1 {
		t.Fatal(own, err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("the caller's reason")
	time.AfterFunc(10*time.Millisecond, func() { cancel(why) })
	if other, err := s.acquire(ctx); !errors.Is(err, why) {
		t.Errorf("%+v, %v", other, err)
	}
	s.release(own)
	if again, err := s.acquire(t.Context()); err != nil || again != own {
		t.Errorf("%+v, %v", again, err)
	}
}
