package execute

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// lockedJobs hands out jobs in their order, past those whose locks are held.
func lockedJobs(jobs ...Job) func(Opening) (Job, bool) {
	return func(now Opening) (Job, bool) {
		for i, job := range jobs {
			if slices.ContainsFunc(job.Locks, func(lock string) bool { return !now.Free(lock) }) {
				continue
			}
			if job.Places > now.Places {
				break
			}
			jobs = slices.Delete(slices.Clone(jobs), i, i+1)
			return job, true
		}
		return Job{}, false
	}
}

func lockedDispatcher(jobs ...Job) *dispatcher {
	d := dispatcherOf()
	d.next = lockedJobs(jobs...)
	return d
}

func jobOf(name string, locks ...string) Job { return Job{Name: name, Locks: locks} }

// TestDispatcherKeepsLocks: a job waits for the lock that a job in another slot holds, until that job's container has ended.
func TestDispatcherKeepsLocks(t *testing.T) {
	d := lockedDispatcher(jobOf("a", "db"), jobOf("b", "db"), jobOf("c"))
	a, _, _ := d.take(1)
	c, _, _ := d.take(2)
	if a.job.Name != "a" || c.job.Name != "c" {
		t.Fatalf("%q and %q", a.job.Name, c.job.Name)
	}
	_, ok, ended := d.take(3)
	if ok {
		t.Fatal("b starts beside a")
	}
	d.release("a")
	select {
	case <-ended:
	default:
		t.Error("a lock that is free again wakes nobody")
	}
	if b, _, _ := d.take(3); b.job.Name != "b" {
		t.Errorf("%q", b.job.Name)
	}
}

// TestDispatcherPreparesBehindALock: the next job with a lock may be prepared for the slot of the job that holds it. No other slot
// takes it over meanwhile.
func TestDispatcherPreparesBehindALock(t *testing.T) {
	d := lockedDispatcher(jobOf("a", "db"), jobOf("b", "db"), jobOf("c", "db"))
	d.take(1)
	if early, ok := d.takeEarly(2); ok {
		t.Fatalf("%q is prepared beside a", early.job.Name)
	}
	if early, ok := d.takeEarly(1); !ok || early.job.Name != "b" {
		t.Fatalf("nothing is prepared behind a")
	}
	if other, ok, _ := d.take(2); ok {
		t.Fatalf("slot 2 takes %q while a and b hold its lock", other.job.Name)
	}
	d.release("a")
	if other, ok, _ := d.take(2); !ok || other.job.Name != "b" || other.elsewhere == nil {
		t.Fatalf("slot 2 does not take b over: %+v", other)
	}
	if next, ok, _ := d.take(1); ok {
		t.Fatalf("%q starts beside b", next.job.Name)
	}
	d.finish(Outcome{Job: Job{Name: "b"}})
	if next, _, _ := d.take(1); next.job.Name != "c" {
		t.Errorf("%q", next.job.Name)
	}
}

// TestDispatcherReturnsLocks: a job that found no place holds nothing, and waits for its locks like any other.
func TestDispatcherReturnsLocks(t *testing.T) {
	d := lockedDispatcher(jobOf("a", "db"), jobOf("b", "db"))
	a, _, _ := d.take(1)
	if _, ok := d.takeEarly(1); !ok {
		t.Fatal("b is not prepared behind a")
	}
	d.putBack(a.job)
	if other, ok, _ := d.take(2); !ok || other.job.Name != "b" {
		t.Fatalf("%+v", other)
	}
	if again, ok, _ := d.take(3); ok {
		t.Fatalf("%q starts beside b", again.job.Name)
	}
	d.finish(Outcome{Job: Job{Name: "b"}})
	if again, _, _ := d.take(3); again.job.Name != "a" {
		t.Errorf("%q", again.job.Name)
	}
}

// beside records what runs at the same time.
type beside struct {
	mu      sync.Mutex
	jobs    map[string]Job
	slots   int
	running []Job
	most    int
	wrong   []string
}

func (b *beside) start(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	job, places := b.jobs[name], 0
	for _, other := range b.running {
		places += max(1, other.Places)
		if slices.ContainsFunc(job.Locks, func(l string) bool { return slices.Contains(other.Locks, l) }) {
			b.wrong = append(b.wrong, fmt.Sprintf("%+v beside %+v", job, other))
		}
	}
	if places += max(1, job.Places); places > b.slots {
		b.wrong = append(b.wrong, fmt.Sprintf("%+v: %d of %d places", job, places, b.slots))
	}
	b.running = append(b.running, job)
	b.most = max(b.most, len(b.running))
}

func (b *beside) end(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running = slices.DeleteFunc(b.running, func(j Job) bool { return j.Name == name })
}

// besides is an engine on which every job runs for a while.
type besides struct {
	*beside
	took time.Duration
}

func (besides) Open(context.Context) error  { return nil }
func (besides) Reach(context.Context) error { return nil }
func (besides) Close() error                { return nil }
func (b besides) Attempt(job Job) Attempt   { return besideAttempt{b, job} }

// besideAttempt is an attempt of besides.
type besideAttempt struct {
	besides
	job Job
}

func (a besideAttempt) Run(_ context.Context, t Turn) (Outcome, bool) {
	a.start(a.job.Name)
	began := time.Now()
	t.Started(a.Attempt)
	time.Sleep(a.took)
	a.end(a.job.Name)
	t.Passed()
	return Outcome{Job: a.job, Class: Passed, Started: began, Finished: time.Now()}, true
}

func (besideAttempt) Remove() {}

// TestRunKeepsLocks: of random jobs none runs beside one with the same lock, or in more places than there are, and all run.
func TestRunKeepsLocks(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 5))
		b := &beside{jobs: map[string]Job{}, slots: 1 + random.IntN(6)}
		var jobs []Job
		for i := range 40 {
			job := Job{Name: fmt.Sprint(i)}
			for range random.IntN(3) {
				job.Locks = append(job.Locks, fmt.Sprint("lock", random.IntN(3)))
			}
			if random.IntN(6) == 0 {
				job.Places = 1 + random.IntN(b.slots)
			}
			jobs, b.jobs[job.Name] = append(jobs, job), job
		}
		took := time.Duration(random.IntN(2000)) * time.Microsecond
		done := 0
		err := Run(t.Context(), besides{b, took}, Queue{
			Slots: b.slots, ShortRun: time.Second, Next: lockedJobs(jobs...), Done: func(Outcome) { done++ },
		})
		if err != nil || done != len(jobs) || len(b.wrong) > 0 {
			t.Fatalf("seed %d: %v, %d of %d jobs ran: %v", seed, err, done, len(jobs), b.wrong)
		}
	}
}
