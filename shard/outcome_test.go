package shard

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// randomRecord is one outcome of a run, or none, with a text.
func randomRecord(random *rand.Rand, run string) *Record {
	statuses := []cucumber.Status{cucumber.Passed, cucumber.Failed, cucumber.Skipped, result.Interrupted, result.NotRun}
	o := Outcome{Run: run, Status: statuses[random.IntN(len(statuses))], Attempt: random.IntN(3), Retried: time.Duration(random.IntN(2)) * time.Second}
	o.Flaky = o.Status == cucumber.Passed && random.IntN(2) == 0
	o.Commit = []string{"", "c", "d"}[random.IntN(3)]
	o.Signature = []string{"", "boom", "crash"}[random.IntN(3)]
	return &Record{Outcomes: []Outcome{o}, Text: Text{Run: run, Digest: []string{"", "x", "y"}[random.IntN(3)]}}
}

// outcomesOf is a record of outcomes by letters, newest first. Runs are numbered from the oldest; a capital letter is of commit
// "c", which all of them share.
func outcomesOf(letters string) *Record {
	r := &Record{}
	for i, l := range letters {
		o := Outcome{Run: fmt.Sprintf("%03d", len(letters)-i), Status: statusOf(byte(l | 0x20)), Attempt: 1}
		if l|0x20 == flakyLetter {
			o.Status, o.Flaky = cucumber.Passed, true
		}
		if l < 'a' {
			o.Commit = "c"
		}
		r.Outcomes = append(r.Outcomes, o)
	}
	return r
}

func TestRecord(t *testing.T) {
	for letters, want := range map[string]struct {
		failed       bool
		since        string
		flaked, runs int
	}{
		"":                               {false, "", 0, 0},
		"p":                              {false, "", 0, 1},
		"f":                              {true, "001", 0, 1},
		"ffpf":                           {true, "003", 0, 4},
		"kpkpk":                          {false, "", 3, 5},
		"pfpf":                           {false, "", 0, 4}, // another commit mended it
		"PFPF":                           {false, "", 2, 4}, // one commit failed and passed
		"sf":                             {false, "", 0, 2},
		"i":                              {true, "001", 0, 1},
		strings.Repeat("p", 38) + "kkkk": {false, "", 2, 40},
	} {
		r := outcomesOf(letters)
		flaked, runs := r.Flakes()
		if r.FailedLast() != want.failed || r.FailedSince() != want.since || flaked != want.flaked || runs != want.runs || r.KnownFlaky() != (flaked >= 3) {
			t.Errorf("%q: failed %v since %q, %d of %d flaked", letters, r.FailedLast(), r.FailedSince(), flaked, runs)
		}
	}
	var none *Record
	if none.FailedLast() || none.FailedSince() != "" || none.KnownFlaky() || none.FlakeRate() != 0 || none.Changed("x") {
		t.Error("a scenario that never ran has a past")
	}
}

// TestNewAndChanged: a scenario is known once it has passed cleanly, or has times in an older history.
func TestNewAndChanged(t *testing.T) {
	past := (&Timings{}).Past(shop)
	if past.Known() || !past.New("a", "x") {
		t.Error("an empty history knows something")
	}
	past.file("a").add("timed", Observation{Run: "1", Millis: 1})
	past.file("a").record("failed").merge(outcomesOf("f"))
	passed := outcomesOf("p")
	passed.Text = Text{Run: "001", Digest: "old"}
	past.file("a").record("passed").merge(passed)
	for name, isNew := range map[string]bool{"timed": false, "failed": true, "passed": false, "other": true} {
		if past.New("a", name) != isNew {
			t.Errorf("%s is new: %v", name, !isNew)
		}
	}
	if r := past.Record("a", "passed"); r.Changed("old") || !r.Changed("new") || r.Changed("") {
		t.Error("passed")
	}
}

// TestRetriedTime: a retry's container time is shared by the scenarios that it was for.
func TestRetriedTime(t *testing.T) {
	run := ended()
	again := run.Attempts[0]
	again.Number, again.Lines = 2, map[string][]int{"a.feature": {3, 6}}
	run.Attempts = append(run.Attempts, again)
	for i := range run.Files[0].Scenarios {
		run.Files[0].Scenarios[i].Attempt = again.ID()
	}
	run.Files[0].Scenarios[0].Flaky = true
	var learned Timings
	learned.Learn(run)
	record := learned.Past(KeyOf(run)).Record("apps/a.feature", "good")
	want := []Outcome{{Run: run.ID, Commit: "c0ffee", Status: cucumber.Passed, Flaky: true, Attempt: 2, Retried: 4500 * time.Millisecond}}
	if diff := cmp.Diff(want, record.Outcomes); diff != "" || record.Text.Digest != "" {
		t.Errorf("%s; vouched for: %q", diff, record.Text.Digest)
	}
}

