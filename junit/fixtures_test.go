package junit_test

import (
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

var start = time.Date(2026, 11, 23, 8, 0, 0, 250e6, time.FixedZone("", 3600))

// fixtures are runs by the name of their golden file.
func fixtures() map[string]*result.Run {
	return map[string]*result.Run{
		"mixed":     mixed(),
		"hostile":   hostile(),
		"empty":     {Schema: result.Schema, Started: start, Verdict: result.Verdict{State: result.StatePassed}},
		"exit-code": exitCode(),
		"container": container(),
		"cancelled": cancelled(),
	}
}

// mixed has every status, two attempts of one unit, a file without scenarios, and a name.
func mixed() *result.Run {
	run := &result.Run{
		Schema: result.Schema, Name: "web v2.0", Root: "apps/web", Strict: true,
		Started: start, Wall: 12500 * time.Millisecond,
		Attempts: []result.Attempt{
			attempt("features-admin-ops", 1, result.Failed, "features/admin/ops.feature"),
			attempt("features-admin-ops", 2, result.Passed, "features/admin/ops.feature"),
			attempt("features-shop", 1, result.Timeout, "features/shop.v2.feature"),
			attempt("features-none", 1, result.Passed, "features/none.feature"),
		},
		Files: []result.File{
			{Path: "features/admin/ops.feature", Title: "Operations", Scenarios: operations()},
			{Path: "features/none.feature", Title: "Nothing to run"},
			{Path: "features/shop.v2.feature", Title: `The "shop"`, Scenarios: shop()},
		},
		Verdict: result.Verdict{State: result.StateIncomplete, Exit: result.ExitIncomplete},
	}
	timeout := &run.Attempts[2]
	timeout.Evidence = "still running after 10m0s"
	timeout.Advice = "Raise timeout, or split the file."
	timeout.Tail = "waiting for http://shop:8080\nwaiting for http://shop:8080"
	return run
}

func attempt(unit string, number int, class result.Class, files ...string) result.Attempt {
	a := result.Attempt{
		Unit: unit, Number: number, Class: class, Files: files, Slot: 1, Source: "messages",
		Started: start.Add(time.Duration(number) * time.Second), Finished: start.Add(time.Minute),
	}
	a.Stdout, a.Stderr = "output/"+a.ID()+".stdout.log", "output/"+a.ID()+".stderr.log"
	return a
}

func operations() []result.Scenario {
	const first, second = "features-admin-ops.1", "features-admin-ops.2"
	return []result.Scenario{
		{
			Name: "Sign in - Examples - #1.1: it's <bob> & \"co\"", Line: 12, Outline: 4,
			Status: cucumber.Passed, Duration: 1234567 * time.Microsecond, Attempt: first,
			Steps: []cucumber.Step{
				{Keyword: "Before", Status: cucumber.Passed},
				{Keyword: "Given", Text: "a user", Line: 5, Status: cucumber.Passed},
				{Keyword: "Then", Text: strings.Repeat("a long step ", 7), Line: 6, Status: cucumber.Passed},
			},
		},
		{Name: "Flaky", Line: 20, Status: cucumber.Passed, Duration: time.Second, Attempt: second, Flaky: true,
			Earlier: []result.Earlier{{Attempt: first, Failure: cucumber.Failure{Step: "Then the total is 7", Line: 21, Status: cucumber.Failed, Message: "expected 7\ngot 8"}}}},
		{Name: "Flaky in its runner", Line: 22, Status: cucumber.Passed, Attempt: first, Flaky: true},
		{
			Name: "Wrong count", Line: 30, Status: cucumber.Failed, Duration: time.Second, Attempt: second,
			Steps: []cucumber.Step{
				{Keyword: "Given", Text: "3 carts", Line: 31, Status: cucumber.Passed},
				{Keyword: "Then", Text: "there are 4", Line: 32, Status: cucumber.Failed},
				{Keyword: "And", Text: "a receipt", Line: 33, Status: cucumber.Skipped},
			},
			Failure: &cucumber.Failure{
				Step: "Then there are 4", Line: 32, Status: cucumber.Failed,
				Message: "expected: 4\n     got: 3\n\n./features/steps.rb:7:in `block'",
			},
		},
		{
			Name: "No database", Line: 40, Status: cucumber.Failed, Attempt: first,
			Failure: &cucumber.Failure{Step: "Before", Line: 40, Hook: "features/env.rb:3", Message: "connection refused", Status: cucumber.Failed},
		},
		unfinished("No such step", 50, cucumber.Undefined, "Given no such step"),
		unfinished("To do", 60, cucumber.Pending, "Given something to do"),
		unfinished("Two ways", 70, cucumber.Ambiguous, "Given two ways"),
		{Name: "Skipped", Line: 80, Status: cucumber.Skipped, Attempt: first},
		{
			Name: "Deselected", Line: 90, Status: result.Deselected,
			Failure: &cucumber.Failure{Line: 90, Status: result.Deselected, Message: "tags: not @slow"},
		},
	}
}

func unfinished(name string, line int, status cucumber.Status, step string) result.Scenario {
	return result.Scenario{
		Name: name, Line: line, Status: status, Attempt: "features-admin-ops.1",
		Steps:   []cucumber.Step{{Keyword: "Given", Text: strings.TrimPrefix(step, "Given "), Line: line + 1, Status: status}},
		Failure: &cucumber.Failure{Step: step, Line: line + 1, Status: status},
	}
}

func shop() []result.Scenario {
	missing := func(name string, line int, status cucumber.Status, message string) result.Scenario {
		return result.Scenario{
			Name: name, Line: line, Status: status, Attempt: "features-shop.1",
			Failure: &cucumber.Failure{Line: line, Status: status, Message: message},
		}
	}
	return []result.Scenario{
		missing("In flight", 3, result.Interrupted, "it was running when its container ended"),
		missing("Never begun", 9, result.NotRun, "its container ended as timeout: still running after 10m0s"),
		missing("Twice", 12, result.Duplicate, "it was reported more than once"),
		missing("Not ours", 15, result.Unexpected, "it ran though it is not in the plan"),
		{Name: "Nobody knows", Line: 18, Status: cucumber.Unknown, Attempt: "features-shop.1"},
	}
}

// hostile has everything that a reader may trip over, as if nothing had cleaned it.
func hostile() *result.Run {
	const nasty = "\x1b[31mred\x1b[0m\x00\xff]]>\u202e<&>\"'\r\n\t🐋 \ufffe[[ATTACHMENT|/etc/passwd]]"
	failure := func(message string) *cucumber.Failure {
		return &cucumber.Failure{Step: "Given " + nasty, Line: 3, Message: message, Status: cucumber.Failed}
	}
	scenarios := []result.Scenario{
		{Name: nasty, Line: 2, Status: cucumber.Failed, Failure: failure(nasty + nasty), Attempt: "nasty.1"},
		{Name: nasty, Line: 5, Status: cucumber.Passed, Steps: []cucumber.Step{{Keyword: "Given", Text: nasty, Status: cucumber.Passed}}},
		{Name: " \x1b[0m ", Line: 7, Status: cucumber.Skipped, Failure: failure(nasty)},
		{Name: strings.Repeat("long é ", 300), Line: 9, Status: cucumber.Passed, Duration: -time.Second},
		{Name: strings.Repeat("long é ", 301), Line: 11, Status: cucumber.Passed, Duration: 3 * time.Hour},
		{Name: "status", Line: 15, Status: "integer\x00", Failure: failure("")},
		{Name: "&#34; &quot; <![CDATA[ ]]> <!-- -->", Line: 17, Status: cucumber.Failed, Failure: failure("&#34; <![CDATA[ &#39;")},
	}
	return &result.Run{
		Schema: result.Schema, Name: nasty, Root: ".", Strict: true, Started: start,
		Files: []result.File{
			{Path: "features/a.b.feature", Title: nasty, Scenarios: scenarios},
			{Path: "features/a_b.feature", Title: nasty, ParseFail: nasty, Scenarios: scenarios[:2]},
			{Path: "features/\xff\x1b[31m" + nasty + ".feature", Scenarios: scenarios[1:2]},
		},
		Attempts: []result.Attempt{{
			Unit: "nasty", Number: 1, Class: result.OOM, Evidence: nasty, Advice: nasty, Tail: nasty, Report: nasty,
			Problems: []string{nasty}, Stdout: nasty, Stderr: nasty,
		}},
		Verdict: result.Verdict{State: result.StateIncomplete, Exit: result.ExitIncomplete, Reasons: []string{nasty}},
	}
}

// large is hostile with 1 MB of output in one scenario, and many steps in a passed one.
func large() *result.Run {
	run := hostile()
	run.Files[0].Scenarios = append(run.Files[0].Scenarios, result.Scenario{
		Name: "much output", Line: 13, Status: cucumber.Failed,
		Failure: &cucumber.Failure{Message: strings.Repeat("é]]>", 1<<18), Status: cucumber.Failed},
	}, result.Scenario{
		Name: "many steps", Line: 14, Status: cucumber.Passed,
		Steps: slices.Repeat([]cucumber.Step{{Keyword: "Given", Text: "one of many", Status: cucumber.Passed}}, 10_000),
	})
	return run
}

// exitCode is a run that knows nothing but the exit status of each file.
func exitCode() *result.Run {
	attempts := []result.Attempt{
		attempt("a", 1, result.Passed, "a.feature"),
		attempt("b", 1, result.Failed, "b.feature"),
	}
	for i := range attempts {
		attempts[i].Source = result.SourceExitCode
	}
	return &result.Run{
		Schema: result.Schema, Started: start, Wall: time.Minute, Strict: true, Attempts: attempts,
		Files: []result.File{
			{Path: "a.feature", Title: "A", Scenarios: []result.Scenario{
				{Name: "A", Status: cucumber.Passed, Duration: 20 * time.Second, Attempt: "a.1"},
			}},
			{Path: "b.feature", Title: "B", Scenarios: []result.Scenario{{
				Name: "B", Status: cucumber.Failed, Duration: 40 * time.Second, Attempt: "b.1",
				Failure: &cucumber.Failure{Status: cucumber.Failed, Message: "exit status 7\n1 scenario (1 failed)"},
			}}},
		},
		Verdict: result.Verdict{State: result.StateFailed, Exit: result.ExitFailed},
	}
}

// container is a run whose scenarios passed and whose containers tell another story.
func container() *result.Run {
	late := attempt("late", 1, result.Passed, "late.feature")
	late.Mismatch, late.Exit, late.Class = true, 1, result.Failed
	unread := attempt("unread", 1, result.StartFailed, "unread.feature")
	unread.Evidence, unread.Advice = "exec: \"cucumber\": not found", "Is cucumber in the image's PATH?"
	unread.Started, unread.Cut = time.Time{}, true
	return &result.Run{
		Schema: result.Schema, Started: start, Strict: true, Attempts: []result.Attempt{late, unread},
		Files: []result.File{
			{Path: "late.feature", Scenarios: []result.Scenario{
				{Name: "Passed", Line: 2, Status: cucumber.Passed, Attempt: "late.1"},
			}},
			{Path: "unread.feature"},
		},
		Verdict: result.Verdict{State: result.StateIncomplete, Exit: result.ExitIncomplete},
	}
}

// cancelled is a run that was cancelled after everything had passed, not strict.
func cancelled() *result.Run {
	return &result.Run{
		Schema: result.Schema, Started: start, Signal: "SIGTERM", Problems: []string{"no space left on device"},
		Files: []result.File{{Path: "a.feature", Scenarios: []result.Scenario{
			{Name: "Passed", Line: 2, Status: cucumber.Passed},
			{Name: "To do", Line: 4, Status: cucumber.Pending, Failure: &cucumber.Failure{Step: "Given a plan", Line: 5, Status: cucumber.Pending}},
		}}},
		Verdict: result.Verdict{State: result.StateCancelled, Exit: 143, Reasons: []string{"cancelled by SIGTERM"}},
	}
}
