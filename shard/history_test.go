package shard

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

const oldJUnit = `<testsuite name="cart" timestamp="2026-01-02T03:04:05"><testcase classname="features/cart.feature" name="empty" time="1.5"/></testsuite>`

// ran is a run of one scenario that has ended.
func ran(id string) *result.Run {
	started := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return &result.Run{
		ID: id, Runner: "behave", Root: ".", Started: started, Concurrency: 1,
		Files: []result.File{{Path: "cart.feature", Scenarios: []result.Scenario{
			{Name: "empty", Line: 3, Status: cucumber.Passed, Duration: time.Second, Attempt: "cart.1"},
		}}},
		Attempts: []result.Attempt{{Unit: "cart", Number: 1, Files: []string{"cart.feature"}, Class: result.Passed, Created: started, Ended: started.Add(2 * time.Second)}},
	}
}

func put(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestHistoryIsWritten: what two runs learn is in one file, whose folder is made if it is not there.
func TestHistoryIsWritten(t *testing.T) {
	name := filepath.Join(t.TempDir(), ".baleen", "timings.json")
	first, second := LoadHistory(name), LoadHistory(name) // both begin before either ends
	for i, h := range []*History{first, second} {
		if err := h.Learn(ran([]string{"20260101-000000-aa", "20260102-000000-bb"}[i])); err != nil {
			t.Fatal(err)
		}
	}
	past := LoadHistory(name).Timings.Past(KeyOf(ran("")))
	if n := len(past.Files["cart.feature"].Scenarios); n != 1 {
		t.Fatalf("%d scenarios", n)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"20260101-000000-aa", "20260102-000000-bb"} {
		if !strings.Contains(string(text), id) {
			t.Errorf("run %s is lost: %s", id, text)
		}
	}
}

// TestHistoryOfReports: reports of any tool are read for their times and never written to.
func TestHistoryOfReports(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "TEST-cart.xml"), oldJUnit)
	put(t, filepath.Join(dir, "sub", "copy.xml"), oldJUnit)
	put(t, filepath.Join(dir, "notes.txt"), "no report")
	put(t, filepath.Join(dir, "broken.json"), "{")
	for path, want := range map[string]struct {
		reports int
		note    string
	}{
		name: {1, "is a report: its times are read, and it is left unchanged"},
		dir:  {2, "is a folder: times are read from 2 of its 3 files, and nothing is written to it"},
	} {
		h := LoadHistory(path)
		if len(h.Reports) != want.reports || !strings.Contains(strings.Join(h.Notes, "\n"), want.note) {
			t.Errorf("%s: %d reports, %q", path, len(h.Reports), h.Notes)
		}
		if err := h.Learn(ran("20260101-000000-aa")); err != nil {
			t.Error(err)
		}
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != oldJUnit {
		t.Errorf("the report was written to: %v %s", err, text)
	}
	both := LoadHistory(dir).Reports
	if both[0].Run != both[1].Run || !strings.HasPrefix(both[0].Run, "20260102-030405-") {
		t.Errorf("a copy counts as another run: %s and %s", both[0].Run, both[1].Run)
	}
}

// TestHistoryThatIsNone: a file that is not a history is left unchanged, and the run goes on without it.
func TestHistoryThatIsNone(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"empty": "", "text": "hello", "other.json": `{"schema": 7}`, "cut.json": `{"schema": 1, "suites": [`} {
		path := put(t, filepath.Join(dir, name), text)
		h := LoadHistory(path)
		if len(h.Notes) != 1 || !strings.Contains(h.Notes[0], "is left unchanged and this run's times are not kept") {
			t.Errorf("%s: %q", name, h.Notes)
		}
		if err := h.Learn(ran("20260101-000000-aa")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%s was written over: %v %q", name, err, now)
		}
	}
}

// TestHistoryThatIsMissing: a folder or a report that is not there is misspelt, and no place for this run's times.
func TestHistoryThatIsMissing(t *testing.T) {
	for _, name := range []string{"old-junit/", "old/TEST-1.xml"} {
		h := LoadHistory(name)
		if want := "timings: " + name + " does not exist, so no times are read from it"; !slices.Equal(h.Notes, []string{want}) || h.path != "" {
			t.Errorf("%q, and %q would be written", h.Notes, h.path)
		}
	}
}

// TestHistoryThatBreaksMeanwhile: a file that another program has written in the meantime is not written over.
func TestHistoryThatBreaksMeanwhile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "timings.json")
	h := LoadHistory(name)
	put(t, name, "hello")
	if err := h.Learn(ran("20260101-000000-aa")); err == nil || !strings.Contains(err.Error(), "is left unchanged") {
		t.Errorf("%v", err)
	}
}

func TestLoadFrozen(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		`{"schema":1,"nodes":2}`: "",
		`{"schema":1,"nodes":0}`: "has schema 1, this Baleen reads schema 1",
		`{"schema":2,"nodes":2}`: "has schema 2, this Baleen reads schema 1",
		`[]`:                     "cannot be read",
		``:                       "cannot be read",
	} {
		plan, err := LoadFrozen(put(t, filepath.Join(dir, "plan.json"), text))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v", text, plan, err)
		}
	}
	if _, err := LoadFrozen(filepath.Join(dir, "none.json")); err == nil {
		t.Error("a file that is not there was read")
	}
}
