package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/org/baleen-action/result"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func readRun(t *testing.T, name string) *result.Run {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	run := new(result.Run)
	if err := json.Unmarshal(data, run); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return run
}

// ends are the attempts of a run as the console would have been told of them.
func ends(run *result.Run) []Ended {
	var all []Ended
	for _, a := range run.Attempts {
		e := Ended{Attempt: a}
		for _, f := range run.Files {
			if slices.Contains(a.Files, f.Path) {
				e.Files = append(e.Files, &f)
			}
		}
		all = append(all, e)
	}
	return all
}

func optionsFor(run *result.Run) ConsoleOptions {
	return ConsoleOptions{
		Rerun: func(path string, line int) string {
			if run.Rerun != "" {
				return run.Rerun + " " + at(path, line)
			}
			return "baleen run --image shop-tests --files " + at(path, line)
		},
		Total:       len(run.Attempts),
		Concurrency: run.Concurrency,
		Fails:       run.Fails,
		Root:        run.Root,
		ReportDir:   "baleen-report",
	}
}

// writes keeps what each Write was given.
type writes struct{ all []string }

func (w *writes) Write(p []byte) (int, error) {
	w.all = append(w.all, string(p))
	return len(p), nil
}

func TestConsole(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.json")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		t.Run(name, func(t *testing.T) {
			run := readRun(t, path)
			w := new(writes)
			c := NewConsole(w, optionsFor(run))
			for _, e := range ends(run) {
				c.Started(e.Attempt.ID())
				c.Ended(e)
			}
			c.Summary(run)
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			text := strings.Join(w.all, "")
			golden(t, name+".golden", text)
			if want := len(run.Attempts) + 1; len(w.all) != want {
				t.Errorf("%d writes, want one per attempt and one for the summary: %d", len(w.all), want)
			}
			if strings.ContainsAny(text, "\r\x1b") {
				t.Error("a control character went to what is no terminal")
			}
			if live := liveCommand(text); live != "" {
				t.Errorf("GitHub would obey %q", live)
			}
		})
	}
}

func TestSummaryIsWhatTheConsolePrintsLast(t *testing.T) {
	run := readRun(t, "testdata/hostile.json")
	var out bytes.Buffer
	c := NewConsole(&out, optionsFor(run))
	c.Summary(run)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("\n"+Summary(run, "baleen-report"), out.String()); diff != "" {
		t.Errorf("(-Summary +printed):\n%s", diff)
	}
}

func TestAttemptWithoutFilesIsStillPrinted(t *testing.T) {
	var out bytes.Buffer
	c := NewConsole(&out, ConsoleOptions{})
	c.Ended(Ended{Attempt: result.Attempt{Unit: "login", Class: result.Removed, Evidence: "it is gone"}})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	want := "REMOVED   login                                              0.0 s   no scenarios\n  it is gone (the container ended as removed)\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// stuck is a terminal that was stopped: it takes nothing until it is let go.
type stuck struct {
	writes
	entered chan struct{}
	letGo   chan struct{}
}

func (w *stuck) Write(p []byte) (int, error) {
	if len(w.all) == 0 {
		close(w.entered)
		<-w.letGo
	}
	return w.writes.Write(p)
}

func TestStuckWriterStallsNobody(t *testing.T) {
	w := &stuck{entered: make(chan struct{}), letGo: make(chan struct{})}
	c := NewConsole(w, ConsoleOptions{})
	c.Notice("0")
	<-w.entered
	want := []string{"0\n"}
	for i := range 1000 { // would wait for ever at the first one that needs the writer
		text := strings.Repeat("x", i+1)
		c.Notice(text)
		want = append(want, text+"\n")
	}
	close(w.letGo)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, w.all); diff != "" {
		t.Errorf("lost or out of order (-want +got):\n%s", diff)
	}
}

func TestTextOfOneAttemptIsNeverMixedWithAnother(t *testing.T) {
	const senders, each = 8, 25
	w := new(writes)
	c := NewConsole(w, ConsoleOptions{})
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for range each {
				e := unit("a", 1, time.Second, "failed", "failed")
				c.Started(e.Attempt.ID())
				c.Ended(e)
			}
		})
	}
	all.Wait()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if len(w.all) != senders*each {
		t.Errorf("%d writes, want %d", len(w.all), senders*each)
	}
	for _, text := range w.all {
		if !strings.HasPrefix(text, "FAIL") || strings.Count(text, "\n") != 3 {
			t.Fatalf("not one whole block: %q", text)
		}
	}
}

// broken is a pipe that nobody reads any more.
type broken struct{ cause error }

func (w broken) Write([]byte) (int, error) { return 0, w.cause }

func TestCloseReportsWhatCouldNotBeWritten(t *testing.T) {
	cause := errors.New("no space left on device")
	c := NewConsole(broken{cause}, ConsoleOptions{})
	c.Notice("lost")
	if err := c.Close(); !errors.Is(err, cause) {
		t.Errorf("Close() = %v, want the writer's error", err)
	}
	c.Notice("after the end")
	if err := c.Close(); !errors.Is(err, cause) {
		t.Errorf("second Close() = %v, want the same", err)
	}
}

func TestEndedKeepsNothingOfItsCaller(t *testing.T) {
	w := &stuck{entered: make(chan struct{}), letGo: make(chan struct{})}
	c := NewConsole(w, ConsoleOptions{})
	c.Notice("in the way")
	<-w.entered
	f := result.File{Path: "a.feature", Scenarios: []result.Scenario{{Name: "A", Status: "passed"}}}
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	a := result.Attempt{Unit: "a", Class: result.Passed, Created: start, Ended: start.Add(time.Second)}
	c.Ended(Ended{Attempt: a, Files: []*result.File{&f}})
	f.Path, f.Scenarios[0].Status = "changed", "failed" // by a later attempt
	close(w.letGo)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if got := w.all[1]; !strings.HasPrefix(got, "PASS      a.feature") || !strings.HasSuffix(got, "1 passed\n") {
		t.Errorf("printed %q", got)
	}
}
