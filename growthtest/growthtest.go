//go:build linux

// Package growthtest measures, for tests, how the time that work takes grows with its size.
package growthtest

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// Steps are the two sizes that are compared. The second is Times the first.
type Steps struct{ Size, Times int }

// most is by how much more than its size the time of work may grow: sorting and the processor's caches take their part, and
// what is quadratic grows by Times more.
const most = 2

// Hold fails if work of a larger size takes more than its share of time. prepare makes the work of a size.
func Hold(t *testing.T, s Steps, prepare func(size int) func()) {
	t.Helper()
	few, many := cost(prepare(s.Size)), cost(prepare(s.Size*s.Times))
	if ratio := many.Seconds() / few.Seconds(); ratio > most*float64(s.Times) {
		t.Errorf("%d take %v and %d take %v, %.0f times as long", s.Size, few, s.Size*s.Times, many, ratio)
	}
}

// cost is the processor time of one call on a thread of its own, so that other processes do not count: the least of three
// measurements, each long enough for the clock.
func cost(work func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	least := time.Hour
	for range 3 {
		runtime.GC()
		start, calls := threadTime(), time.Duration(0)
		for threadTime()-start < 10*time.Millisecond {
			work()
			calls++
		}
		least = min(least, (threadTime()-start)/calls)
	}
	return least
}

func threadTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_THREAD, &used); err != nil {
		panic(fmt.Sprintf("read processor time: %v", err)) // cannot happen: the kernel knows the thread
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
