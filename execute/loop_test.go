package execute

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRunReportsTheFirstOutcomesFirst: a slot asks for its next job after the first outcomes were reported, and later as soon as a
// command has passed. Behind each slot there is at most one attempt that is not done with yet.
func TestRunReportsTheFirstOutcomesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{parts: map[string]part{"a": {rest: time.Minute}, "b": {rest: time.Minute}, "c": {rest: time.Minute}, "d": {}}}
		got, err := s.play(t.Context(), t, Queue{Slots: 1}, "a b c d")
		if err != nil {
			t.Error(err)
		}
		expect(t, got, `0s a runs in 1
			1m1s a passed
			1m1s a removed
			1m1s b runs in 1
			2m2s b passed
			2m2s b removed
			2m2s c runs in 1
			2m3s d runs in 1
			3m3s c passed
			3m3s c removed
			3m3s d passed
			3m3s d removed
			3m3s close`)
	})
}

// TestRunOrdered: with Ordered that goes for all.
func TestRunOrdered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{prepares: true, parts: map[string]part{"a": {}, "b": {}, "c": {rest: time.Minute}, "d": {}}}
		got, _ := s.play(t.Context(), t, Queue{Slots: 1, Ordered: true, ShortRun: time.Hour}, "a b c d")
		for _, wrong := range []string{"prepared", "\n3s d runs"} {
			if strings.Contains(got, wrong) {
				t.Errorf("%q in\n%s", wrong, got)
			}
		}
	})
}

// TestRunReportsBeforeASlotIsFree: an end other than a pass may be a reason to start nothing more.
func TestRunReportsBeforeASlotIsFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{parts: map[string]part{"c": {class: Failed, rest: time.Minute}}}
		got, _ := s.play(t.Context(), t, Queue{Slots: 1}, "a b c d")
		if !strings.Contains(got, "1m3s c failed\n1m3s d runs in 1") && !strings.Contains(got, "1m3s c failed\n1m3s c removed\n1m3s d runs in 1") {
			t.Error(got)
		}
	})
}

// TestRunPreparesWhileCommandsAreShort: the next job of a slot is made ready meanwhile; a slot that finds nothing else runs it anew.
func TestRunPreparesWhileCommandsAreShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{prepares: true, parts: map[string]part{"b": {runs: 2 * time.Second}, "c": {runs: 3 * time.Second}, "d": {runs: 10 * time.Second}}}
		got, err := s.play(t.Context(), t, Queue{Slots: 2, ShortRun: 4 * time.Second}, "a b c d e")
		if err != nil {
			t.Error(err)
		}
		expect(t, got, `0s a runs in 1
			0s b runs in 2
			1s a passed
			1s a removed
			1s c runs in 1
			2s b passed
			2s b removed
			2s d runs in 2
			2s e prepared
			4s c passed
			4s c removed
			4s e removed
			4s e runs in 1
			5s e passed
			5s e removed
			12s d passed
			12s d removed
			12s close`)
	})
}

// TestRunLeavesASlotWithoutRoom: its job goes to the others, and it gets none any more.
func TestRunLeavesASlotWithoutRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{parts: map[string]part{"b": {noRoom: 2}}}
		got, err := s.play(t.Context(), t, Queue{Slots: 2}, "a b c d")
		if err != nil {
			t.Error(err)
		}
		expect(t, got, `0s a runs in 1
			0s b has no room in 2
			0s b removed
			1s a passed
			1s a removed
			1s b runs in 1
			2s b passed
			2s b removed
			2s c runs in 1
			3s c passed
			3s c removed
			3s d runs in 1
			4s d passed
			4s d removed
			4s close`)
	})
}

// TestRunRemovesWhatMayStillRun: an attempt whose end was not seen is removed before its outcome is reported.
func TestRunRemovesWhatMayStillRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{parts: map[string]part{"a": {unseen: true, class: Lost}}}
		got, _ := s.play(t.Context(), t, Queue{Slots: 1}, "a")
		if want := "0s a runs in 1\n1s a removed\n1s a lost\n1s close"; got != want {
			t.Error(got)
		}
	})
}

// TestRunEndsWithItsContext: what runs is reported, what was only prepared is removed, and nothing starts.
func TestRunEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		why := errors.New("the caller's reason")
		time.AfterFunc(2500*time.Millisecond, func() { cancel(why) })
		s := &scripted{prepares: true, parts: map[string]part{"c": {runs: time.Hour}}}
		got, err := s.play(ctx, t, Queue{Slots: 1, ShortRun: time.Minute}, "a b c d e")
		if !errors.Is(err, why) {
			t.Error(err)
		}
		expect(t, got, `0s a runs in 1
			1s a passed
			1s a removed
			1s b runs in 1
			2s b passed
			2s b removed
			2s c runs in 1
			2s d prepared
			2.5s c cancelled
			2.5s c removed
			2.5s d removed
			2.5s close`)
	})
}

// TestRunClosesAnEngineThatDoesNotOpen: no job is asked for, and both errors are told.
func TestRunClosesAnEngineThatDoesNotOpen(t *testing.T) {
	s := &scripted{began: time.Now(), open: errors.New("not ready"), closed: errors.New("a container is left")}
	err := Run(t.Context(), s, Queue{Next: func(Opening) (Job, bool) { t.Error("asked"); return Job{}, false }})
	if err == nil || err.Error() != "not ready\na container is left" || len(s.lines) != 1 {
		t.Error(err, s.lines)
	}
}

// TestRunStopsWhenTheEngineIsGone: what runs is reported, and nothing more is asked for.
func TestRunStopsWhenTheEngineIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		gone := errors.New("no answer")
		s := &scripted{reach: func() error {
			if asked++; asked > 3 {
				return gone
			}
			return nil
		}}
		got, err := s.play(t.Context(), t, Queue{Slots: 2}, "a b c d e")
		if !errors.Is(err, gone) || strings.Count(got, "passed") != 3 || strings.Contains(got, "d runs") {
			t.Errorf("%v\n%s", err, got)
		}
	})
}

// TestRunWaitsForPlaces: a job of several places waits until they are free, and nothing is started meanwhile.
func TestRunWaitsForPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{prepares: true, parts: map[string]part{"b": {runs: 3 * time.Second}}}
		got, err := s.play(t.Context(), t, Queue{Slots: 2, ShortRun: time.Minute, Next: lockedJobs(Job{Name: "a"}, Job{Name: "b"}, Job{Name: "c", Places: 2}, Job{Name: "d"})}, "")
		if err != nil {
			t.Error(err)
		}
		expect(t, got, `0s a runs in 1
			0s b runs in 2
			1s a passed
			1s a removed
			3s b passed
			3s b removed
			3s c runs in 1
			3s d prepared
			4s c passed
			4s c removed
			4s d runs in 1, prepared
			5s d passed
			5s d removed
			5s close`)
	})
}
