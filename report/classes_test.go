package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestEveryClass: console, summary, annotation and job summary name the class of a container that infrastructure ended,
// with its evidence, and its advice where they have room.
func TestEveryClass(t *testing.T) {
	for _, class := range []result.Class{
		result.BeforeRunFailed, result.BeforeFailed, result.ServiceFault, result.Timeout, result.Silent, result.OOM, result.Killed, result.StartFailed, result.BadImage,
		result.Removed, result.Lost, result.OutputIncomplete, result.NoSpace, result.Unplaced, result.Cancelled,
	} {
		run := &result.Run{Strict: true, Files: []result.File{{Path: "a.feature", Scenarios: []result.Scenario{
			{Name: "One", Line: 3, Status: result.NotRun, Attempt: "a.1"}}}}}
		run.Attempts = []result.Attempt{{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: class, Evidence: "what the engine said", Advice: "Do this."}}
		run.Judge(0)
		headline := fmt.Sprintf("what the engine said (the container ended as %s)", class)

		block := ended(optionsFor(run), ends(run)[0]).text
		expect(t, block, strings.ToUpper(string(class))+" ", "\n  "+headline+"\n", "Do this.", "rerun: ")
		expect(t, Summary(run, ""), "INCOMPLETE\n  "+headline+" [a.1]\n")
		all := Annotations(run, AnnotationOptions{Most: 10})
		if len(all) != 1 || all[0].Title != headline {
			t.Fatalf("%s: %+v", class, all)
		}
		expect(t, all[0].Message, "1 scenario did not run\nDo this.")
		expect(t, JobSummary(run, summaryOptions()), "<li><code>"+headline+" [a.1]</code></li>", "Do this.")
	}
}

// TestEveryStatus: what fails is named by its status in each list, and nothing else is.
func TestEveryStatus(t *testing.T) {
	for _, status := range statuses() {
		for _, strict := range []bool{false, true} {
			s := result.Scenario{Name: "One", Line: 3, Status: status, Failure: &cucumber.Failure{Line: 4, Message: "because"}}
			run := &result.Run{Strict: strict, Files: []result.File{{Path: "a.feature", Scenarios: []result.Scenario{s}}}}
			run.Judge(0)
			line := fmt.Sprintf("\n  %-11s  a.feature:3  One\n", status)
			title := string(status) + ": One"
			html := fmt.Sprintf("<b>%s</b> <code>a.feature:3</code> <code>One</code>", status)

			all := Annotations(run, AnnotationOptions{Most: 10})
			titled := len(all) == 1 && all[0].Title == title && strings.Contains(all[0].Message, "because")
			fails := run.Fails(s)
			if titled != fails || fails != (len(all) > 0) {
				t.Errorf("%s, strict %v: annotations %+v", status, strict, all)
			}
			if got := strings.Contains(Summary(run, ""), line); got != fails {
				t.Errorf("%s, strict %v: in the console's list: %v", status, strict, got)
			}
			if got := strings.Contains(JobSummary(run, summaryOptions()), html); got != fails {
				t.Errorf("%s, strict %v: in the job summary: %v", status, strict, got)
			}
		}
	}
}

// TestFlakyEverywhere: a scenario that passed on a retry is listed apart if that passes, and fails in every list if not.
func TestFlakyEverywhere(t *testing.T) {
	for _, fails := range []bool{false, true} {
		s := result.Scenario{Name: "Sometimes", Line: 3, Status: cucumber.Passed, Flaky: true}
		run := &result.Run{FlakyFails: fails, Files: []result.File{{Path: "a.feature", Scenarios: []result.Scenario{s}}}}
		run.Judge(0)
		console, summary := Summary(run, ""), JobSummary(run, summaryOptions())
		if fails {
			expect(t, console, "FAILED\n", "Did not pass: 1 scenario\n  flaky        a.feature:3  Sometimes\n")
			expect(t, summary, "<b>failed</b> <code>a.feature:3</code> <code>Sometimes</code>")
		} else {
			expect(t, console, "PASSED\n", "Passed on a retry\n  a.feature:3  Sometimes\n")
			expect(t, summary, "<h3>Passed on a retry</h3>")
		}
		for name, text := range map[string]string{"console": console, "summary": summary} {
			if strings.Contains(text, "Passed on a retry") == fails {
				t.Errorf("%s, flaky fails %v:\n%s", name, fails, text)
			}
		}
		if got := len(Annotations(run, AnnotationOptions{Most: 10})); (got == 1) != fails {
			t.Errorf("flaky fails %v: %d annotations", fails, got)
		}
	}
}