// TestBurnInVouches: a scenario is known only after its burn-in, all of it, and without a failure.
func TestBurnInVouches(t *testing.T) {
	for want, s := range map[bool][]result.Scenario{
		true:  {{Status: cucumber.Passed}, {Status: cucumber.Passed, BurnIn: &result.BurnIn{Wanted: 2, Runs: 2}}},
		false: {{Status: cucumber.Failed}, {Status: cucumber.Passed, BurnIn: &result.BurnIn{Wanted: 2, Runs: 1}}, {Status: cucumber.Passed, Flaky: true}},
	} {
		for _, one := range s {
			if vouches(one) != want {
				t.Errorf("%+v", one)
			}
		}
	}
}

// TestDirtyCommit: what failed and then passed may have been mended in between without a commit.
func TestDirtyCommit(t *testing.T) {
	run := ended()
	run.Node.Dirty = true
	if commit(run) != "" {
		t.Error("a commit stands for changes that it lacks")
	}
}

// TestOldHistory: what a history of schema 1 holds is read, and kept in today's.
func TestOldHistory(t *testing.T) {
	const old = `{"schema":1,"suites":[{"runner":"behave","image":"shop","arch":"x86_64","start_up":[{"run":"1","ms":700}],"files":
		{"a":{"last":{"run":"1","failed":true},"scenarios":{"x":[{"run":"2","ms":5,"at":3},{"run":"1","ms":6}]}}}}]}`
	read, err := ReadTimings(strings.NewReader(old))
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadTimings(strings.NewReader(merged(read)))
	if err != nil {
		t.Fatal(err)
	}
	want := []Observation{{Run: "2", Millis: 5, Concurrency: 3}, {Run: "1", Millis: 6}}
	if past := again.Past(shop); !past.Files["a"].Last.Failed || past.StartUp[0].Millis != 700 || cmp.Diff(want, past.Files["a"].Scenarios["x"]) != "" {
		t.Errorf("%+v", past.Files["a"])
	}
}

// longHistory has so many scenarios in files of 20, each with 50 outcomes and 9 times. Every fifth outcome is not plain.
func longHistory(scenarios int) *Timings {
	t := &Timings{}
	past := t.Past(shop)
	var runs, commits []string
	for run := range keptOutcomes {
		runs, commits = append(runs, fmt.Sprintf("20260101-%06d-%08x", run, run)), append(commits, fmt.Sprintf("%040x", run))
	}
	for i := range scenarios {
		file := past.file(fmt.Sprintf("features/department-%d/a-feature-with-a-long-name-%d.feature", i/200, i/20))
		signature := fmt.Sprintf("AssertionError: expected # of %d", i)
		name := fmt.Sprintf("A customer pays for what is in the cart with a card that is number %d", i)
		r := &Record{Text: Text{"20260101-000049-00000000", "493jn9hk"}}
		for run := range keptOutcomes {
			o := Outcome{Run: runs[run], Commit: commits[run], Status: cucumber.Passed, Attempt: 1}
			if (i+run)%5 == 0 {
				o.Flaky, o.Attempt, o.Retried, o.Signature = true, 2, 12345*time.Millisecond, signature
			}
			r.Outcomes = append(r.Outcomes, o)
			if run >= keptOutcomes-kept {
				file.add(name, Observation{Run: o.Run, Millis: int64(1000 + 37*run + i), Concurrency: 4})
			}
		}
		file.record(name).merge(r)
	}
	return t
}

// TestHistoryIsSmall: 10,000 scenarios with 50 outcomes each take less than 8 MB, and are read in well under a second.
func TestHistoryIsSmall(t *testing.T) {
	var text bytes.Buffer
	if err := longHistory(10_000).Write(&text); err != nil {
		t.Fatal(err)
	}
	size := text.Len()
	if size >= 8_000_000 {
		t.Errorf("%d bytes", size)
	}
	began := time.Now()
	read, err := ReadTimings(&text)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	n := 0
	read.Suites[0].eachOutcome(func(Outcome) { n++ })
	if n != 500_000 {
		t.Errorf("%d outcomes", n)
	}
	t.Logf("%d bytes, read in %v", size, took)
}

// TestRunsThatEndTogether: of many runs that write one history at the same moment, none is lost, and no file is left beside it.
func TestRunsThatEndTogether(t *testing.T) {
	name := filepath.Join(t.TempDir(), ".baleen", "timings.json")
	const runs = 40
	var all sync.WaitGroup
	for i := range runs {
		all.Go(func() {
			if err := LoadHistory(name).Learn(ran(fmt.Sprintf("20260101-0000%02d-aa", i))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	record := LoadHistory(name).Timings.Past(KeyOf(ran(""))).Record("cart.feature", "empty")
	if record == nil || len(record.Outcomes) != runs {
		t.Errorf("%+v", record)
	}
	if entries, err := os.ReadDir(filepath.Dir(name)); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}
