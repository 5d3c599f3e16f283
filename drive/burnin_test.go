package drive

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/suite"
)

const flakyFeature = `Feature: F
Scenario: flaky
  Given a step
Scenario: sound
  Given a step
Scenario: old
  Given a step
`

// simulation is a run of flakyFeature without containers.
type simulation struct {
	*suiteRun
	started int
	clock   time.Time
	fails   func() bool // whether the flaky scenario fails this time
}

// newSimulation plans a run in which the first two scenarios are wanted so often.
func newSimulation(t *testing.T, settings inputs.Settings, fails func() bool) *simulation {
	t.Helper()
	prep, err := oneFile(flakyFeature, settings, "behave")
	if err != nil {
		t.Fatal(err)
	}
	want := result.BurnIn{Wanted: max(settings.BurnIn.Times, settings.BurnIn.Repeat), Repeat: settings.BurnIn.Repeat > 0}
	for i := range prep.Run.Files[0].Scenarios[:2] {
		one := want
		prep.Run.Files[0].Scenarios[i].BurnIn = &one
	}
	s := &simulation{fails: fails, clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	s.suiteRun = &suiteRun{
		session: session{Program: Program{Now: func() time.Time { return s.clock }}}, settings: settings,
		plan: prep, run: prep.Run, suite: suite.Suite{Recipe: prep.Suite.Recipe}, queue: newQueue(prep.Run, prep.Units),
	}
	s.queue.mayBurn = s.mayBurn
	return s
}

// play runs the queue to its end, one container after the other, each of which takes a second.
func (s *simulation) play() {
	for {
		one, ok := s.queue.next(execute.Opening{Places: math.MaxInt, Free: func(string) bool { return true }})
		if !ok {
			break
		}
		s.started++
		s.clock = s.clock.Add(time.Second)
		report := perform(s.plan, one.Targets)
		a := result.Attempt{Unit: one.Name, Number: one.number, Lines: one.lines, Files: one.Paths(), Class: result.Passed, Burn: one.burn, Check: one.check}
		for i := range report.Scenarios {
			if sc := &report.Scenarios[i]; sc.Name == "flaky" && s.fails() {
				sc.Status, sc.Failure = cucumber.Failed, &cucumber.Failure{Status: cucumber.Failed, Message: "boom"}
				a.Class, a.Exit = result.Failed, 1
			}
		}
		s.follow(one, s.run.Record(a, result.Observation{Report: report}))
	}
	s.cutBurnIn()
	s.run.Judge(0)
}

func burning(times int) inputs.Settings {
	return inputs.Settings{BurnIn: inputs.BurnIn{Times: times, For: 5 * time.Minute}}
}

// TestBurnInFindsFlakes: a scenario that fails one time in five is found by ten runs of a burn-in in nearly nine of ten runs, with
// its rate, and what is sound is never blamed.
func TestBurnInFindsFlakes(t *testing.T) {
	const trials, least = 100, 85 // 89 are to be expected: 1 - 0.8^10
	found, random := 0, rand.New(rand.NewPCG(1, 2))
	for trial := range trials {
		first := true
		s := newSimulation(t, burning(10), func() bool { // the ordinary run passes: what it finds is no merit of the burn-in
			ordinary := first
			first = false
			return !ordinary && random.Float64() < 0.2
		})
		s.play()
		flaky, sound, old := s.run.Files[0].Scenarios[0], s.run.Files[0].Scenarios[1], s.run.Files[0].Scenarios[2]
		red := s.run.Verdict.Exit == result.ExitFailed
		if red {
			found++
		}
		if red != (flaky.BurnIn.Failed > 0) || flaky.BurnIn.Runs != 10 || s.run.Fails(flaky) != red || flaky.Flaky != red {
			t.Errorf("trial %d: %+v, %v", trial, flaky.BurnIn, s.run.Verdict)
		}
		if sound.BurnIn.Runs != 10 || s.run.Fails(sound) || sound.Flaky || old.BurnIn != nil || s.run.Fails(old) || s.started != 11 {
			t.Errorf("trial %d: %d containers, %+v, %+v", trial, s.started, sound, old)
		}
		if says := strings.Join(s.run.Verdict.Reasons, "; "); red && !strings.Contains(says, flaky.BurnIn.String()+" [x.feature:2]") {
			t.Errorf("trial %d: %s", trial, says)
		}
	}
	t.Logf("found in %d of %d trials", found, trials)
	if found < least {
		t.Errorf("found in %d of %d trials", found, trials)
	}
}

// TestBurnInEnds: no run starts when its time is over, and the report says how many did.
func TestBurnInEnds(t *testing.T) {
	settings := burning(10)
	settings.BurnIn.For = 3 * time.Second
	s := newSimulation(t, settings, func() bool { return false })
	s.play()
	const want = "burn-in: 8 of 20 runs fit into burn-in-time (3s); the next run burns in the rest"
	if s.started != 5 || s.run.Verdict.Exit != result.ExitPassed || !strings.Contains(strings.Join(s.run.Notes, "\n"), want) {
		t.Errorf("%d containers, %v, %q", s.started, s.run.Verdict, s.run.Notes)
	}
}

// TestBurnInOfRed: what failed at once is red without a burn-in, and the others are burnt in all the same.
func TestBurnInOfRed(t *testing.T) {
	s := newSimulation(t, burning(10), func() bool { return true })
	s.play()
	flaky, sound := s.run.Files[0].Scenarios[0], s.run.Files[0].Scenarios[1]
	if flaky.BurnIn.Runs != 0 || flaky.BurnIn.Done() || sound.BurnIn.Runs != 10 || s.run.Verdict.Exit != result.ExitFailed {
		t.Errorf("%+v, %+v, %v", flaky.BurnIn, sound.BurnIn, s.run.Verdict)
	}
}

// TestRepeat: the ordinary run is the first, every run is counted, and until-failure stops at the first failure.
func TestRepeat(t *testing.T) {
	for name, tt := range map[string]struct {
		until         bool
		failing       int // the run that fails
		started, runs int
		exit          int
		note          string
	}{
		"sound":                  {false, 0, 50, 50, result.ExitPassed, ""},
		"sound, until failure":   {true, 0, 50, 50, result.ExitPassed, ""},
		"fails":                  {false, 7, 50, 50, result.ExitFailed, ""},
		"fails, until failure":   {true, 7, 7, 7, result.ExitFailed, "repeat: stopped at the first failure, after 21 of 150 runs"},
		"fails at once":          {false, 1, 50, 50, result.ExitFailed, ""},
		"at once, until failure": {true, 1, 1, 1, result.ExitFailed, "repeat: stopped at the first failure, after 3 of 150 runs"},
	} {
		run := 0
		settings := inputs.Settings{BurnIn: inputs.BurnIn{Repeat: 50, UntilFailure: tt.until}}
		s := newSimulation(t, settings, func() bool { run++; return run == tt.failing })
		s.play()
		flaky := s.run.Files[0].Scenarios[0]
		if s.started != tt.started || flaky.BurnIn.Runs != tt.runs || (flaky.BurnIn.Failed == 1) != (tt.failing > 0) || s.run.Verdict.Exit != tt.exit {
			t.Errorf("%s: %d containers, %+v, %v", name, s.started, flaky.BurnIn, s.run.Verdict)
		}
		if got := strings.Join(s.run.Notes, "\n"); got != tt.note {
			t.Errorf("%s: %q", name, got)
		}
	}
}
