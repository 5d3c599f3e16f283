package cucumber

import (
	"strings"
	"testing"
)

// stream is a run of the planned scenario at line 4, with more messages before its end.
func stream(steps, more string) string {
	return `{"meta":{"implementation":{"name":"fake"}}}
{"hook":{"id":"h","sourceReference":{"uri":"h.js","location":{"line":1}}}}
{"pickle":{"id":"p","uri":"features/shop.feature","name":"Plain one","location":{"line":4},"astNodeIds":["s"],"steps":[{"id":"ps","text":"I buy","astNodeIds":["t"]}]}}
{"testCase":{"id":"c","pickleId":"p","testSteps":[` + steps + `]}}
` + more + `{"testRunFinished":{"success":true}}
`
}

const (
	hookStep  = `{"id":"th","hookId":"h"}`
	plainStep = `{"id":"ts","pickleStepId":"ps"}`
)

// once is an attempt with results of its steps.
func once(id, attempt, retried string, results ...string) string {
	out := `{"testCaseStarted":{"id":"` + id + `","testCaseId":"c","attempt":` + attempt + `}}` + "\n"
	for i, status := range results {
		step := []string{"ts", "th", "unlisted"}[i]
		out += `{"testStepFinished":{"testCaseStartedId":"` + id + `","testStepId":"` + step + `","testStepResult":{"status":"` + status + `","message":"boom"}}}` + "\n"
	}
	return out + `{"testCaseFinished":{"testCaseStartedId":"` + id + `","willBeRetried":` + retried + `}}` + "\n"
}

// TestMessageInventory: wherever messages say that something failed, the run is red, and green without it.
func TestMessageInventory(t *testing.T) {
	passed := once("r", "0", "false", "PASSED", "PASSED")
	for name, report := range map[string]string{
		"step":                     stream(plainStep, once("r", "0", "false", "STATUS")),
		"hook":                     stream(plainStep+","+hookStep, once("r", "0", "false", "PASSED", "STATUS")),
		"step that is not listed":  stream(plainStep+","+hookStep, once("r", "0", "false", "PASSED", "PASSED", "STATUS")),
		"two results of a step":    stream(plainStep, strings.Replace(once("r", "0", "false", "STATUS"), `{"testCaseFinished"`, `{"testStepFinished":{"testCaseStartedId":"r","testStepId":"ts","testStepResult":{"status":"PASSED"}}}`+"\n"+`{"testCaseFinished"`, 1)),
		"step of no start":         stream(plainStep+","+hookStep, passed+`{"testStepFinished":{"testCaseStartedId":"x","testStepId":"ts","testStepResult":{"status":"STATUS"}}}`+"\n"),
		"hook of the run":          stream(plainStep+","+hookStep, passed+`{"testRunHookFinished":{"testRunHookStartedId":"x","result":{"status":"STATUS","message":"boom"}}}`+"\n"),
		"two starts of one number": stream(plainStep, once("r", "0", "false", "STATUS")+once("q", "0", "false", "PASSED")),
		"the same, turned around":  stream(plainStep, once("r", "0", "false", "PASSED")+once("q", "0", "false", "STATUS")),
		"last of two attempts":     stream(plainStep, once("r", "0", "true", "FAILED")+once("q", "1", "false", "STATUS")),
		"test case of protocol 8":  stream(plainStep, strings.Replace(once("r", "0", "false", "PASSED"), `"willBeRetried":false`, `"testResult":{"status":"STATUS"}`, 1)),
		"step of protocol 8":       stream(plainStep, strings.Replace(once("r", "0", "false", "STATUS"), "testStepResult", "testResult", 1)),
	} {
		t.Run(name, func(t *testing.T) {
			for _, word := range []string{"FAILED", "AMBIGUOUS", "UNDEFINED", "PENDING"} {
				if got := read(t, "", strings.ReplaceAll(report, "STATUS", word)); !isRed(got) {
					t.Errorf("%s is green: %+v", word, got.Scenarios)
				}
			}
			if got := read(t, "", strings.ReplaceAll(report, "STATUS", "PASSED")); isRed(got) || !got.Complete {
				t.Errorf("it is red where all passed: %+v, %v", got.Scenarios, got.Problems)
			}
		})
	}
}

// TestAttempts: attempts are counted by their starts. cucumber-ruby 10 numbers them from 1, and ends each by the name of the
// first.
func TestAttempts(t *testing.T) {
	again := strings.Replace(once("q", "2", "false", "PASSED"), `{"testCaseFinished":{"testCaseStartedId":"q"`, `{"testCaseFinished":{"testCaseStartedId":"r"`, 1)
	for name, tt := range map[string]struct{ report, want string }{
		"one":                          {stream(plainStep, once("r", "0", "false", "PASSED")), "messages complete=true; 4 passed"},
		"one that is numbered 1":       {stream(plainStep, once("r", "1", "false", "PASSED")), "messages complete=true; 4 passed"},
		"two":                          {stream(plainStep, once("r", "0", "true", "FAILED")+once("q", "1", "false", "PASSED")), "messages complete=true; 4 passed after 2"},
		"two of one number, retried":   {stream(plainStep, once("r", "0", "true", "FAILED")+once("q", "0", "false", "PASSED")), "messages complete=true; 4 passed after 2"},
		"two, both ended as the first": {stream(plainStep, once("r", "1", "true", "FAILED")+again), "messages complete=true; 4 passed after 2"},
		"in another order":             {stream(plainStep, once("q", "1", "false", "PASSED")+once("r", "0", "true", "FAILED")), "messages complete=true; 4 passed after 2"},
		"times that are no times":      {strings.ReplaceAll(stream(plainStep, once("r", "0", "false", "PASSED")), `"willBeRetried"`, `"timestamp":"today","willBeRetried"`), "messages complete=true; 4 passed"},
		"number that is text":          {stream(plainStep, once("r", `"0"`, "false", "PASSED")), "messages complete=true; 4 passed"},
		"no end of its own, one step missing": {stream(plainStep+","+hookStep, `{"testCaseStarted":{"id":"r","testCaseId":"c"}}
{"testStepFinished":{"testCaseStartedId":"r","testStepId":"ts","testStepResult":{"status":"PASSED"}}}
`), "messages complete=true; 4 unknown open After: "},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outline(read(t, "", tt.report)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestHooksAlone: a test case that lists hooks and leaves the planned steps out has not passed.
func TestHooksAlone(t *testing.T) {
	report := stream(hookStep, strings.Replace(once("r", "0", "false", "PASSED"), `"ts"`, `"th"`, 1))
	got := read(t, "", report)
	if s := got.Scenarios[0]; s.Status != Unknown || s.Failure.Step != "I buy" {
		t.Errorf("%+v, %+v", s, s.Failure)
	}
}
