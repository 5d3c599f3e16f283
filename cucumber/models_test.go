package cucumber

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sameModel compares scenarios by all that a reader of this package sees.
func sameModel(t *testing.T, want, got []Scenario) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Scenario{}, Attachment{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// jsonModels are reports of one scenario in each runner's own shape of JSON, and what they mean. "Plain one" is planned at
// line 4 of features/shop.feature.
var jsonModels = map[string]struct {
	runner, report string
	want           Scenario
}{
	"behave: seconds, a location, a message in lines": {"behave", `[{"keyword":"Feature","name":"Shop","location":"features/shop.feature:1","status":"failed","elements":[
 {"type":"background","keyword":"Background","name":"","location":"features/shop.feature:2","steps":[{"keyword":"Given","name":"a shop","location":"features/shop.feature:3"}]},
 {"type":"scenario","keyword":"Scenario","name":"Plain one","location":"features/shop.feature:4","status":"failed","steps":[
  {"keyword":"Given","step_type":"given","name":"a shop","location":"features/shop.feature:3","match":{"location":"s.py:1","arguments":[]},"result":{"status":"passed","duration":0.5}},
  {"keyword":"When","step_type":"when","name":"I buy","location":"features/shop.feature:5","match":{"location":"s.py:5","arguments":[]},"result":{"status":"failed","duration":1.25,"error_message":["Traceback","no money"]}}]}]}]`,
		Scenario{Status: Failed, Duration: 1750 * time.Millisecond,
			Steps: []Step{
				{Keyword: "Given", Text: "a shop", Line: 3, Status: Passed, Duration: 500 * time.Millisecond},
				{Keyword: "When", Text: "I buy", Line: 5, Status: Failed, Duration: 1250 * time.Millisecond},
			},
			Failure: &Failure{Step: "When I buy", Line: 5, Status: Failed, Message: "Traceback\nno money"}}},
	"behave: a step that is not defined": {"behave", `[{"keyword":"Feature","name":"Shop","location":"features/shop.feature:1","status":"failed","elements":[
 {"type":"scenario","keyword":"Scenario","name":"Plain one","location":"features/shop.feature:4","status":"failed","steps":[
  {"keyword":"When","step_type":"when","name":"I buy","location":"features/shop.feature:5","result":{"status":"undefined","duration":0}}]}]}]`,
		Scenario{Status: Undefined,
			Steps:   []Step{{Keyword: "When", Text: "I buy", Line: 5, Status: Undefined}},
			Failure: &Failure{Step: "When I buy", Line: 5, Status: Undefined, Message: "no step definition matches"}}},
	"godog: nanoseconds, the background among the steps": {"godog", `[{"uri":"features/shop.feature","id":"shop","keyword":"Feature","name":"Shop","line":1,"elements":[
 {"id":"shop;plain-one","keyword":"Scenario","name":"Plain one","line":4,"type":"scenario","steps":[
  {"keyword":"Given ","name":"a shop","line":3,"match":{"location":"shop.go:9"},"result":{"status":"passed","duration":2000000}},
  {"keyword":"When ","name":"I buy","line":5,"match":{"location":"shop.go:12"},"result":{"status":"pending"}}]}]}]`,
		Scenario{Status: Pending, Duration: 2 * time.Millisecond,
			Steps: []Step{
				{Keyword: "Given", Text: "a shop", Line: 3, Status: Passed, Duration: 2 * time.Millisecond},
				{Keyword: "When", Text: "I buy", Line: 5, Status: Pending},
			},
			Failure: &Failure{Step: "When I buy", Line: 5, Status: Pending}}},
	"pytest-bdd: an id that is a test's name": {"", `[{"keyword": "Feature", "uri": "features/shop.feature", "name": "Shop", "id": "features/shop.feature", "line": 1, "description": "", "tags": [], "elements": [
 {"keyword": "Scenario", "id": "test_plain_one", "name": "Plain one", "line": 4, "description": "", "tags": [], "type": "scenario", "steps": [
  {"keyword": "When", "name": "I buy", "line": 5, "match": {"location": ""}, "result": {"status": "failed", "error_message": "AssertionError", "duration": 4000}}]}]}]`,
		Scenario{Status: Failed, Duration: 4 * time.Microsecond,
			Steps:   []Step{{Keyword: "When", Text: "I buy", Line: 5, Status: Failed, Duration: 4 * time.Microsecond}},
			Failure: &Failure{Step: "When I buy", Line: 5, Status: Failed, Message: "AssertionError"}}},
	"cucumber-jvm: a background of its own, hooks beside the steps": {"cucumber-jvm", `[{"line":1,"elements":[
 {"line":2,"name":"","type":"background","keyword":"Background","steps":[{"result":{"duration":1000,"status":"passed"},"line":3,"name":"a shop","match":{"location":"Shop.aShop()"},"keyword":"Given "}]},
 {"start_timestamp":"2024-01-01T00:00:00.000Z","before":[{"result":{"duration":3000,"status":"passed"},"match":{"location":"Hooks.up()"}}],"line":4,"name":"Plain one","id":"shop;plain-one","type":"scenario","keyword":"Scenario",
  "steps":[{"result":{"duration":2000,"status":"passed"},"line":5,"name":"I buy","match":{"location":"Shop.buy()"},"keyword":"When "}],
  "after":[{"result":{"error_message":"no browser","duration":4000,"status":"failed"},"match":{"location":"Hooks.down()"}}]}],
 "name":"Shop","uri":"file:features/shop.feature","id":"shop","keyword":"Feature"}]`,
		Scenario{Status: Failed, Began: MomentOf(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)), Duration: 10 * time.Microsecond,
			Steps: []Step{
				{Keyword: "Given", Text: "a shop", Line: 3, Status: Passed, Duration: time.Microsecond},
				{Keyword: "Before", Text: "hook", Status: Passed, Duration: 3 * time.Microsecond, Hook: true},
				{Keyword: "When", Text: "I buy", Line: 5, Status: Passed, Duration: 2 * time.Microsecond},
				{Keyword: "After", Text: "hook", Status: Failed, Duration: 4 * time.Microsecond, Hook: true},
			},
			Failure: &Failure{Step: "After hook", Line: 4, Status: Failed, Message: "no browser", Hook: "Hooks.down()"}}},
	"cucumber-ruby: text that a step logs": {"cucumber-ruby", `[{"uri":"features/shop.feature","id":"shop","name":"Shop","line":1,"elements":[
 {"id":"shop;plain-one","keyword":"Scenario","name":"Plain one","line":4,"type":"scenario","steps":[
  {"keyword":"When ","name":"I buy","line":5,"output":["one apple","paid"],"match":{"location":"s.rb:1"},"result":{"status":"passed","duration":7}}]}]}]`,
		Scenario{Status: Passed, Duration: 7, Log: "one apple\npaid\n",
			Steps: []Step{{Keyword: "When", Text: "I buy", Line: 5, Status: Passed, Duration: 7}}}},
}

