//go:build linux

// Package growthtest checks, for tests, how processor time grows with the size of the work.
package growthtest

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// Steps are the two sizes to compare: Size and Size * Times.
type Steps struct{ Size, Times int }

// tolerance is how much faster than its size the time of work may grow. It allows for sorting and cache misses; quadratic work
// exceeds it by far.
const tolerance = 2

// Hold fails the test if the time of the work grows faster than its size. prepare returns the work of a given size.
func Hold(t *testing.T, s Steps, prepare func(size int) func()) {
	t.Helper()
	small, large := prepare(s.Size), prepare(s.Size*s.Times)
	few, many, ratio := time.Hour, time.Hour, 0.0
	for range rounds {
		few, many = min(few, cost(small)), min(many, cost(large))
		if ratio = many.Seconds() / few.Seconds(); ratio <= tolerance*float64(s.Times) {
			return
		}
	}
	t.Errorf("%d take %v and %d take %v, %.0f times as long", s.Size, few, s.Size*s.Times, many, ratio)
}

// rounds is how often both sizes are measured at most. What runs beside the test shares the caches and can only add time, so the
// least of all rounds is closest to the truth.
const rounds = 5

// cost returns the processor time of one call: the least of three measurements, each at least 10 ms long. It measures its own
// thread only, so that other processes do not count.
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
