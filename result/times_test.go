package result

import (
	"testing"
	"time"
	"unsafe"

	"github.com/org/baleen-action/cucumber"
)

var began = time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)

// timed is an observed scenario that began some time after the start of its container's process, and its step a second later.
func timed(status cucumber.Status, after time.Duration) cucumber.Scenario {
	s := observed("features/a.feature", 3, status)
	s.Began, s.Duration = cucumber.MomentOf(began.Add(after)), 2*time.Second
	s.Steps = []cucumber.Step{{Keyword: "Then", Text: string([]byte("it is there")), Line: 4, Status: status, Began: s.Began + cucumber.Moment(time.Second)}}
	return s
}

func lived(a Attempt) Attempt {
	a.Started, a.Finished = began, began.Add(time.Minute)
	return a
}

// TestBegan: what a report says of times is kept if it lies in the life of its container, for earlier attempts, too.
func TestBegan(t *testing.T) {
	r := planned(3)
	again := timed(cucumber.Passed, 5*time.Second)
	before := timed(cucumber.Failed, time.Second)
	again.Attempts, again.Earlier = 2, []cucumber.Try{{Failure: *before.Failure, Began: before.Began, Duration: before.Duration, Steps: before.Steps}}
	r.Record(lived(attempt(Failed, 1)), seen(true, timed(cucumber.Failed, 3*time.Second)))
	r.Record(lived(later(2, Passed, 3)), seen(true, again))
	s := r.Files[0].Scenarios[0]
	if len(s.Earlier) != 2 {
		t.Fatalf("%+v", s.Earlier)
	}
	for i, e := range append(s.Earlier, Earlier{Began: s.Began, Duration: s.Duration, Steps: s.Steps}) {
		at := began.Add([]time.Duration{3, 1, 5}[i] * time.Second)
		if !e.Began.Time().Equal(at) || e.Duration != 2*time.Second || len(e.Steps) != 1 || !e.Steps[0].Began.Time().Equal(at.Add(time.Second)) {
			t.Errorf("attempt %d, which began at %v: %+v", i, at, e)
		}
		if unsafe.StringData(e.Steps[0].Text) != unsafe.StringData(s.Steps[0].Text) {
			t.Errorf("attempt %d has a copy of the text of a step", i)
		}
	}
}

// TestBeganElsewhen: a time outside the life of the container says nothing.
func TestBeganElsewhen(t *testing.T) {
	for after, known := range map[time.Duration]bool{
		-time.Hour: false, -time.Millisecond: true, 0: true, 59 * time.Second: true, 61 * time.Second: true, time.Hour: false,
	} {
		r := planned(3)
		r.Record(lived(attempt(Passed, 0)), seen(true, timed(cucumber.Passed, after)))
		if s := r.Files[0].Scenarios[0]; (s.Began != 0) != known || s.Began == 0 && s.Steps[0].Began != 0 {
			t.Errorf("%v after the start: %+v", after, s)
		}
	}
}

// TestBeganWithoutReport: a scenario that the retry lost has nothing of the attempt before it, and a whole file has the times of
// its container.
func TestBeganWithoutReport(t *testing.T) {
	r := planned(3)
	r.Record(lived(attempt(Failed, 1)), seen(true, timed(cucumber.Failed, 0)))
	r.Record(lived(later(2, OOM, 3)), Observation{})
	if s := r.Files[0].Scenarios[0]; s.Began != 0 || s.Duration != 0 || len(s.Steps) != 0 || s.Earlier[0].Began == 0 {
		t.Errorf("%+v", s)
	}
	whole := &Run{Runner: cucumber.ExitCode, Files: []File{{Path: "features/a.feature", Scenarios: []Scenario{{Name: "a", Status: NotRun}}}}}
	whole.Record(lived(attempt(Passed, 0)), Observation{})
	if s := whole.Files[0].Scenarios[0]; !s.Began.Time().Equal(began) || s.Duration != time.Minute {
		t.Errorf("%+v", s)
	}
}
