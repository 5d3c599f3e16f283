package classic_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// fixtures are runs by the name of their golden file.
func fixtures() map[string]*result.Run {
	return map[string]*result.Run{"mixed": mixed(""), "container": container(), "outside": outside(), "empty": {Verdict: result.Verdict{State: result.StatePassed}}}
}

// mixed is a strict run with a scenario of every status; word stands wherever a suite's text does.
func mixed(word string) *result.Run {
	run := &result.Run{
		Image: "shop", Root: "apps/web", Strict: true,
		Files: []result.File{
			{Path: "features/cart.feature", Title: "Cart" + word, Scenarios: carts(word)},
			{Path: "features/lost.feature", Title: "Cart" + word, Scenarios: lost(word)},
			{Path: "features/none.feature", Title: "Nothing to run"},
		},
		Attempts: []result.Attempt{
			{Unit: "features-cart", Number: 1, Class: result.Failed, Exit: 1, Files: []string{"features/cart.feature"}, Source: "messages"},
			{Unit: "features-lost", Number: 1, Class: result.OOM, Exit: 137, Files: []string{"features/lost.feature"}, Evidence: "out of memory" + word},
		},
	}
	run.Judge(0)
	return run
}

func carts(word string) []result.Scenario {
	const in = "features-cart.1"
	given := cucumber.Step{Keyword: "Given", Text: "a cart" + word, Line: 4, Status: cucumber.Passed, Duration: 2 * time.Millisecond}
	before := cucumber.Step{Keyword: "Before", Text: "steps.js:3", Status: cucumber.Passed, Hook: true, Duration: time.Millisecond}
	after := cucumber.Step{Keyword: "After", Status: cucumber.Failed, Hook: true}
	failure := func(status cucumber.Status, step string) *cucumber.Failure {
		return &cucumber.Failure{Step: step, Line: 5, Status: status, Message: "expected 2 to equal 3" + word + "\n    at steps.js:9"}
	}
	one := func(name string, line int, status cucumber.Status) result.Scenario {
		return result.Scenario{Name: name + word, Line: line, Status: status, Attempt: in, Duration: time.Second, Tags: []string{"@cart" + word}, Steps: []cucumber.Step{
			before, given, {Keyword: "Then", Text: "it has 3" + word, Line: 5, Status: status},
		}}
	}
	failed := one("Fails", 12, cucumber.Failed)
	failed.Failure, failed.Log = failure(cucumber.Failed, "Then it has 3"+word), "a log"+word
	failed.Attachments = []string{"artifacts/features-cart.1/001-shot.png", "artifacts/features-cart.1/002-page.html", "artifacts/features-cart.1/003-video.webm", "artifacts/features-cart.1/004-gone.png", "artifacts/features-cart.1/005-data.json"}
	forgiven := one("In quarantine", 16, cucumber.Failed)
	forgiven.Failure, forgiven.Quarantine = failed.Failure, &result.Quarantine{Owner: "@me" + word, Expires: "2026-12-31", Entry: "q.yaml:1"}
	hook := result.Scenario{Name: "Fails in a hook" + word, Line: 20, Status: cucumber.Failed, Attempt: in, Steps: []cucumber.Step{given, after},
		Failure: &cucumber.Failure{Step: "After", Line: 20, Hook: "steps.js:30", Message: "cannot log out" + word, Status: cucumber.Failed}}
	undefined := one("No such step", 24, cucumber.Undefined)
	undefined.Failure = failure(cucumber.Undefined, "Then it has 3"+word)
	flaky := one("Flaky", 28, cucumber.Passed)
	flaky.Flaky, flaky.Earlier = true, []result.Earlier{{Attempt: in, Failure: *failed.Failure}}
	row := one("Buys - Examples - #1.1: Buys 1", 34, cucumber.Passed)
	row.Outline, row.Began = 30, cucumber.MomentOf(time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC))
	return []result.Scenario{
		one("Passes", 8, cucumber.Passed), failed, forgiven, hook, undefined, flaky, row,
		one("To do", 40, cucumber.Pending), one("Two ways", 44, cucumber.Ambiguous), one("Skips", 48, cucumber.Skipped),
		{Name: "Passes without steps" + word, Line: 52, Status: cucumber.Passed, Duration: time.Second},
	}
}

// lost are scenarios that have no result of their own.
func lost(word string) []result.Scenario {
	missing := func(name string, line int, status cucumber.Status) result.Scenario {
		return result.Scenario{Name: name + word, Line: line, Status: status, Attempt: "features-lost.1", Failure: &cucumber.Failure{Line: line, Status: status, Message: string(status) + " because" + word}}
	}
	running := missing("Hangs", 3, result.Interrupted)
	running.Failure.Step = "When it waits" + word
	running.Steps = []cucumber.Step{{Keyword: "Given", Text: "a cart", Line: 4, Status: cucumber.Passed}, {Keyword: "When", Text: "it waits" + word, Line: 5, Status: cucumber.Unknown}, {Keyword: "Then", Text: "it ends", Line: 6, Status: cucumber.Unknown}}
	blank := missing("Empty", 30, cucumber.Unknown)
	blank.Blank = true
	return []result.Scenario{running, missing("Never ran", 9, result.NotRun), missing("Twice", 12, result.Duplicate), missing("Left out", 20, result.Deselected), missing("Strange", 26, result.Unexpected), blank, missing("Unclear", 34, cucumber.Unknown)}
}

// container is a run in which all scenarios passed, and a container did not.
func container() *result.Run {
	passed := []result.Scenario{{Name: "Passes", Line: 3, Status: cucumber.Passed, Steps: []cucumber.Step{{Keyword: "Given", Text: "a cart", Line: 4, Status: cucumber.Passed}}}}
	run := &result.Run{
		Root: ".", Files: []result.File{{Path: "a.feature", Title: "A", Scenarios: passed}, {Path: "b.feature", Title: "B", Scenarios: passed}},
		Attempts: []result.Attempt{
			{Unit: "a", Number: 1, Class: result.OutputIncomplete, Files: []string{"a.feature"}, Evidence: "the end of the output is missing", Advice: "Run it again."},
			{Unit: "b", Number: 1, Class: result.Passed, Files: []string{"b.feature"}, Source: "json"},
		},
	}
	run.Judge(0)
	return run
}

// outside is a run that failed although scenarios and containers passed.
func outside() *result.Run {
	run := container()
	run.Attempts = run.Attempts[1:]
	run.Problems = []string{"stopped: the run took longer than run-timeout"}
	run.Judge(0)
	return run
}

// attachments makes those of mixed, but for one that is gone.
func attachments(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	dir := filepath.Join(folder, "artifacts/features-cart.1")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"001-shot.png": "\x89PNG", "002-page.html": "<script>alert(1)</script> hunter2hunter2", "003-video.webm": string(make([]byte, 2_000_001)), "005-data.json": `{"open":`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
