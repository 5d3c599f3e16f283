package cucumber

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestBeganInRecordedReports: where a runner's report says when things began, the scenarios have it, and each step lies in its
// scenario, after the step before it.
func TestBeganInRecordedReports(t *testing.T) {
	for pattern, steps := range map[string]bool{ // whether the format says it of steps
		"testdata/reports/cucumber-js/*.ndjson":    true,
		"testdata/reports/cucumber-js-13/*.ndjson": true,
		"testdata/reports/godog/*.events.ndjson":   true,
		"testdata/reports/godog/*.gotest.json":     false,
	} {
		for _, path := range mustGlob(t, pattern) {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			report, err := Read(f)
			f.Close()
			if err != nil || len(report.Scenarios) == 0 && !strings.Contains(path, "parse") {
				t.Fatalf("%s: %d scenarios, %v", path, len(report.Scenarios), err)
			}
			for _, s := range report.Scenarios {
				inOrder(t, path, s, steps)
			}
		}
	}
}

func inOrder(t *testing.T, path string, s Scenario, steps bool) {
	t.Helper()
	last := s.Began
	if last == 0 {
		t.Errorf("%s: nothing says when %q began", path, s.Name)
	}
	end := s.Began.Time().Add(s.Duration)
	for _, step := range s.Steps {
		if !steps {
			continue
		}
		if step.Began < last || step.Began.Time().After(end) {
			t.Errorf("%s: %q began at %v: before %v or after %v", path, step.Text, step.Began.Time(), last.Time(), end)
		}
		last = step.Began
	}
}

// timedOnce is an attempt that began at a second, and its step at ten times that.
func timedOnce(id, number, second, retried, status string) string {
	at := func(kind, of, second string) string {
		return `{"` + kind + `":{` + of + `,"timestamp":{"seconds":` + second + `,"nanos":5}}}` + "\n"
	}
	_, rest, _ := strings.Cut(once(id, number, retried, status), "\n")
	return at("testCaseStarted", `"id":"`+id+`","testCaseId":"c","attempt":`+number, second) +
		at("testStepStarted", `"testCaseStartedId":"`+id+`","testStepId":"ts"`, second+"0") + rest
}

const (
	timedEvents = `{"event":"TestSource","location":"features/shop.feature:1","source":"Feature: Shop\n"}
{"event":"TestCaseStarted","location":"features/shop.feature:4","timestamp":1000}
{"event":"TestStepStarted","location":"features/shop.feature:5","timestamp":2000}
{"event":"TestStepFinished","location":"features/shop.feature:5","timestamp":2500,"status":"passed"}
{"event":"TestCaseFinished","location":"features/shop.feature:4","timestamp":3000,"status":"passed"}
{"event":"TestRunFinished","status":"passed","timestamp":3000}`
	timedJSON = `[{"uri":"features/shop.feature","name":"Shop","elements":[{"type":"scenario","name":"Plain one","line":4,WHEN
"steps":[{"keyword":"When ","name":"I buy","line":5,"result":{"status":"passed","duration":7}}]}]}]`
	timedJUnit = `<testsuite name="Shop" timestamp="1970-01-01T00:00:09Z"><testcase classname="Shop" name="Plain one" time="1"WHEN/></testsuite>`
)

// TestBegan reads when things began from what runners write, and nothing from what does not say it.
func TestBegan(t *testing.T) {
	second := func(n int64) Moment { return Moment(n * int64(time.Second)) }
	when := func(report, text string) string { return strings.Replace(report, "WHEN", text, 1) }
	for name, tt := range map[string]struct {
		files []string
		want  []Moment // of earlier attempts and their steps, then of the scenario and its steps
	}{
		"messages":              {[]string{stream(plainStep, timedOnce("a", "0", "2", "false", "PASSED"))}, []Moment{second(2) + 5, second(20) + 5}},
		"messages, retried":     {[]string{stream(plainStep, timedOnce("a", "0", "2", "true", "FAILED")+timedOnce("b", "1", "3", "false", "PASSED"))}, []Moment{second(2) + 5, second(20) + 5, second(3) + 5, second(30) + 5}},
		"messages without":      {[]string{stream(plainStep, once("a", "0", "false", "PASSED"))}, []Moment{0, 0}},
		"events":                {[]string{timedEvents}, []Moment{second(1), second(2)}},
		"events beside JSON":    {[]string{when(timedJSON, ""), timedEvents}, []Moment{second(1), second(2)}},
		"JSON of cucumber-jvm":  {[]string{when(timedJSON, `"start_timestamp":"1970-01-01T00:00:03.5Z",`)}, []Moment{second(3) + 500_000_000, 0}},
		"JSON of others":        {[]string{when(timedJSON, "")}, []Moment{0, 0}},
		"JSON with a bad time":  {[]string{when(timedJSON, `"start_timestamp":{},`)}, []Moment{0, 0}},
		"JUnit":                 {[]string{when(timedJUnit, ` timestamp="1970-01-01T01:00:04+01:00"`)}, []Moment{second(4)}},
		"JUnit without a zone":  {[]string{when(timedJUnit, ` timestamp="1970-01-01T00:00:04"`)}, []Moment{0}},
		"JUnit of a suite only": {[]string{when(timedJUnit, "")}, []Moment{0}},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, "", tt.files...)
			if len(got.Scenarios) != 1 {
				t.Fatal(outline(got))
			}
			if began := beganOf(got.Scenarios[0]); !slices.Equal(began, tt.want) {
				t.Errorf("got %d, want %d", began, tt.want)
			}
		})
	}
}

func beganOf(s Scenario) []Moment {
	var out []Moment
	for _, one := range append(slices.Clone(s.Earlier), Try{Began: s.Began, Steps: s.Steps}) {
		out = append(out, one.Began)
		for _, step := range one.Steps {
			out = append(out, step.Began)
		}
	}
	return out
}

// TestMomentOf: what is not a time that a run can have is not known.
func TestMomentOf(t *testing.T) {
	for _, unknown := range []time.Time{{}, time.Unix(0, 0), time.Unix(1<<60, 0), time.Unix(-1<<60, 0)} {
		if m := MomentOf(unknown); m != 0 || !m.Time().IsZero() {
			t.Errorf("%v became %d", unknown, m)
		}
	}
	if at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC); !MomentOf(at).Time().Equal(at) {
		t.Errorf("%v became %v", at, MomentOf(at).Time())
	}
}
