package cucumber

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// shop is the feature that the reports below tell of.
const shop = `Feature: Shop
  Background:
    Given a shop
  Scenario: Plain one
    When I buy
  Scenario Outline: Buy <n>
    When I buy <n>
    Examples: few
      | n |
      | 1 |
      | 2 |
`

// dialects are reports of runners that cannot be run here, as their sources and issues show them.
var dialects = map[string]struct {
	files map[string]string
	want  string // source, then line and status of each scenario
}{
	"cucumber-ruby 7: a background of its own, retries, rows with their lines": {map[string]string{"r.json": `[
 {"uri":"features/shop.feature","id":"shop","line":1,"elements":[
  {"type":"background","line":2,"name":"","steps":[{"keyword":"Given ","name":"a shop","line":3,"match":{"location":"s.rb:1"},"result":{"status":"passed","duration":10}}]},
  {"id":"shop;plain-one","type":"scenario","line":4,"name":"Plain one","steps":[{"keyword":"When ","name":"I buy","line":5,"match":{"location":"s.rb:2"},"result":{"status":"failed","error_message":"no money","duration":10}}]},
  {"type":"background","line":2,"name":"","steps":[{"keyword":"Given ","name":"a shop","line":3,"match":{"location":"s.rb:1"},"result":{"status":"passed","duration":10}}]},
  {"id":"shop;plain-one","type":"scenario","line":4,"name":"Plain one","steps":[{"keyword":"When ","name":"I buy","line":5,"match":{"location":"s.rb:2"},"result":{"status":"passed","duration":10}}]},
  {"id":"shop;buy;few;2","type":"scenario","line":10,"name":"Buy 1","steps":[{"keyword":"When ","name":"I buy 1","line":10,"match":{"location":"s.rb:2"},"result":{"status":"passed"},"after":[{"match":{"location":"h.rb:3"},"result":{"status":"failed","error_message":"AfterStep"}}]}]}
 ]}]`}, "json complete=true; 4 passed after 2; 10 failed AfterStep hook: AfterStep"},
	"cucumber-js 7: rows carry the line of their outline, hooks are hidden steps": {map[string]string{"r.json": `[{"elements":[
  {"id":"shop;buy-1","keyword":"Scenario Outline","line":6,"name":"Buy 2","type":"scenario","steps":[{"hidden":true,"keyword":"Before","match":{"location":"h.js:1"},"result":{"status":"passed"}},{"keyword":"When ","line":7,"name":"I buy 2","match":{"location":"s.js:3"},"result":{"status":"ambiguous","error_message":"two"}}]},
  {"id":"shop;buy-1","keyword":"Scenario Outline","line":6,"name":"Buy 1","type":"scenario","steps":[{"keyword":"When ","line":7,"name":"I buy 1","result":{"status":"passed"}}]}
 ],"id":"shop","line":1,"keyword":"Feature","name":"Shop","uri":"features/shop.feature"}]`},
		"json complete=true; 11 ambiguous When I buy 2: two; 10 passed"},
	"cucumber-js 2: no type, an absolute path": {map[string]string{"r.json": `[{"uri":"/suite/features/shop.feature","elements":[{"line":4,"name":"Plain one","steps":[{"line":5,"name":"I buy","result":{"status":"passed"}}]}]}]`},
		"json complete=true; 4 passed"},
	"cucumber-jvm: URLs, hooks beside the steps": {map[string]string{"r.json": `[{"uri":"file:///suite/features/shop.feature","elements":[
  {"start_timestamp":"2026-01-01T00:00:00.000Z","before":[{"result":{"status":"failed","error_message":"db"},"match":{"location":"Hooks.db()"}}],"line":4,"name":"Plain one","type":"scenario","steps":[{"result":{"status":"skipped"},"line":5,"name":"I buy","match":{"location":"S.buy()"},"keyword":"When "}]}
 ]}]`}, "json complete=true; 4 failed Before hook: db"},
	"behave 1.3: more statuses": {map[string]string{"r.json": `[
 {"keyword":"Feature","name":"Shop","location":"features/shop.feature:1","status":"error","elements":[
  {"type":"background","location":"features/shop.feature:2","steps":[{"name":"a shop","location":"features/shop.feature:3"}]},
  {"type":"scenario","name":"Plain one","location":"features/shop.feature:4","status":"error","steps":[{"keyword":"When","name":"I buy","location":"features/shop.feature:5","result":{"status":"error","duration":0.5,"error_message":["a","b"]}}]},
  {"type":"scenario","name":"Buy 1 -- @1.1 few","location":"features/shop.feature:10","status":"hook_error","steps":[{"keyword":"When","name":"I buy 1","location":"features/shop.feature:7","result":{"status":"passed","duration":0.5}}]},
  {"type":"scenario","name":"Buy 2 -- @1.2 few","location":"features/shop.feature:11","status":"pending_warn","steps":[{"keyword":"When","name":"I buy 2","location":"features/shop.feature:7","result":{"status":"pending_warn","duration":0}}]}
 ]}]`}, "json complete=true; 4 failed When I buy: a\nb; 10 failed After hook: " + hookFailed + "; 11 pending When I buy 2: "},
	"behave, and the message of its hook from JUnit": {map[string]string{
		"r.json":     `[{"location":"features/shop.feature:1","elements":[{"type":"scenario","name":"Plain one","location":"features/shop.feature:4","status":"failed","steps":[{"name":"I buy","location":"features/shop.feature:5"}]}]}]`,
		"TEST-a.xml": `<testsuite name="shop.Shop"><testcase classname="shop.Shop" name="Plain one" status="failed"><error type="RuntimeError" message="HOOK-ERROR in before_scenario: db"/></testcase></testsuite>`,
	}, "json complete=true; 4 failed Before hook: HOOK-ERROR in before_scenario: db"},
	"Behat: its own shape, the line of the outline": {map[string]string{"r.json": `{"tests":3,"failed":1,"suites":[{"name":"default","features":[{"name":"Shop","file":"features/shop.feature","scenarios":[
  {"name":"Plain one","time":"0.5","status":"passed","file":"features/shop.feature","line":4},
  {"name":"Buy 1 #1","time":"0","status":"failed","file":"features/shop.feature","line":6,"failures":[{"message":"When I buy 1: no money","type":"failed"}]},
  {"name":"Buy 2 #2","time":"0","status":"undefined","file":"features/shop.feature","line":6,"failures":[{"message":"When I buy 2","type":"undefined"}]}
 ]}],"failures":[{"message":"db","type":"teardown"}]}]}`},
		"behat complete=true; 4 passed; 10 failed When I buy 1: When I buy 1: no money; 11 undefined When I buy 2: When I buy 2; problem suite default, teardown: db"},
	"Surefire with long names, and a flaky one": {map[string]string{"TEST-a.xml": `<testsuite name="Shop" tests="3" failures="1">
 <testcase name="Shop - Plain one" classname="Shop" time="1,000.5"><flakyFailure message="no money" type="E"/></testcase>
 <testcase name="Shop - Buy &lt;n&gt; - few - #1.1: Buy 1" classname="Shop"/>
 <testcase name="Shop - Buy &lt;n&gt; - few - #1.2: Buy 2" classname="Shop"><failure message="boom" type="E">trace</failure><rerunFailure message="boom"/></testcase>
</testsuite>`}, "junit complete=true; 4 passed after 2; 10 passed; 11 failed after 2 : boom\ntrace"},
	"JUnit with failures that no test case has": {map[string]string{"TEST-a.xml": `<testsuite name="Shop" failures="1"><testcase name="Plain one" classname="Shop"/></testsuite>`},
		"junit complete=false; 4 passed"},
	"JUnit that breaks off": {map[string]string{"TEST-a.xml": `<testsuites><testsuite name="Shop"><testcase name="Plain one" classname="Shop"/>`},
		"junit complete=false; 4 passed"},
	"pytest: a marked scenario, an ordinary test, an undefined step": {map[string]string{
		"r.json": `[{"uri":"features/shop.feature","elements":[{"id":"test_plain_one","line":4,"name":"Plain one","type":"scenario","steps":[]}]}]`,
		"j.xml": `<testsuites><testsuite name="pytest" tests="4"><testcase classname="test_shop" name="test_plain_one"><failure message="StepDefinitionNotFoundError: Step definition is not found: When &quot;I buy&quot;. Line 5 in scenario"/></testcase>
 <testcase classname="test_shop" name="test_buy_n[1]"><skipped message="wip"/></testcase><testcase classname="test_unit" name="test_sum"/></testsuite></testsuites>`,
	}, "json+junit complete=true; 4 undefined When I buy: StepDefinitionNotFoundError: Step definition is not found: When \"I buy\". Line 5 in scenario; 10 skipped : wip"},
	"go test: pending that go test calls passed": {map[string]string{"t.json": `{"Action":"run","Package":"p","Test":"TestF"}
{"Action":"run","Package":"p","Test":"TestF/Plain_one"}
# a line that is no event
{"Action":"pass","Package":"p","Test":"TestF/Plain_one","Elapsed":1}
{"Action":"run","Package":"p","Test":"TestF/Buy_1"}
{"Action":"output","Package":"p","Test":"TestF","Output":"2 scenarios (1 passed, 1 pending)\n"}
{"Action":"pass","Package":"p","Test":"TestF","Elapsed":1}
{"Action":"pass","Package":"p","Elapsed":1}
`}, "go-test complete=true; 4 passed; 10 unknown open : ; problem godog counts 2 scenarios (1 passed, 1 pending), but go test reports them as passed: set Strict in godog.Options"},
	"messages of an old protocol: text for numbers, a testResult, no success": {map[string]string{"m.ndjson": `{"meta":{"protocolVersion":"8.0.0","implementation":{"name":"cucumber-jvm","version":"5.7.0"}}}
{"gherkinDocument":{"uri":"features/shop.feature","feature":{"name":"Shop","children":[{"scenario":{"id":"s","name":"Plain one","location":{"line":4,"column":3},"steps":[{"id":"t","keyword":"When ","text":"I buy","location":{"line":5}}]}}]}}}
{"pickle":{"id":"p","uri":"features/shop.feature","name":"Plain one","astNodeIds":["s"],"steps":[{"id":"ps","text":"I buy","astNodeIds":["t"]}]}}
{"testCase":{"id":"c","pickleId":"p","testSteps":[{"id":"ts","pickleStepId":"ps"}]}}
{"testCaseStarted":{"id":"cs","testCaseId":"c","timestamp":{"seconds":"1600000000","nanos":1}}}
{"testStepFinished":{"testCaseStartedId":"cs","testStepId":"ts","testResult":{"status":"FAILED","message":"no money"}}}
{"testCaseFinished":{"testCaseStartedId":"cs","timestamp":{"seconds":"1600000001","nanos":1}}}
{"testRunFinished":{"timestamp":{"seconds":"1600000001"}}}
`}, "messages complete=true; 4 failed When I buy: no money"},
	"messages, with something printed in front of one": {map[string]string{"m.ndjson": `{"meta":{"implementation":{"name":"fake"}}}
{"pickle":{"id":"p","uri":"features/shop.feature","name":"Plain one","location":{"line":4},"astNodeIds":["s"],"steps":[{"id":"ps","text":"I buy","astNodeIds":["t"]}]}}
{"testCase":{"id":"c","pickleId":"p","testSteps":[{"id":"ts","pickleStepId":"ps"}]}}
{"testCaseStarted":{"id":"cs","testCaseId":"c"}}
loading…{"testStepFinished":{"testCaseStartedId":"cs","testStepId":"ts","testStepResult":{"status":"PASSED"}}}
{"testCaseFinished":{"testCaseStartedId":"cs","timestamp":{"seconds":1,"nanos":1}}}
{"testRunFinished":{"success":true}}
`}, "messages complete=false; 4 passed"},
}

