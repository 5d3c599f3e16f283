package shard

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

var shop = Key{Runner: "behave", Image: "shop", Arch: "x86_64"}

// randomTimings is a history of a few runs of a few files, so that two of them overlap in many ways.
func randomTimings(random *rand.Rand) *Timings {
	t := &Timings{}
	for range random.IntN(40) {
		past := t.Past(Key{Runner: "behave", Image: fmt.Sprint(random.IntN(2))})
		seen := Observation{Run: fmt.Sprintf("2026010%d", random.IntN(20)), Millis: random.Int64N(3), Concurrency: random.IntN(3)}
		file := past.file(fmt.Sprintf("%d.feature", random.IntN(2)))
		file.add(fmt.Sprint(random.IntN(2)), seen)
		file.merge(&PastFile{Whole: []Observation{seen}, Last: Mark{seen.Run, random.IntN(2) == 0}})
		past.StartUp = union(past.StartUp, []Observation{seen})
		file.record(fmt.Sprint(random.IntN(2))).merge(randomRecord(random, seen.Run))
	}
	return t
}

func merged(all ...*Timings) string {
	t := &Timings{}
	for _, one := range all {
		t.Merge(one)
	}
	var out bytes.Buffer
	if err := t.Write(&out); err != nil {
		panic(err)
	}
	return out.String()
}

// FuzzTimingsMerge checks that the order of merging does not matter and that merging twice changes nothing.
func FuzzTimingsMerge(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 0))
		a, b, c := randomTimings(random), randomTimings(random), randomTimings(random)
		want := merged(a, b, c)
		ab, bc := &Timings{}, &Timings{}
		ab.Merge(a)
		ab.Merge(b)
		bc.Merge(b)
		bc.Merge(c)
		for name, got := range map[string]string{
			"associative": merged(a, bc), "commutative": merged(c, b, a), "idempotent": merged(ab, c, bc, a),
		} {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("merge is not %s: %s", name, diff)
			}
		}
	})
}

