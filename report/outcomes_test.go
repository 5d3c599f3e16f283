package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestCountsAgree: console and job summary have the same numbers, which add up, and each list counts what it lists.
func TestCountsAgree(t *testing.T) {
	var all []result.Scenario
	for i, status := range append(statuses(), "of the future") {
		all = append(all, result.Scenario{Name: fmt.Sprint(i), Line: i + 1, Status: status})
	}
	all = append(all, result.Scenario{Name: "flaky", Line: len(all) + 1, Status: cucumber.Passed, Flaky: true})
	for _, strict := range []bool{false, true} {
		for _, flakyFails := range []bool{false, true} {
			run := &result.Run{Strict: strict, FlakyFails: flakyFails, Files: []result.File{{Path: "a.feature", Scenarios: all}}}
			run.Judge(0)
			c := run.Counts()
			if c.Passed+c.Red()+c.Skipped != c.Total || c.Total != len(all) {
				t.Errorf("%+v does not add up", c)
			}
			console, summary := Summary(run, ""), JobSummary(run, SummaryOptions{})
			expect(t, console, fmt.Sprintf("\n%d scenarios: %d passed", c.Total, c.Passed), fmt.Sprintf(" %d failed (", c.Red()), fmt.Sprintf(" %d skipped (", c.Skipped))
			expect(t, summary, fmt.Sprintf("<tr><td>%d</td><td>%d</td><td>%d</td><td>%d</td><td>%d</td>", c.Total, c.Passed, c.Red(), c.Missing, c.Skipped))
			title := fmt.Sprintf("Did not pass: %d scenarios", c.Red())
			expect(t, console, title)
			expect(t, summary, title)
			_, list, _ := strings.Cut(console, title+"\n")
			list, _, _ = strings.Cut(list, "\n\n")
			if lines := strings.Count(list, ".feature:"); lines != c.Red() {
				t.Errorf("%d lines are below %q", lines, title)
			}
		}
	}
}

// TestDidNotPass: a finding that stands for many scenarios is counted as many.
func TestDidNotPass(t *testing.T) {
	run := &result.Run{Strict: true, Problems: []string{"the disk is full"}, Files: []result.File{{Path: "a.feature", Scenarios: []result.Scenario{
		{Line: 1, Status: cucumber.Failed, Attempt: "a.1"}, {Line: 2, Status: result.NotRun, Attempt: "a.1"}, {Line: 3, Status: result.NotRun, Attempt: "a.1"}}}}}
	for want, found := range map[string][]finding{
		"Did not pass: 3 scenarios and 1 other problem":  findings(run),
		"Did not pass: 1 scenario":                       {{stands: 1}},
		"Did not pass: 2 problems":                       {{}, {}},
		"Did not pass: 7 scenarios and 2 other problems": {{stands: 7}, {}, {}},
	} {
		if got := didNotPass(found); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func expect(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in:\n%s", part, text)
		}
	}
}

// TestAnnotationsNameAttachments: an annotation says where the screenshot is, however long its message.
func TestAnnotationsNameAttachments(t *testing.T) {
	run := readRun(t, "testdata/attached.json")
	run.Files[0].Scenarios[0].Failure.Message = strings.Repeat("long ", 10_000)
	all := Annotations(run, AnnotationOptions{Most: 10})
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	expect(t, all[0].Message, "\nattached: baleen-report/artifacts/a.1/001-shot.png\n", "\nattached: and 4 more in baleen-report/artifacts/a.1")
	expect(t, all[1].Message, "\nattached: baleen-report/artifacts/a.1/screenshots/last.png\nattached: baleen-report/artifacts/a.1/trace.zip")
}
