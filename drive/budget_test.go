package drive

import (
	"math"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// fakeRun is a run of files with two scenarios each, at lines 2 and 4, whose containers report what a test tells them.
type fakeRun struct {
	suiteRun
	said strings.Builder
}

func newFakeRun(t *testing.T, files string, limits inputs.Limits) *fakeRun {
	t.Helper()
	recipe, _ := cucumber.Find("cucumber-js")
	s := inputs.Settings{Limits: limits}
	s.Suite.Root, s.Judging.Strict = ".", true
	about := plan.About{Settings: s, Suite: suite.Suite{Recipe: recipe}, Engine: plan.Engine{Containers: 2}, History: &shard.History{Timings: &shard.Timings{}}}
	for _, name := range strings.Fields(files) {
		file := suite.File{Parsed: cucumber.Parse(strings.NewReader("Feature: F\n Scenario: one\n  Given a step\n Scenario: two\n  Given a step\n"))}
		file.Path = name + ".feature"
		about.Suite.Files = append(about.Suite.Files, file)
	}
	made, err := plan.Make(about)
	if err != nil {
		t.Fatal(err)
	}
	r := &fakeRun{suiteRun: suiteRun{settings: s, plan: made, suite: about.Suite, run: made.Run, queue: newQueue(made.Run, made.Units)}}
	r.queue.hold = r.mayExceed
	r.console = report.NewConsole(&r.said, report.ConsoleOptions{})
	return r
}

// perform runs everything. does returns what the runner does in an attempt.
func (r *fakeRun) perform(does func(t try) (result.Class, *cucumber.Report)) (containers int) {
	for !r.stopped {
		t, ok := r.queue.next(execute.Opening{Places: math.MaxInt, Free: func(string) bool { return true }})
		if !ok {
			break
		}
		containers++
		class, told := does(t)
		a := result.Attempt{Unit: t.Name, Number: t.number, Lines: t.lines, Alone: t.alone, Check: t.check, Class: class, Container: "c"}
		if class == result.Failed {
			a.Exit = 1
		}
		for _, target := range t.Targets {
			a.Files = append(a.Files, target.Path)
		}
		r.ended(execute.Outcome{}, &reading{try: t, attempt: a, observed: result.Observation{Report: told, Problem: "the runner wrote no report"}})
	}
	r.run.Judge(0)
	r.console.Close()
	return containers
}

// tells reports the scenarios of a try; fails returns the message of each that fails.
func (r *fakeRun) tells(t try, fails func(path string, line int) string) (result.Class, *cucumber.Report) {
	class := result.Passed
	told := perform(r.plan, t.Targets)
	for i := range told.Scenarios {
		s := &told.Scenarios[i]
		if message := fails(s.URI, s.Line); message != "" {
			class, s.Status = result.Failed, cucumber.Failed
			s.Failure = &cucumber.Failure{Step: "Given a step", Line: s.Line + 1, Status: cucumber.Failed, Message: message}
		}
	}
	return class, told
}

// TestBudgetOfRetries: as many scenarios as max-retried allows are tried again; with one more, none is.
func TestBudgetOfRetries(t *testing.T) {
	for _, tt := range []struct {
		name       string
		share      inputs.Share
		failing    string // files whose first scenario fails at first
		containers int
		exit       int
	}{
		{"none fails", inputs.Share{Percent: 20}, "", 5, 0},
		{"share", inputs.Share{Percent: 20}, "a b", 7 + 2, 0},
		{"one more", inputs.Share{Percent: 20}, "a b c", 5, 1},
		{"number", inputs.Share{Number: 3}, "a b c", 8 + 3, 0},
		{"number, one more", inputs.Share{Number: 3}, "a b c d", 5, 1},
		{"all", inputs.Share{Percent: 100}, "a b c d e", 10 + 5, 0},
	} {
		r := newFakeRun(t, "a b c d e", inputs.Limits{Retries: 1, Retried: tt.share})
		got := r.perform(func(one try) (result.Class, *cucumber.Report) {
			return r.tells(one, func(path string, line int) string {
				if line == 2 && one.number == 1 && strings.Contains(tt.failing, strings.TrimSuffix(path, ".feature")) {
					return "Error: connect ECONNREFUSED 127.0.0.1:5432"
				}
				return ""
			})
		})
		if got != tt.containers || r.run.Verdict.Exit != tt.exit {
			t.Errorf("%s: %d containers, exit status %d, want %d and %d: %v", tt.name, got, r.run.Verdict.Exit, tt.containers, tt.exit, r.run.Verdict.Reasons)
		}
		if said := strings.Contains(r.said.String(), "nothing is retried, because the cause is shared"); said != (tt.exit == 1) {
			t.Errorf("%s: says that nothing is retried: %v\n%s", tt.name, said, r.said.String())
		}
	}
}

// TestRetriesWaitForTheBudget: a retry starts beside first attempts only if they cannot exceed what may be retried.
func TestRetriesWaitForTheBudget(t *testing.T) {
	for _, tt := range []struct {
		share  inputs.Share
		starts bool
	}{{inputs.Share{Number: 2}, false}, {inputs.Share{Number: 3}, true}} {
		r := newFakeRun(t, "a b", inputs.Limits{Retries: 1, Retried: tt.share})
		opening := execute.Opening{Places: math.MaxInt, Free: func(string) bool { return true }}
		one, _ := r.queue.next(opening)
		if _, ok := r.queue.next(opening); !ok {
			t.Fatal("the second file does not start")
		}
		class, told := r.tells(one, func(_ string, line int) string { return map[int]string{2: "Error: no lamp"}[line] })
		a := result.Attempt{Unit: one.Name, Number: 1, Files: []string{one.Targets[0].Path}, Class: class, Exit: 1}
		r.ended(execute.Outcome{}, &reading{try: one, attempt: a, observed: result.Observation{Report: told}})
		if _, starts := r.queue.next(opening); starts != tt.starts {
			t.Errorf("%s: a retry starts beside two scenarios that may fail: %v", tt.share, starts)
		}
		r.console.Close()
	}
}

// TestBudgetNamesTheCause: the sentence counts, and names what most failures share.
func TestBudgetNamesTheCause(t *testing.T) {
	r := newFakeRun(t, "a b c d e", inputs.Limits{Retries: 2, Retried: inputs.Share{Percent: 20}})
	r.perform(func(one try) (result.Class, *cucumber.Report) {
		return r.tells(one, func(path string, line int) string {
			if path == "a.feature" {
				return "Error: other"
			}
			return "TypeError: no lamp 12"
		})
	})
	want := "nothing is retried, because the cause is shared: 10 of 10 scenarios failed, and max-retried 20% allows 2; 8 of them: TypeError: no lamp #"
	if got := r.notRetried(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestSameDeathEndsTheRun: containers that die of one cause end the run, as many as run at a time, if no scenario passed.
func TestSameDeathEndsTheRun(t *testing.T) {
	hook := func(message string) func(string, int) string { return func(string, int) string { return message } }
	for _, tt := range []struct {
		name string
		does func(r *fakeRun, n int, t try) (result.Class, *cucumber.Report)
		want int // containers
		says string
	}{
		{"no report", func(*fakeRun, int, try) (result.Class, *cucumber.Report) { return result.Failed, nil }, 2, "stopped after 2 containers that ended the same way, with no scenario passed"},
		{"a hook before all", func(*fakeRun, int, try) (result.Class, *cucumber.Report) {
			return result.Failed, &cucumber.Report{Source: cucumber.SourceMessages, Complete: true, Problems: []string{"BeforeAll hook: Error: no lamp"}}
		}, 2, "stopped after 2 containers that ended the same way, with no scenario passed"},
		{"a database that is not there", func(r *fakeRun, _ int, one try) (result.Class, *cucumber.Report) {
			return r.tells(one, hook("Error: connect ECONNREFUSED 127.0.0.1:5432"))
		}, 2, "Error: connect ECONNREFUSED 127.0.0.1:5432"},
		{"a hook of every scenario", func(r *fakeRun, _ int, one try) (result.Class, *cucumber.Report) {
			class, told := r.tells(one, hook("Error: no lamp"))
			for i := range told.Scenarios {
				told.Scenarios[i].Failure.Hook = "hooks.js:3"
			}
			return class, told
		}, 2, "Error: no lamp"},
		{"scenarios that the runner leaves out", func(*fakeRun, int, try) (result.Class, *cucumber.Report) {
			return result.Passed, &cucumber.Report{Source: cucumber.SourceMessages, Complete: true}
		}, 5, ""},
		{"steps that fail", func(r *fakeRun, _ int, one try) (result.Class, *cucumber.Report) {
			return r.tells(one, hook("AssertionError: no lamp"))
		}, 5, ""},
		{"a scenario has passed", func(r *fakeRun, n int, one try) (result.Class, *cucumber.Report) {
			if n == 1 {
				return r.tells(one, hook(""))
			}
			return result.Failed, nil
		}, 5, ""},
		{"different hooks", func(r *fakeRun, n int, one try) (result.Class, *cucumber.Report) {
			return result.Failed, &cucumber.Report{Source: cucumber.SourceMessages, Complete: true, Problems: []string{"BeforeAll hook: " + strings.Repeat("x", n)}}
		}, 5, ""},
	} {
		r := newFakeRun(t, "a b c d e", inputs.Limits{})
		r.run.Concurrency = 2
		n := 0
		got := r.perform(func(one try) (result.Class, *cucumber.Report) { n++; return tt.does(r, n, one) })
		problems := strings.Join(r.run.Problems, "\n")
		if got != tt.want || (tt.says == "") != (problems == "") || !strings.Contains(problems, tt.says) {
			t.Errorf("%s: %d containers, want %d; %q, want %q", tt.name, got, tt.want, problems, tt.says)
		}
		if stopped := tt.says != ""; stopped && r.run.Verdict.Exit != result.ExitIncomplete {
			t.Errorf("%s: exit status %d: %v", tt.name, r.run.Verdict.Exit, r.run.Verdict.Reasons)
		}
	}
}

// TestMaxFailuresCountsRunners: a scenario that did not run because its runner failed has failed.
func TestMaxFailuresCountsRunners(t *testing.T) {
	r := newFakeRun(t, "a b c d e", inputs.Limits{MaxFailures: 3})
	got := r.perform(func(one try) (result.Class, *cucumber.Report) {
		if one.Targets[0].Path == "a.feature" {
			return r.tells(one, func(string, int) string { return "" })
		}
		return result.Failed, nil
	})
	if want := "stopped after 4 failed scenarios, as max-failures says"; got != 3 || strings.Join(r.run.Problems, "") != want {
		t.Errorf("%d containers, %q", got, r.run.Problems)
	}
}
