package platform

import (
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// TestSuitesOnGitHub: the outputs that count are those of all suites, whatever became of them.
func TestSuitesOnGitHub(t *testing.T) {
	failed := report.Suite{Name: "api", Ran: true, Exit: 1, Run: &result.Run{Folder: "out/api", Wall: time.Second, Verdict: result.Verdict{State: "failed", Exit: 1}}}
	passed := report.Suite{Name: "web", Ran: true, Run: &result.Run{Folder: "out/web", Wall: 2 * time.Second, Verdict: result.Verdict{State: "passed"}}}
	for name, tt := range map[string]struct {
		suites []report.Suite
		status int
		want   map[string]string
	}{
		"one fails":         {[]report.Suite{failed, passed}, 1, map[string]string{"result": "failed", "exit-code": "1", "duration-ms": "3000", "report-dir": "out/api\nout/web"}},
		"all pass":          {[]report.Suite{passed, passed}, 0, map[string]string{"result": "passed", "exit-code": "0"}},
		"cancelled between": {[]report.Suite{passed, {Name: "web"}}, 130, map[string]string{"result": "cancelled", "exit-code": "130", "junit-path": "out/web/TEST-baleen.xml"}},
		"wrong inputs":      {[]report.Suite{passed, {Name: "web", Ran: true, Exit: 2}}, 2, map[string]string{"result": "wrong-inputs", "exit-code": "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			step := platformtest.NewStep(t, nil)
			p := Detect(step.Getenv, &step.Stdout, time.Now)
			if err := p.SuitesEnded(tt.suites, tt.status); err != nil {
				t.Fatal(err)
			}
			for _, output := range step.Outputs(t) {
				if want, checked := tt.want[output.Name]; checked && output.Value != want {
					t.Errorf("%s is %q, want %q", output.Name, output.Value, want)
				}
			}
			if !strings.Contains(step.Read(t, "GITHUB_STEP_SUMMARY"), "all suites") {
				t.Error("the summary has no table")
			}
		})
	}
}
