package cucumber

import (
	"strings"
	"testing"
)

// TestDisagreement: what any report in the folder calls failed has failed, also beside a better one that does not say so.
func TestDisagreement(t *testing.T) {
	messages := stream(plainStep, once("r", "0", "false", "PASSED"))
	retried := stream(plainStep, once("r", "0", "true", "FAILED")+once("q", "1", "false", "PASSED"))
	json := func(entries ...string) string { return "[" + feature("null", entries...) + "]" }
	junit := func(name, inside string) string {
		return `<testsuite name="Shop"><testcase name="` + name + `" classname="Shop">` + inside + `</testcase></testsuite>`
	}
	const disagree = " in the runner's json report, but not in its main report:\n"
	for name, tt := range map[string]struct {
		files []string
		want  string
	}{
		"JSON agrees":                 {[]string{messages, json(entry("4", "passed"))}, "messages complete=true; 4 passed"},
		"JSON failed":                 {[]string{messages, json(entry("4", "failed"))}, "messages complete=true; 4 failed I buy: Plain one is failed" + disagree + "failed"},
		"JSON undefined":              {[]string{messages, json(entry("4", "undefined"))}, "messages complete=true; 4 undefined I buy: Plain one is undefined" + disagree + "undefined"},
		"JSON skipped":                {[]string{messages, json(entry("4", "skipped"))}, "messages complete=true; 4 passed"},
		"JSON with the retry as well": {[]string{retried, json(entry("4", "failed"), entry("4", "passed"))}, "messages complete=true; 4 passed after 2"},
		"JSON of a scenario more":     {[]string{messages, `[{"uri":"features/shop.feature","elements":[{"type":"scenario","name":"Buy 1","line":10,"steps":[{"name":"I buy","result":{"status":"failed"}}]}]}]`}, "messages complete=true; 4 passed; 10 failed I buy: "},
		"JSON of a scenario that no plan knows": {[]string{messages, `[{"uri":"features/shop.feature","elements":[{"type":"scenario","name":"Other","steps":[{"name":"I buy","result":{"status":"failed","error_message":"x"}}]}]}]`},
			"messages complete=true; 4 passed; problem Other is failed" + disagree + "x"},
		"JUnit agrees":                  {[]string{messages, junit("Plain one", "")}, "messages complete=true; 4 passed"},
		"JUnit failed":                  {[]string{messages, junit("Plain one", `<failure message="x"/>`)}, "messages complete=true; 4 failed : Plain one is failed in the runner's junit report, but not in its main report:\nx"},
		"JUnit of another test":         {[]string{messages, junit("unit test", `<failure message="x"/>`)}, "messages complete=true; 4 passed; problem unit test is failed in the runner's junit report, but not in its main report:\nx"},
		"JUnit of a suite":              {[]string{json(entry("4", "passed")), `<testsuite name="Shop"><testcase name="Plain one" classname="Shop"/><error message="db"/></testsuite>`}, "json complete=true; 4 passed; problem Shop: db"},
		"both failed":                   {[]string{json(entry("4", "failed")), junit("Plain one", `<failure message="x"/>`)}, "json complete=true; 4 failed I buy: failed"},
		"pending is a failure of JUnit": {[]string{json(entry("4", "pending")), junit("Plain one", `<failure message="x"/>`)}, "json complete=true; 4 pending I buy: pending"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outline(read(t, "", tt.files...)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	report := read(t, "", messages, strings.Replace(json(entry("4", "passed")), `"name":"Shop"`, `"status":"failed","name":"Shop"`, 1))
	if !report.Failed {
		t.Error("what a JSON says of its feature is lost beside messages")
	}
}