// TestPytestSteps: no step runs after one that failed, whatever pytest-bdd's JSON says.
func TestPytestSteps(t *testing.T) {
	dir := fstest.MapFS{}
	for _, format := range []string{"json", "xml"} {
		data, err := os.ReadFile("testdata/reports/pytest-bdd/failing." + format)
		if err != nil {
			t.Fatal(err)
		}
		dir["report."+format] = &fstest.MapFile{Data: data}
	}
	report, err := ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []Status
	for _, step := range report.Scenarios[1].Steps {
		got = append(got, step.Status)
	}
	if diff := cmp.Diff([]Status{Passed, Passed, Failed, Skipped}, got); diff != "" {
		t.Error(diff)
	}
}

// TestUndefinedParameterType explains a step that is undefined for no other reason.
func TestUndefinedParameterType(t *testing.T) {
	const report = `{"undefinedParameterType":{"name":"airport","expression":"I fly to {airport}"}}
{"pickle":{"id":"p","uri":"a.feature","name":"A","location":{"line":4},"astNodeIds":["s"],"steps":[{"id":"ps","text":"I fly to Rome","astNodeIds":["t"]}]}}
{"testCase":{"id":"c","pickleId":"p","testSteps":[{"id":"ts","pickleStepId":"ps"}]}}
{"testCaseStarted":{"id":"cs","testCaseId":"c"}}
{"testStepFinished":{"testCaseStartedId":"cs","testStepId":"ts","testStepResult":{"status":"STATUS"}}}
{"testCaseFinished":{"testCaseStartedId":"cs","timestamp":{"seconds":1,"nanos":1}}}
{"testRunFinished":{"success":SUCCESS}}
`
	const sentence = `parameter type {airport} of "I fly to {airport}" is not defined`
	undefined, err := Read(strings.NewReader(strings.NewReplacer("STATUS", "UNDEFINED", "SUCCESS", "false").Replace(report)))
	if err != nil || !strings.Contains(undefined.Scenarios[0].Failure.Message, sentence) || len(undefined.Problems) != 1 {
		t.Errorf("%+v, %v", undefined, err)
	}
	unused, err := Read(strings.NewReader(strings.NewReplacer("STATUS", "PASSED", "SUCCESS", "true").Replace(report)))
	if err != nil || len(unused.Problems) != 0 || len(unused.Notes) != 1 {
		t.Errorf("%+v, %v", unused, err)
	}
	silent, err := Read(strings.NewReader(strings.NewReplacer("STATUS", "PASSED", "SUCCESS", "false", `{"undefinedParameterType"`, `{"unknown"`).Replace(report)))
	if err != nil || len(silent.Problems) != 1 {
		t.Errorf("%+v, %v", silent, err)
	}
}

