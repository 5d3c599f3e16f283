package cucumber

import (
	"strings"
	"testing"
)

// entry is a scenario of the legacy JSON at line 4, without line where it is 0.
func entry(line, status string) string {
	return `{"type":"scenario","name":"Plain one","line":` + line + `,"steps":[{"name":"I buy","result":{"status":"` + status + `","error_message":"` + status + `"}}]}`
}

func feature(metadata string, entries ...string) string {
	return `{"uri":"features/shop.feature","name":"Shop","metadata":` + metadata + `,"elements":[` + strings.Join(entries, ",") + `]}`
}

// TestRepeated: entries for one scenario in one place are attempts, of which a pass makes a failure good; in two
// configurations of the runner (another project, browser or file) the worse of them counts.
func TestRepeated(t *testing.T) {
	chrome, firefox := `{"browser":{"name":"chrome"}}`, `{"browser":{"name":"firefox"}}`
	one := func(features ...string) []string { return []string{"[" + strings.Join(features, ",") + "]"} }
	for name, tt := range map[string]struct {
		files []string
		want  string
	}{
		"failed, passed":                 {one(feature("null", entry("4", "failed"), entry("4", "passed"))), "4 passed after 2"},
		"failed, failed":                 {one(feature("null", entry("4", "failed"), entry("4", "failed"))), "4 failed after 2 I buy: failed"},
		"failed twice, passed":           {one(feature("null", entry("4", "failed"), entry("4", "failed"), entry("4", "passed"))), "4 passed after 3"},
		"passed, failed":                 {one(feature("null", entry("4", "passed"), entry("4", "failed"))), "4 failed I buy: failed"},
		"passed, passed":                 {one(feature("null", entry("4", "passed"), entry("4", "passed"))), "4 passed"},
		"failed, skipped":                {one(feature("null", entry("4", "failed"), entry("4", "skipped"))), "4 failed after 2 I buy: failed"},
		"undefined, passed":              {one(feature("null", entry("4", "undefined"), entry("4", "passed"))), "4 undefined after 2 I buy: undefined"},
		"without lines, as of wdio":      {one(feature("null", entry("null", "failed"), entry("null", "passed"))), "4 passed after 2"},
		"two features of no metadata":    {one(feature("null", entry("4", "failed")), feature("null", entry("4", "passed"))), "4 failed I buy: failed"},
		"two features of no browser":     {one(feature("{}", entry("4", "failed")), feature("{}", entry("4", "passed"))), "4 failed I buy: failed"},
		"two browsers":                   {one(feature(chrome, entry("4", "passed")), feature(firefox, entry("4", "failed"))), "4 failed I buy: failed"},
		"two browsers, turned around":    {one(feature(chrome, entry("4", "failed")), feature(firefox, entry("4", "passed"))), "4 failed I buy: failed"},
		"two browsers that passed":       {one(feature(chrome, entry("4", "passed")), feature(firefox, entry("4", "passed"))), "4 passed"},
		"one browser":                    {one(feature(chrome, entry("4", "failed")), feature(chrome, entry("4", "passed"))), "4 passed after 2"},
		"one browser, newest first":      {one(feature(chrome, entry("4", "passed")), feature(chrome, entry("4", "failed"))), "4 passed after 2"},
		"two files":                      {[]string{one(feature("null", entry("4", "failed")))[0], one(feature("null", entry("4", "passed")))[0]}, "4 failed I buy: failed; 4 passed"},
		"two files of two browsers":      {[]string{one(feature(chrome, entry("4", "failed")))[0], one(feature(firefox, entry("4", "passed")))[0]}, "4 failed I buy: failed"},
		"two files of one browser":       {[]string{one(feature(chrome, entry("4", "failed")))[0], one(feature(chrome, entry("4", "passed")))[0]}, "4 passed after 2"},
		"two projects of playwright-bdd": {one(strings.Replace(feature("null", entry("4", "failed")), `"features`, `"[a]:features`, 1), strings.Replace(feature("null", entry("4", "passed")), `"features`, `"[b]:features`, 1)), "4 failed I buy: failed"},
		"another name, the same line":    {one(feature("null", entry("4", "passed"), strings.Replace(entry("4", "passed"), "Plain one", "Plain two", 1))), "4 passed; 4 passed"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimPrefix(outline(read(t, "", tt.files...)), "json complete=true; "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestRepeatedElsewhere: other formats, too.
func TestRepeatedElsewhere(t *testing.T) {
	project := func(name, status string) string {
		return strings.NewReplacer(`"features/`, `"[`+name+`]:features/`, `"id":"`, `"id":"`+name, `Id":"`, `Id":"`+name).
			Replace(stream(plainStep, once("r", "0", "false", status)))
	}
	junit := `<testsuite name="Shop"><testcase name="Plain one" classname="Shop"><failure message="x"/></testcase><testcase name="Plain one" classname="Shop"/></testsuite>`
	behat := `{"suites":[{"name":"a","features":[{"name":"Shop","scenarios":[SCENARIO]}]},{"name":"b","features":[{"name":"Shop","scenarios":[{"name":"Plain one","status":"passed","file":"features/shop.feature","line":4}]}]}]}`
	for name, tt := range map[string]struct{ report, want string }{
		"two projects":         {project("a", "FAILED") + project("b", "PASSED"), "messages complete=true; 4 failed I buy: boom"},
		"two projects, turned": {project("a", "PASSED") + project("b", "FAILED"), "messages complete=true; 4 failed I buy: boom"},
		"Gradle's retries":     {junit, "junit complete=true; 4 passed after 2"},
		"two suites of JUnit":  {strings.Replace(junit, "</testcase>", `</testcase></testsuite><testsuite name="Shop">`, 1), "junit complete=true; 4 failed : x"},
		"two suites of Behat":  {strings.Replace(behat, "SCENARIO", `{"name":"Plain one","status":"failed","file":"features/shop.feature","line":4}`, 1), "behat complete=true; 4 failed : "},
		"messages of one file": {stream(plainStep, once("r", "0", "false", "PASSED")) + stream(plainStep, once("r", "0", "false", "PASSED")), "messages complete=true; 4 passed; 4 passed"},
		"two rows of one JUnit name": {`<testsuite name="Shop"><testcase name="Example #1.1"/><testcase name="Example #1.2"><failure message="x"/></testcase><testcase name="Example #1.2"/></testsuite>`,
			"junit complete=true; 10 passed; 11 passed after 2"},
	} {
		t.Run(name, func(t *testing.T) {
			report := read(t, "", strings.ReplaceAll(tt.report, "</testsuite><testsuite", "</testsuite>\n<testsuite"))
			if got := outline(report); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestTemplate: an outline before its rows is no row; one that holds a result is.
func TestTemplate(t *testing.T) {
	const report = `[{"uri":"features/shop.feature","elements":[TEMPLATE,{"type":"scenario","name":"Buy 1","line":10,"steps":[{"name":"I buy 1","result":{"status":"passed"}}]},{"type":"scenario","name":"Buy 2","line":11,"steps":[{"name":"I buy 2","result":{"status":"passed"}}]}]}]`
	for template, want := range map[string]string{
		`{"type":"scenario_outline","name":"Buy <n>","line":6,"steps":[{"name":"I buy <n>"}]}`:                                                                        "10 passed; 11 passed",
		`{"type":"scenario_outline","name":"Buy <n>","line":6,"steps":[]}`:                                                                                            "10 passed; 11 passed",
		`{"type":"scenario","name":"Buy <n>","line":6,"steps":[{"name":"I buy <n>","match":{}}],"examples":[{"rows":[]}]}`:                                            "10 passed; 11 passed",
		`{"type":"Scenario_Outline","name":"Buy <n>","line":6}`:                                                                                                       "10 passed; 11 passed",
		`{"type":"scenario_outline","name":"Buy <n>","line":6,"steps":[{"name":"I buy <n>","result":{"status":"failed"}}]}`:                                           "6 failed I buy <n>: ; 10 passed; 11 passed",
		`{"type":"background","line":2,"steps":[{"name":"a shop","result":{"status":"failed","error_message":"x"}}]},{"type":"scenario_outline","line":6,"steps":[]}`: "10 failed a shop: x; 11 passed",
	} {
		got := strings.TrimPrefix(outline(read(t, "", strings.Replace(report, "TEMPLATE", template, 1))), "json complete=true; ")
		if got != want {
			t.Errorf("%s: got %q, want %q", template, got, want)
		}
	}
}
