//go:build !nokube

package kube

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// many runs units on a scripted cluster, so many at a time, and returns what is held in memory at the end.
func (s *scripted) many(c *Cluster, units, slots int) (held uint64) {
	s.t.Helper()
	e, err := c.Open(context.Background(), Settings{RunID: "r", Deadline: time.Now().Add(time.Hour), PlaceTimeout: time.Minute, Notice: func(text string) { s.t.Error(text) }})
	if err != nil {
		s.t.Fatal(err)
	}
	dir, next, passed := s.t.TempDir(), 0, 0
	q := execute.Queue{Slots: slots, Done: func(o execute.Outcome) {
		out, _ := os.ReadFile(o.Job.Stdout)
		report, _ := os.ReadFile(filepath.Join(o.Job.Into, "r"))
		if o.Class != execute.Passed || string(out) != "out\n" || string(report) != "x\n" {
			s.t.Errorf("%s: %s, %s", o.Job.Name, o.Class, o.Evidence)
		}
		_ = os.RemoveAll(o.Job.Into)
		passed++
	}, Next: func(execute.Opening) (execute.Job, bool) {
		next++
		at := filepath.Join(dir, strconv.Itoa(next))
		return execute.Job{Name: strconv.Itoa(next), Command: []string{"x"}, Stdout: at + ".out", Stderr: at + ".err", Scratch: "/report", Into: at}, next <= units
	}}
	if err := e.Run(context.Background(), s.spec, q); err != nil || passed != units {
		s.t.Errorf("%d of %d passed, %v", passed, units, err)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	if err := e.Close(context.Background()); err != nil || len(s.pods) > 0 {
		s.t.Errorf("%d pods are left, %v", len(s.pods), err)
	}
	return m.HeapAlloc
}

// TestScale: ten times as many units cost as much each, in processor time, memory and calls. It takes both sides' processor time,
// because they are one process here.
func TestScale(t *testing.T) {
	few, lot := 50, 500
	if os.Getenv("BALEEN_SOAK") != "" {
		few, lot = 500, 5000
	}
	s := newScripted(t)
	c := s.cluster(-1)
	s.many(c, few, 32) // everything is loaded after it
	cost := func(units int) (each time.Duration, held uint64) {
		began, calls := processorTime(t), s.total()
		held = s.many(c, units, 32)
		if n := s.total() - calls; n > 31*units/10+50 {
			t.Errorf("%d calls for %d units: %v", n, units, s.calls)
		}
		return (processorTime(t) - began) / time.Duration(units), held
	}
	before, heldBefore := cost(few)
	after, heldAfter := cost(lot)
	t.Logf("%d units: %s each, %d KiB held; %d units: %s each, %d KiB held; %v", few, before, heldBefore>>10, lot, after, heldAfter>>10, s.calls)
	if after > 2*before || heldAfter > heldBefore+4<<20 {
		t.Error("a unit of a long run costs more")
	}
}

func (s *scripted) total() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, calls := range s.calls {
		n += calls
	}
	return n
}

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// TestLimits: no more calls are made than Baleen allows itself, and a server that asks for patience gets it.
func TestLimits(t *testing.T) {
	t.Parallel()
	s := newScripted(t)
	var mu sync.Mutex
	var calls []time.Time
	busy := map[string]time.Time{} // when a Pod's creation was put off
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		calls = append(calls, time.Now())
		if r.Method != http.MethodPost || len(busy) > 0 {
			return false
		}
		busy[r.URL.Path] = time.Now()
		w.Header().Set("Retry-After", "1")
		s.refuse(w, http.StatusTooManyRequests, "TooManyRequests", "the server is busy")
		return true
	}
	began := time.Now()
	s.many(s.cluster(0), 120, 64)
	for path, at := range busy {
		if waited := calls[1].Sub(at); waited < time.Second {
			t.Errorf("%s was asked for again after %s", path, waited)
		}
	}
	// exec has no place in the count: it is one long call.
	if most := atOnce + perSecond*time.Since(began).Seconds(); float64(s.total()-s.calls["exec"]) > most {
		t.Errorf("%v, want at most %.0f", s.calls, most)
	}
}

// TestQuotaKeepsSlots: Pods that have ended and still count keep others waiting, and cost no slot.
func TestQuotaKeepsSlots(t *testing.T) {
	t.Parallel()
	s := newScripted(t)
	s.room, s.lag = 4, 50*time.Millisecond
	s.many(s.cluster(-1), 40, 4) // a slot that is given up says so
	if s.most != s.room {
		t.Errorf("%d at a time", s.most)
	}
}