// TestTooLong: what is too long to be held in memory is left out, and the report counts as damaged.
func TestTooLong(t *testing.T) {
	long := strings.Repeat("x", 80<<10)
	within := func(read func(*bufio.Reader, int) (*Report, error), text string) (*Report, error) {
		return read(bufio.NewReader(strings.NewReader(text)), 64<<10)
	}
	json, err := within(readJSONWithin, `[{"uri":"a.feature","elements":[{"line":4},{"line":5,"id":`+long+`}]}]`)
	if err != nil || json.Complete || len(json.Scenarios) != 1 {
		t.Errorf("JSON: %+v, %v", json, err)
	}
	junit, err := within(readJUnitWithin, `<testsuite><testcase name="a"/><testcase name="b"><system-out>`+long+`</system-out></testcase></testsuite>`)
	if err != nil || junit.Complete || len(junit.Scenarios) != 1 || len(junit.Notes) != 1 {
		t.Errorf("JUnit: %+v, %v", junit, err)
	}
	long = `{"meta":{}}` + strings.Repeat("x", maxToken) + "\n"
	messages, err := Read(strings.NewReader(long + dialects["messages, with something printed in front of one"].files["m.ndjson"]))
	if err != nil || messages.Complete || len(messages.Scenarios) != 1 {
		t.Errorf("messages: %+v, %v", messages, err)
	}
}

func TestDialects(t *testing.T) {
	for name, tc := range dialects {
		t.Run(name, func(t *testing.T) {
			dir := fstest.MapFS{}
			for path, text := range tc.files {
				dir[path] = &fstest.MapFile{Data: []byte(text)}
			}
			planned := []Planned{{Path: "features/shop.feature", File: Parse(strings.NewReader(shop))}}
			report, err := Reader{Planned: planned}.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, outline(report)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// outline is a report in one line.
func outline(r *Report) string {
	parts := []string{fmt.Sprintf("%s complete=%v", r.Source, r.Complete)}
	for _, s := range r.Scenarios {
		part := fmt.Sprintf("%d %s", s.Line, s.Status)
		if s.Open {
			part += " open"
		}
		if s.Attempts > 1 {
			part += fmt.Sprintf(" after %d", s.Attempts)
		}
		if s.Failure != nil {
			part += fmt.Sprintf(" %s: %s", s.Failure.Step, s.Failure.Message)
		}
		parts = append(parts, part)
	}
	for _, p := range r.Problems {
		parts = append(parts, "problem "+p)
	}
	return strings.Join(parts, "; ")
}
