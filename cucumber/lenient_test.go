package cucumber

import (
	"strings"
	"testing"
	"time"
)

// TestHarmlessTypes: what decides nothing may have any type, or be missing.
func TestHarmlessTypes(t *testing.T) {
	const report = `[{"id":ANY,"keyword":ANY,"line":ANY,"description":ANY,"tags":ANY,"name":"Shop","uri":"features/shop.feature","metadata":ANY,"elements":[
		{"id":ANY,"keyword":ANY,"type":"scenario","description":ANY,"tags":ANY,"name":"Plain one","line":4,"start_timestamp":ANY,"steps":[
			{"keyword":ANY,"name":ANY,"line":ANY,"hidden":false,"arguments":ANY,"match":ANY,"rows":ANY,"doc_string":ANY,"output":ANY,"embeddings":ANY,
			 "result":{"status":"passed","duration":ANY,"error_message":ANY}}]}]}]`
	for _, value := range []string{`""`, `"x"`, `"7"`, `7`, `7.5`, `-1`, `1e300`, `true`, `null`, `[]`, `{}`, `[null]`, `[1]`, `{"a":[1]}`, `["a"]`} {
		if got := outline(read(t, "", strings.ReplaceAll(report, "ANY", value))); got != "json complete=true; 4 passed" {
			t.Errorf("%s: %s", value, got)
		}
	}
	for _, key := range []string{"line", "uri", "id", "type"} { // wdio, radish and others leave them out
		less := strings.NewReplacer(`"line":4,`, `"line":"",`, "ANY", "null").Replace(report)
		if got := outline(read(t, "", strings.ReplaceAll(less, `"`+key+`":`, `"left out":`))); got != "json complete=true; 4 passed" {
			t.Errorf("without %s: %s", key, got)
		}
	}
}

// TestStrictTypes: what may hold a result and cannot be read is damage, or not green.
func TestStrictTypes(t *testing.T) {
	const report = `[{"uri":"features/shop.feature","elements":[{"type":"scenario","name":"Plain one","line":4,"steps":STEPS}]}]`
	for _, steps := range []string{`"x"`, `7`, `true`, `[7]`, `["passed"]`, `[[]]`, `[{"name":"I buy","result":{}}]`, `[{"name":"I buy","result":[]}]`, `[{"name":"I buy","result":7}]`,
		`[{"name":"I buy","result":{"status":7}}]`, `[{"name":"I buy","result":{"status":["passed"]}}]`, `[{"name":"I buy"}]`, `[{"name":"I buy","result":{"status":"passed"},"after":"x"}]`} {
		if got := read(t, "", strings.Replace(report, "STEPS", steps, 1)); got.Complete && !isRed(got) {
			t.Errorf("%s: %s", steps, outline(got))
		}
	}
}

// TestDurations: nanoseconds, but seconds of behave and radish; what is no number is no duration.
func TestDurations(t *testing.T) {
	const report = `[{"uri":"features/shop.feature","elements":[{"type":"scenario","name":"Plain one","line":4,"steps":[{"name":"I buy","result":{"status":"passed","duration":GIVEN}}]}]}]`
	for given, want := range map[string]time.Duration{
		"1000000": time.Millisecond, `"1000000"`: time.Millisecond, `"0.5000000000"`: time.Second / 2, "1e6": time.Millisecond, "1000000.5": time.Millisecond,
		`""`: 0, `"0:00:01.5"`: 0, `"1.5s"`: 0, "null": 0, "-5": 0, "1e300": 0, `"NaN"`: 0, `"Inf"`: 0, `{"seconds":1,"nanos":0}`: 0, "[]": 0,
	} {
		if got := read(t, "", strings.Replace(report, "GIVEN", given, 1)).Scenarios[0].Duration; got != want {
			t.Errorf("%s: %v, want %v", given, got, want)
		}
	}
	for given, want := range map[string]time.Duration{"1,000.5": 1000*time.Second + time.Second/2, "0,25": time.Second / 4, "0.25": time.Second / 4, "": 0, "1,000,000.0": 1e6 * time.Second} {
		if got := (junitCase{Time: given}).duration(); got != want {
			t.Errorf("JUnit, %q: %v, want %v", given, got, want)
		}
	}
}

// TestJUnitSuites: a test case belongs to the innermost suite around it, also after one that has ended.
func TestJUnitSuites(t *testing.T) {
	report, err := Read(strings.NewReader(`<testsuites name="all"><testsuite name="Shop"><testsuite name="Rule"><testcase name="a"/></testsuite><testcase name="b"/></testsuite>
<testsuite name="Till"><properties/><testcase name="c"/></testsuite><testcase name="d"/></testsuites>`))
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, s := range report.Scenarios {
		got += s.Name + " of " + s.Feature + "; "
	}
	if got != "a of Rule; b of Shop; c of Till; d of all; " {
		t.Error(got)
	}
}
