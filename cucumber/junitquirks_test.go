package cucumber

import (
	"strings"
	"testing"
)

// TestJUnitQuirks reads one test case each, as the JUnit writers of the runners give it.
func TestJUnitQuirks(t *testing.T) {
	for name, tt := range map[string]struct{ xml, want string }{
		"no status":                        {`<testcase name="Plain one"/>`, "4 passed"},
		"Google Test's run":                {`<testcase name="Plain one" status="run"/>`, "4 passed"},
		"completed":                        {`<testcase name="Plain one" status="completed"/>`, "4 passed"},
		"behave: passed":                   {`<testcase name="Plain one" status="passed"/>`, "4 passed"},
		"behave: skipped":                  {`<testcase name="Plain one" status="skipped"><skipped/></testcase>`, "4 skipped : "},
		"behave: an undefined step":        {`<testcase name="Plain one" status="failed"><failure type="NoneType" message="None"/></testcase>`, "4 undefined : "},
		"behave 1.3: an error":             {`<testcase name="Plain one" status="error"><error type="X" message="boom"/></testcase>`, "4 failed : boom"},
		"godog: a status, failed":          {`<testcase name="Plain one" status="failed"><failure message="Step I buy: boom"/></testcase>`, "4 failed : Step I buy: boom"},
		"godog: undefined":                 {`<testcase name="Plain one" status="undefined"><error message="Step I buy" type="undefined"/></testcase>`, "4 undefined : Step I buy"},
		"godog: pending":                   {`<testcase name="Plain one" status="pending"><error message="Step I buy: TODO" type="pending"/></testcase>`, "4 pending : Step I buy: TODO"},
		"godog: no steps":                  {`<testcase name="Plain one" status=""/>`, "4 unknown : it has no steps"},
		"a status that no runner has":      {`<testcase name="Plain one" status="weird"/>`, "4 unknown : "},
		"passed, with a failure":           {`<testcase name="Plain one" status="passed"><failure message="boom"/></testcase>`, "4 failed : boom"},
		"skipped, with a failure":          {`<testcase name="Plain one"><skipped/><failure message="boom"/></testcase>`, "4 failed : boom"},
		"jest: an error and no message":    {`<testcase name="Plain one"><error>trace</error></testcase>`, "4 failed : trace"},
		"a failure without anything":       {`<testcase name="Plain one"><failure/></testcase>`, "4 failed : "},
		"jvm: a message and a trace":       {`<testcase name="Plain one"><failure type="E" message="boom">trace</failure></testcase>`, "4 failed : boom\ntrace"},
		"jvm: undefined":                   {`<testcase name="Plain one"><failure type="undefined" message="no step"/></testcase>`, "4 undefined : no step"},
		"ruby: skipped with a reason":      {`<testcase name="Plain one"><skipped message="later"/></testcase>`, "4 skipped : later"},
		"Surefire: flaky, an error":        {`<testcase name="Plain one"><flakyError message="boom" type="E"/></testcase>`, "4 passed after 2"},
		"Surefire: flaky twice":            {`<testcase name="Plain one"><flakyFailure message="a"/><flakyFailure message="b"/></testcase>`, "4 passed after 3"},
		"Surefire: reruns that all failed": {`<testcase name="Plain one"><rerunFailure message="a"/></testcase>`, "4 failed after 2 : a"},
		"Surefire: an error and its rerun": {`<testcase name="Plain one"><error message="a"/><rerunError message="b"/></testcase>`, "4 failed after 2 : a"},
		"a control character":              {"<testcase name=\"Plain one\"><failure message=\"a\x1bb\"/></testcase>", "4 failed : a?b"},
		"CDATA":                            {`<testcase name="Plain one"><failure><![CDATA[a < b]]></failure></testcase>`, "4 failed : a < b"},
		"properties beside the test case":  {`<properties><property name="a" value="b"/></properties><testcase name="Plain one"/>`, "4 passed"},
		"suites in suites":                 {`<testsuite name="in"><testsuite name="more"><testcase name="Plain one"/></testsuite></testsuite>`, "4 passed"},
		"a suite's own error":              {`<error message="boom"/><testcase name="Plain one"/>`, "4 passed; problem s: boom"},
		"an inner suite's own failure":     {`<testsuite name="in"><failure message="boom"/></testsuite><testcase name="Plain one"/>`, "4 passed; problem in: boom"},
		"a pytest collection failure":      {`<testcase name="tests/test_shop.py"><error message="collection failure">ImportError: x</error></testcase>`, "problem tests/test_shop.py: ImportError: x"},
		"a row of playwright":              {`<testcase name="Shop › Buy &lt;n&gt; › Example #1"/>`, "10 passed"},
		"two rows of playwright":           {`<testcase name="Shop › Buy &lt;n&gt; › Example #1"/><testcase name="Shop › Buy &lt;n&gt; › Example #2"/>`, "10 passed; 11 passed"},
		"rows of cucumber-js":              {`<testcase name="Buy &lt;n&gt; - few - #1.2: Buy 2"/>`, "11 passed"},
		"a scenario twice, passed, failed": {`<testcase name="Plain one"/><testcase name="Plain one"><failure message="b"/></testcase>`, "4 failed : b"},
		"a scenario twice, failed, passed": {`<testcase name="Plain one"><failure message="b"/></testcase><testcase name="Plain one"/>`, "4 passed after 2"},
		"a scenario of two suites":         {`<testsuite name="a"><testcase name="Plain one"><failure message="b"/></testcase></testsuite><testsuite name="b"><testcase name="Plain one"/></testsuite>`, "4 failed : b"},
	} {
		t.Run(name, func(t *testing.T) {
			got := outline(read(t, "", `<testsuite name="s">`+tt.xml+`</testsuite>`))
			if got = strings.TrimPrefix(got, "junit complete=true; "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestNoReport says of each kind of file why it is no report.
func TestNoReport(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "no report: the file is empty",
		" \n\t":                         "no report: the file is empty",
		"\xff\xfe[\x00":                 "no report: the file is UTF-16, but reports must be UTF-8 (does a shell redirect the output?)",
		"[\x00{\x00":                    "no report: the file is UTF-16, but reports must be UTF-8 (does a shell redirect the output?)",
		"<html><body/></html>":          "no report: the file is XML, but not JUnit",
		"ok, 3 scenarios":               `no report: the file begins with "o", which is no known format`,
		"{\"meta\":":                    "no report: no line is a Cucumber message",
		"<error message='x'></error>\n": "no report: the file is XML, but not JUnit",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	deep := strings.Repeat("<testsuite>", maxDepth+2)
	if report, err := Read(strings.NewReader(deep)); err != nil || report.Complete {
		t.Errorf("endless suites: %+v, %v", report, err)
	}
}
