package cucumber

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// attach is an attachment of one attempt to its step, or to the whole attempt.
func attach(attempt, step, name string) string {
	return `{"attachment":{"body":"` + name + `","contentEncoding":"IDENTITY","mediaType":"text/plain","fileName":"` + name + `","testCaseStartedId":"` + attempt + `","testStepId":"` + step + `"}}` + "\n"
}

// TestRetriesInMessages keeps why each earlier attempt failed, and the result of the last one.
func TestRetriesInMessages(t *testing.T) {
	step := func(status Status) Failure { return Failure{Step: "I buy", Line: 4, Status: status, Message: "boom"} }
	for name, tt := range map[string]struct {
		attempts string
		status   Status
		count    int
		earlier  []Failure
	}{
		"passed at once":       {once("a", "0", "false", "PASSED"), Passed, 1, nil},
		"passed at the third":  {once("a", "0", "true", "FAILED") + once("b", "1", "true", "FAILED") + once("c", "2", "false", "PASSED"), Passed, 3, []Failure{step(Failed), step(Failed)}},
		"never passed":         {once("a", "0", "true", "FAILED") + once("b", "1", "false", "FAILED"), Failed, 2, []Failure{step(Failed)}},
		"another cause":        {once("a", "0", "true", "AMBIGUOUS") + once("b", "1", "false", "FAILED"), Failed, 2, []Failure{step(Ambiguous)}},
		"the second never ran": {once("a", "0", "true", "FAILED") + `{"testCaseStarted":{"id":"b","testCaseId":"c","attempt":1}}` + "\n", Unknown, 2, []Failure{step(Failed)}},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, "cucumber-js", stream(plainStep, tt.attempts))
			if len(got.Scenarios) != 1 {
				t.Fatal(outline(got))
			}
			s := got.Scenarios[0]
			if s.Status != tt.status || s.Attempts != tt.count || (s.Failure == nil) != (tt.status == Passed) {
				t.Errorf("%s, %d attempts, failure %+v", s.Status, s.Attempts, s.Failure)
			}
			var earlier []Failure
			for _, try := range s.Earlier {
				earlier = append(earlier, try.Failure)
			}
			if diff := cmp.Diff(tt.earlier, earlier); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestHooksInMessages lists hooks among the steps, and names the place of the one that failed.
func TestHooksInMessages(t *testing.T) {
	report := stream(plainStep+","+hookStep, once("a", "0", "false", "PASSED", "FAILED"))
	for kind, keyword := range map[string]string{"BEFORE_TEST_CASE": "Before", "AFTER_TEST_CASE": "After", "BEFORE_TEST_STEP": "BeforeStep", "AFTER_TEST_STEP": "AfterStep"} {
		got := read(t, "cucumber-js", strings.Replace(report, `{"hook":{"id":"h"`, `{"hook":{"id":"h","type":"`+kind+`"`, 1))
		if len(got.Scenarios) != 1 || len(got.Scenarios[0].Steps) != 2 {
			t.Fatal(outline(got))
		}
		s := got.Scenarios[0]
		if hook := s.Steps[1]; !hook.Hook || hook.Keyword != keyword || hook.Status != Failed || s.Steps[0].Hook {
			t.Errorf("%s: %+v", kind, s.Steps)
		}
		want := &Failure{Step: keyword, Line: 4, Status: Failed, Message: "boom", Hook: "h.js:1"}
		if diff := cmp.Diff(want, s.Failure); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}

// TestRunHooks: a hook of the whole run belongs to no scenario; it is a problem only if it did not pass.
func TestRunHooks(t *testing.T) {
	for status, problem := range map[string]string{
		"PASSED": "", "SKIPPED": "",
		"FAILED":  "BeforeAll h.js:1 failed: no database",
		"PENDING": "BeforeAll h.js:1 pending: no database",
		"UNKNOWN": "BeforeAll h.js:1 unknown: no database",
	} {
		hook := `{"testRunHookStarted":{"id":"rh","hookId":"h"}}
{"testRunHookFinished":{"testRunHookStartedId":"rh","result":{"status":"` + status + `","message":"no database"}}}
`
		report := strings.Replace(stream(plainStep, hook+once("a", "0", "false", "PASSED")), `{"hook":{"id":"h"`, `{"hook":{"id":"h","type":"BEFORE_TEST_RUN"`, 1)
		got := read(t, "cucumber-js", report)
		if all := strings.Join(got.Problems, "\n"); all != problem {
			t.Errorf("%s: %q, want %q", status, all, problem)
		}
		if len(got.Scenarios) != 1 || got.Scenarios[0].Status != Passed || len(got.Scenarios[0].Steps) != 1 {
			t.Errorf("%s: %s", status, outline(got))
		}
	}
}

// TestAttachmentsOfAttempts gives each attachment the attempt and the step in which it was made.
func TestAttachmentsOfAttempts(t *testing.T) {
	endOf := func(attempt string) string { return `{"testCaseFinished":{"testCaseStartedId":"` + attempt + `"` }
	first := strings.Replace(once("a", "0", "true", "FAILED", "PASSED"), endOf("a"), strings.TrimSuffix(attach("a", "ts", "shot"), "\n")+"\n"+endOf("a"), 1)
	second := strings.Replace(once("b", "1", "false", "PASSED", "PASSED"), endOf("b"), attach("b", "th", "trace")+attach("b", "", "page")+endOf("b"), 1)
	report, err := ReadDir(fstest.MapFS{"m.ndjson": {Data: []byte(stream(plainStep+","+hookStep, first+second+attach("", "", "run")))}})
	if err != nil || len(report.Scenarios) != 1 || report.Scenarios[0].Attempts != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	type made struct {
		Name, Step, URI string
		Line, Attempt   int
	}
	var got []made
	for _, a := range append(report.Scenarios[0].Attachments, report.Attachments...) {
		got = append(got, made{a.Name, a.Step, a.URI, a.Line, a.Attempt})
	}
	const uri = "features/shop.feature"
	want := []made{{"shot", "I buy", uri, 4, 1}, {"trace", "After", uri, 4, 2}, {"page", "", uri, 4, 2}, {"run", "", "", 0, 0}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