// TestJSONModels holds all that a JSON report says of a scenario: steps in their order, times in the runner's unit, the cause.
func TestJSONModels(t *testing.T) {
	for name, tt := range jsonModels {
		t.Run(name, func(t *testing.T) {
			tt.want.URI, tt.want.Line, tt.want.Name, tt.want.Feature, tt.want.Attempts = "features/shop.feature", 4, "Plain one", "Shop", 1
			got := read(t, tt.runner, tt.report)
			if got.Source != SourceJSON || !got.Complete || len(got.Problems) > 0 {
				t.Errorf("%s", outline(got))
			}
			sameModel(t, []Scenario{tt.want}, got.Scenarios)
		})
	}
}

// TestBehatModel: Behat's JSON has no steps; the time is text in seconds, and the row has the line of its outline.
func TestBehatModel(t *testing.T) {
	got := read(t, "behat", `{"tests":3,"skipped":0,"failed":1,"pending":0,"undefined":1,"time":2.75,"suites":[{"name":"web","features":[{"name":"Shop","file":"features/shop.feature","scenarios":[
 {"name":"Plain one","time":"0.25","status":"failed","file":"features\\shop.feature","line":4,"failures":[{"message":"When I buy: no money","type":"failed"},{"message":"no browser","type":"teardown"}]},
 {"name":"Buy 1 #1","time":2.5,"status":"passed","file":"features/shop.feature","line":6},
 {"name":"Buy 2 #2","time":"","status":"pending","file":"features/shop.feature","line":"6","failures":[{"message":"When I buy 2: TODO","type":"pending"}]}]}]}]}`)
	if got.Source != SourceBehat || got.Runner != "Behat" || !got.Complete {
		t.Error(outline(got))
	}
	const uri = "features/shop.feature"
	sameModel(t, []Scenario{
		{URI: uri, Line: 4, Name: "Plain one", Status: Failed, Duration: 250 * time.Millisecond, Attempts: 1,
			Failure: &Failure{Step: "When I buy", Line: 4, Status: Failed, Message: "When I buy: no money\nno browser"}},
		{URI: uri, Line: 10, Name: "Buy <n> - few - #1.1: Buy 1", Status: Passed, Duration: 2500 * time.Millisecond, Attempts: 1},
		{URI: uri, Line: 11, Name: "Buy <n> - few - #1.2: Buy 2", Status: Pending, Attempts: 1,
			Failure: &Failure{Step: "When I buy 2", Line: 6, Status: Pending, Message: "When I buy 2: TODO"}},
	}, got.Scenarios)
}