// FuzzReadTimings holds that any file is read without harm and that what is written reads the same.
func FuzzReadTimings(f *testing.F) {
	f.Add(merged(randomTimings(rand.New(rand.NewPCG(1, 2)))))
	f.Add(`{"schema":1,"suites":[null,{"files":{"a":null,"b":{"scenarios":{"x":[{"run":"r","ms":-1}],"y":null}}}}]}`)
	f.Add(`{"schema":2}`)
	f.Add(`{"schema":2,"suites":[null,{"runs":[{"id":"r"},{"id":"q","commit":"c"}],"signatures":["boom"],"start_up":"5@2 7+9","files":{"a":null,"b":
		{"whole":"x 1","scenarios":{"x":{"ms":"99999999999999999999 5","seen":"pf~#1+0k?p","text":"t","at":-1},"y":null,"z":{"seen":"f#9x0~-1"}}}}}]}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		read, err := ReadTimings(strings.NewReader(text))
		if err != nil {
			if !errors.Is(err, ErrNoTimings) {
				t.Errorf("ReadTimings(%q): %v", text, err)
			}
			return
		}
		for _, past := range read.Suites {
			NewForecast(past, []Work{{File: "b", Name: "x"}})
			past.Record("b", "x").Flakes()
			past.forget("z")
		}
		again, err := ReadTimings(strings.NewReader(merged(read)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(merged(read), merged(again)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNineNewestAreKept(t *testing.T) {
	file := &PastFile{}
	for run := range 12 {
		file.add("a", Observation{Run: fmt.Sprintf("%02d", run), Millis: int64(run)})
	}
	seen := file.Scenarios["a"]
	if len(seen) != 9 || seen[0].Run != "11" || seen[8].Run != "03" {
		t.Errorf("kept %v", seen)
	}
	if took, _ := median(seen); took != 7*time.Millisecond {
		t.Errorf("median %v", took)
	}
}

// ended is a run of two files: one with a passing and a failing scenario, one that counts as a whole.
func ended() *result.Run {
	start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	return &result.Run{
		ID: "20260501-120000-aa", Runner: "behave", Image: "host:5000/shop:v1@sha256:00", Root: "apps", Arch: "x86_64",
		Started: start, Concurrency: 2, Node: &result.Node{Commit: "c0ffee"},
		Files: []result.File{
			{Path: "a.feature", Scenarios: []result.Scenario{
				{Name: "good", Line: 3, Text: "digest", Status: cucumber.Passed, Duration: 4 * time.Second, Attempt: "a.1"},
				{Name: "bad", Line: 6, Text: "digest", Status: cucumber.Failed, Duration: 2 * time.Second, Attempt: "a.1", Failure: &cucumber.Failure{Message: "boom\nat x"}},
			}},
			{Path: "b.feature", Scenarios: []result.Scenario{{Name: "b", Status: cucumber.Passed, Duration: 5 * time.Second, Attempt: "b.1"}}},
			{Path: "c.feature", Scenarios: []result.Scenario{{Name: "never", Line: 3, Status: result.NotRun}}},
		},
		Attempts: []result.Attempt{
			{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: result.Failed, Created: at(0), Started: at(1), Finished: at(8), Ended: at(9)},
			{Unit: "b", Number: 1, Files: []string{"b.feature"}, Class: result.Passed, Created: at(0), Started: at(1), Finished: at(6), Ended: at(7)},
		},
	}
}

func TestLearn(t *testing.T) {
	var timings Timings
	timings.Learn(ended())
	timings.Learn(ended()) // again: it is the same run
	seen := func(ms int64) []Observation {
		return []Observation{{Run: "20260501-120000-aa", Millis: ms, Concurrency: 2}}
	}
	record := func(o Outcome, text string) *Record {
		o.Run, o.Commit, o.Attempt = "20260501-120000-aa", "c0ffee", 1
		return &Record{Outcomes: []Outcome{o}, Text: Text{Run: o.Run, Digest: text}}
	}
	bad := record(Outcome{Status: cucumber.Failed, Signature: "boom"}, "")
	bad.Text = Text{} // it has to pass first
	want := []*Past{{
		Key:     Key{Runner: "behave", Image: "host:5000/shop", Arch: "x86_64"},
		StartUp: seen(2500), // 3 s beside a.feature, 2 s beside b.feature
		Files: map[string]*PastFile{
			"apps/a.feature": {Last: Mark{"20260501-120000-aa", true}, Scenarios: map[string][]Observation{"good": seen(4000)},
				Records: map[string]*Record{"good": record(Outcome{Status: cucumber.Passed}, "digest"), "bad": bad}},
			"apps/b.feature": {Last: Mark{"20260501-120000-aa", false}, Whole: seen(5000),
				Records: map[string]*Record{"b": record(Outcome{Status: cucumber.Passed}, unread)}},
		},
	}}
	if diff := cmp.Diff(want, timings.Suites); diff != "" {
		t.Error(diff)
	}
}

func TestLearnForgetsWhatIsLongGone(t *testing.T) {
	var timings Timings
	run := ended()
	past := timings.Past(KeyOf(run))
	past.file("apps/gone.feature").add("x", Observation{Run: "20260101-120000-aa", Millis: 1})
	past.file("apps/a.feature").add("renamed", Observation{Run: "20260101-120000-aa", Millis: 1})
	past.file("apps/rare.feature").add("x", Observation{Run: "20260401-120000-aa", Millis: 1})
	timings.Learn(run)
	if past.Files["apps/gone.feature"] != nil || past.Files["apps/rare.feature"] == nil || past.Files["apps/a.feature"].Scenarios["renamed"] != nil {
		t.Errorf("kept %v", past.Files)
	}
}

func TestForecast(t *testing.T) {
	past := (&Timings{}).Past(shop)
	seen := Observation{Run: "1", Millis: 6000}
	past.file("a").add("known", seen)
	past.file("whole").merge(&PastFile{Whole: []Observation{seen}, Last: Mark{"1", true}})
	work := []Work{{"a", "known", 3}, {"a", "new", 5}, {"b", "empty", 0}, {"whole", "half", 2}, {"whole", "rest", 4}}
	f := NewForecast(past, work)
	var got []string
	for _, w := range work {
		got = append(got, f.Scenario(w).String())
	}
	// 12 s for the 9 steps of what is known make 1.3 s a step.
	want := []string{"6s", "6.666666665s", "1.333333333s", "2s", "4s"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if f.Known != 3 || f.Total != 5 || !f.Failed("whole") || f.Failed("a") {
		t.Errorf("%+v", f)
	}
	if took, known := f.Whole("whole"); took != 6*time.Second || !known {
		t.Errorf("whole: %v, %v", took, known)
	}
	if _, known := f.Whole("b"); known {
		t.Error("nothing is known of b")
	}
}

const outline = `Feature: Till
  Scenario: Pay
    Given a step
  Scenario Outline: Give back <coins>
    Given a step
    Examples:
      | coins |
      | 1     |
      | 2     |
`

func TestImport(t *testing.T) {
	till := cucumber.Planned{Path: "features/till.feature", File: cucumber.Parse(strings.NewReader(outline))}
	tests := []struct {
		name, report string
		want         map[string]int64 // milliseconds by scenario, "" for the whole file
	}{
		{"Baleen's own", `<testsuites><testsuite name="apps.features.till">
			<testcase name="Pay" time="1.5" file="apps/features/till.feature"/>
			<testcase name="Give back &lt;coins&gt; - #1.2: Give back 2" time="3" file="apps/features/till.feature"/></testsuite></testsuites>`,
			map[string]int64{"Pay": 1500, "Give back <coins> - #1.2: Give back 2": 3000}},
		{"by feature, as cucumber-js writes it", `<testsuite name="Cucumber">
			<testcase classname="Till" name="Pay" time="2"/><testcase classname="Till" name="Give back 1" time="4"/></testsuite>`,
			map[string]int64{"Pay": 2000, "Give back <coins> - #1.1: Give back 1": 4000}},
		{"failures do not count", `<testsuite><testcase classname="Till" name="Pay" time="2"><failure message="x"/></testcase></testsuite>`, map[string]int64{}},
		{"only the file is known", `<testsuite><testcase file="features/till.feature" name="other names" time="2"/>
			<testcase file="features/till.feature" name="than ours" time="3"/></testsuite>`, map[string]int64{"": 5000}},
		{"of another suite", `<testsuite><testcase file="features/desk.feature" name="Pay" time="2"/></testsuite>`, map[string]int64{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report, err := cucumber.Read(strings.NewReader(tt.report))
			if err != nil {
				t.Fatal(err)
			}
			past := (&Timings{}).Past(shop)
			past.Import(OldReport{report, "1"}, "apps", []cucumber.Planned{till})
			got := map[string]int64{}
			if file := past.Files["apps/features/till.feature"]; file != nil {
				for name, seen := range file.Scenarios {
					got[name] = seen[0].Millis
				}
				for _, seen := range file.Whole {
					got[""] = seen.Millis
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPlanStartsUnknownThenLongThenFailed(t *testing.T) {
	unknown, failed := file("u.feature", 0), file("f.feature", 100)
	unknown.Unknown, failed.Failed = true, true
	var got []string
	for _, u := range Plan([]File{file("a.feature", 101), file("b.feature", 200), failed, unknown}, Options{}) {
		got = append(got, u.Name)
	}
	if diff := cmp.Diff([]string{"u", "b", "f", "a"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWall(t *testing.T) {
	units := Plan([]File{file("a.feature", 6), file("b.feature", 4), file("c.feature", 3)}, Options{})
	if got := Wall(units, 2, time.Second); got != 9*time.Second { // b and c after each other
		t.Errorf("two slots take %v", got)
	}
	if got := Wall(nil, 2, time.Second); got != 0 {
		t.Errorf("nothing takes %v", got)
	}
}
