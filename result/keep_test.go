package result

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// full is a run in which much happened: every kind of attempt and field that a report shows.
func full() *Run {
	began := time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)
	r := planned(2, 5, 9)
	r.Schema, r.Version, r.ID, r.Name, r.Image, r.ImageID = Schema, "1.2.3", "20260301-120000-aa", "shop & <desk> 日本", "shop:1", "sha256:1"
	r.Command, r.Root, r.Folder = []string{"sh", "-c", "cucumber-js \\\n  {files}"}, "sub/my  suite", "baleen-report"
	r.Started, r.Wall, r.Predicted, r.FlakyFails, r.AllowEmpty = began, 3*time.Minute, time.Minute, true, true
	r.Node = &Node{Index: 2, Total: 3, Plan: "p", Commit: "c", Frozen: "f", Others: []Share{{1, []File{{Path: "c.feature",
		Scenarios: []Scenario{{Name: "other", Line: 4, Tags: []string{"@slow"}, Status: NotRun}}}}}, {3, []File{}}}}
	r.Files[0].Scenarios[1].Tags, r.Files[0].Scenarios[1].Outline = []string{"@wip", "@日本"}, 4
	r.Files[1].Title, r.Files[1].Language = "Bücher", "de"
	bad := observed(fileA, 9, cucumber.Failed)
	bad.Failure.Message, bad.Duration = "expected:\n\t1\n  got 2", 1234567*time.Nanosecond
	bad.Steps = []cucumber.Step{{Keyword: "When", Text: "it fails", Line: 10, Status: cucumber.Failed}}
	first := attempt(Failed, 1)
	first.Created, first.Started, first.Finished, first.Ended = began, began.Add(time.Second), began.Add(time.Minute), began.Add(time.Hour)
	first.Stdout, first.Stderr = "output/features-a.1.stdout.log", "output/features-a.1.stderr.log"
	r.Record(first, Observation{Report: seen(true, observed(fileA, 2, "passed"), observed(fileA, 5, "pending"), bad).Report,
		Artifacts: []string{"shots/one.png"}})
	r.Record(later(2, OOM, 9), Observation{Problem: "none"})
	r.Record(later(3, Passed, 9), seen(true, observed(fileA, 9, "passed")))
	r.Record(Attempt{Unit: "features-b", Number: 1, Files: []string{fileB}, Class: Failed, Exit: 2, Tail: "Error: x\n  at y"}, Observation{Problem: "none"})
	r.Notes, r.Advice, r.Problems = []string{"a note"}, []string{"use less"}, []string{"a problem"}
	r.Judge(0)
	return r
}

// TestFullRunIsKept: all that a run holds comes out of its file as it went in, and the verdict follows from it again.
func TestFullRunIsKept(t *testing.T) {
	want, dir := full(), t.TempDir()
	if err := want.Save(dir); err != nil {
		t.Fatal(err)
	}
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(full().Verdict, got.Verdict); diff != "" {
		t.Errorf("verdict: %s", diff)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got.Judge(0)
	if diff := cmp.Diff(want.Verdict, got.Verdict); diff != "" {
		t.Errorf("judged again: %s", diff)
	}
	if got.Counts() != full().Counts() || len(got.Troubles()) != len(full().Troubles()) {
		t.Errorf("%+v, %d troubles", got.Counts(), len(got.Troubles()))
	}
}

// TestSavedAgain: a file that was loaded is written byte for byte the same.
func TestSavedAgain(t *testing.T) {
	dir, again := t.TempDir(), t.TempDir()
	if err := full().Save(dir); err != nil {
		t.Fatal(err)
	}
	loaded, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := loaded.Save(again); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(again, FileName))
	if diff := cmp.Diff(string(want), string(got)); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}
