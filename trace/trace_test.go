package trace_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/trace"
)

var update = flag.Bool("update", false, "write golden files")

func written(t testing.TB, run *result.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := trace.Write(&out, run, beside(run)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestGolden writes the trace of each shape of run.
func TestGolden(t *testing.T) {
	for name, run := range shapes() {
		got := written(t, run)
		path := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (run with -update if it is right):\n%s", path, diff)
		}
		nests(t, got)
	}
}

// traced is an event as a reader sees it.
type traced struct {
	Name, Cat, Ph string
	Ts, Dur       float64
	Pid, Tid      int
	Args          map[string]any
}

func (e traced) end() float64 { return e.Ts + e.Dur }

func read(t testing.TB, data []byte) []traced {
	t.Helper()
	var got struct{ TraceEvents []traced }
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("%v:\n%s", err, data)
	}
	return got.TraceEvents
}

// exact is less than a nanosecond, in microseconds: what is lost when a reader adds two times.
const exact = 0.0005

// nests checks that each event of a thread lies wholly within the one that it began in, that every thread and process has a
// name, and that no two are the same thread.
func nests(t testing.TB, data []byte) {
	t.Helper()
	threads, named := map[[2]int][]traced{}, map[[2]int]bool{}
	for _, e := range read(t, data) {
		switch e.Ph {
		case "X":
			threads[[2]int{e.Pid, e.Tid}] = append(threads[[2]int{e.Pid, e.Tid}], e)
		case "M":
			if strings.HasSuffix(e.Name, "_name") && named[[2]int{e.Pid, e.Tid}] {
				t.Errorf("two names for thread %d of process %d", e.Tid, e.Pid)
			}
			named[[2]int{e.Pid, e.Tid}] = true
		}
		if e.Ts < 0 || e.Dur < 0 || e.Name == "" {
			t.Errorf("event is not sound: %+v", e)
		}
	}
	for thread, events := range threads {
		if !named[thread] || !named[[2]int{thread[0], 0}] {
			t.Errorf("thread %v, or its process, has no name", thread)
		}
		var open []traced
		slices.SortStableFunc(events, func(a, b traced) int {
			if a.Ts != b.Ts {
				return int(min(max((a.Ts-b.Ts)*1000, -1), 1))
			}
			return int(min(max((b.Dur-a.Dur)*1000, -1), 1))
		})
		for _, e := range events {
			for len(open) > 0 && open[len(open)-1].end() <= e.Ts+exact {
				open = open[:len(open)-1]
			}
			if len(open) > 0 && e.end() > open[len(open)-1].end()+exact {
				t.Errorf("%q of thread %v ends at %f, after %q, at %f", e.Name, thread, e.end(), open[len(open)-1].Name, open[len(open)-1].end())
			}
			open = append(open, e)
		}
	}
}

// FuzzWrite takes a run.json that anybody may have written. Whatever its times and names are, the trace is JSON, and all in it
// nests.
func FuzzWrite(f *testing.F) {
	for _, run := range shapes() {
		data, err := json.Marshal(run)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var run result.Run
		if json.Unmarshal(data, &run) != nil {
			return
		}
		run.Clean(nil)
		nests(t, written(t, &run))
	})
}

// TestHostileNames: names and messages stay text, whatever they contain.
func TestHostileNames(t *testing.T) {
	const nasty = "</script>\"}],\x00\xff \u2028{\\\"a\\\":1}\n\t"
	r := run([]result.Attempt{attempt(nasty, 1, 0, 1000)}, file(nasty, scenario(nasty, nasty+".1", 400, 2)))
	r.ID, r.Version, r.Name, r.Attempts[0].Evidence, r.Files[0].Scenarios[0].Steps[0].Text = nasty, nasty, nasty, nasty, nasty
	r.Files[0].Scenarios[0].Failure = &cucumber.Failure{Message: strings.Repeat(nasty, 1000)}
	got := written(t, r)
	nests(t, got)
	for _, e := range read(t, got) {
		if message, _ := e.Args["message"].(string); len(message) > 3<<10 {
			t.Errorf("a message has %d bytes", len(message))
		}
	}
	if strings.ContainsAny(string(got), "\x00\u2028") {
		t.Errorf("raw characters in %q", got)
	}
}

// TestStickingOut: whatever their reports say, scenarios and steps lie within their container.
func TestStickingOut(t *testing.T) {
	const long = time.Duration(1<<63 - 1)
	for _, change := range []func(s *result.Scenario){
		func(s *result.Scenario) { s.Duration = long },
		func(s *result.Scenario) { s.Began, s.Duration = 0, long },
		func(s *result.Scenario) { s.Began = -1 << 63 },
		func(s *result.Scenario) { s.Began = 1<<63 - 1 },
		func(s *result.Scenario) { s.Duration = -long },
		func(s *result.Scenario) { s.Steps[0].Duration, s.Steps[1].Duration = long, long },
		func(s *result.Scenario) { s.Steps[0].Began, s.Steps[1].Began, s.Steps[0].Duration = 0, 0, long },
		func(s *result.Scenario) { s.Steps[0].Began, s.Steps[1].Began = s.Steps[1].Began, 1 },
	} {
		first, second := scenario("First", "a.1", 400, 2), scenario("Second", "a.1", 450, 2)
		change(&first)
		change(&second)
		nests(t, written(t, run([]result.Attempt{attempt("a", 1, 0, 1000)}, file("a", first, second))))
	}
}
