package report

import (
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestServices: what services wrote meanwhile is named where a scenario failed, and an attempt that is made again with fresh
// ones takes few lines.
func TestServices(t *testing.T) {
	logs := []result.ServiceLog{{Service: "db", File: "services/1/db.log", From: 3, To: 9}}
	failed := unit("a", 1, time.Second, cucumber.Failed)
	failed.Attempt.Services = logs
	o := ConsoleOptions{ReportDir: "out"}
	expect(t, ended(o, failed).text, "\n  service db: out/services/1/db.log, lines 3 to 9\n")

	run := &result.Run{Strict: true, Folder: "out", Attempts: []result.Attempt{failed.Attempt}, Files: []result.File{*failed.Files[0]}}
	run.Files[0].Scenarios[0].Attempt = failed.Attempt.ID()
	run.Judge(0)
	expect(t, JobSummary(run, summaryOptions()), "<p>Services meanwhile:\n<br><code>out/services/1/db.log, lines 3 to 9</code>\n</p>")

	again := unit("a", 1, time.Second, result.NotRun)
	again.Attempt.Class, again.Attempt.Superseded, again.Attempt.Services = result.ServiceFault, true, logs
	again.Attempt.Evidence = "service db ended with exit status 1"
	want := "SERVICE   features/a.feature: service db ended with exit status 1; it is run again with fresh services\n" +
		"  service db: out/services/1/db.log, lines 3 to 9\n"
	if got := ended(o, again).text; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
