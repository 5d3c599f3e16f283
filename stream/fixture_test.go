package stream_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

// fixture is a report folder that fills as that of a run does.
type fixture struct {
	t       testing.TB
	dir     string
	run     *result.Run
	clean   *result.Cleaner
	sources map[string]string
	embed   bool
}

// began is when the runs of these tests begin.
var began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newFixture(t testing.TB, runner string) *fixture {
	t.Helper()
	return &fixture{t: t, dir: t.TempDir(), clean: result.NewCleaner(nil), sources: map[string]string{}, run: &result.Run{
		Schema: result.Schema, Version: "1.2.3", ID: "20260301-120000-aa", Runner: runner, Root: ".", Strict: true, Arch: "amd64",
		Started: began, Wall: time.Minute,
	}}
}

// plan adds a feature file, all of whose scenarios are to run.
func (f *fixture) plan(path, text string) {
	f.t.Helper()
	recipe, _ := cucumber.Find(f.run.Runner)
	parsed := recipe.Parse(path, "", strings.NewReader(text))
	file := result.File{Path: path, Title: parsed.Title, Language: parsed.Language, ParseFail: parsed.ParseFail}
	for _, p := range parsed.Pickles {
		s := result.Scenario{Name: f.clean.Line(p.Name), Line: p.Line, Status: result.NotRun, PlannedSteps: p.Steps, Tags: p.Tags, Text: p.Text}
		if p.Outline != p.Line {
			s.Outline = p.Outline
		}
		s.Failure = &cucumber.Failure{Line: p.Line, Status: result.NotRun, Message: "its container was never started"}
		file.Scenarios = append(file.Scenarios, s)
	}
	f.sources[path] = text
	f.run.Files = append(f.run.Files, file)
	slices.SortFunc(f.run.Files, func(a, b result.File) int { return strings.Compare(a.Path, b.Path) })
	f.run.Clean(f.clean)
}

// planned is what a runner is given.
func (f *fixture) planned(a result.Attempt) []cucumber.Planned {
	recipe, _ := cucumber.Find(f.run.Runner)
	var out []cucumber.Planned
	for _, path := range a.Files {
		out = append(out, cucumber.Planned{Path: path, File: recipe.Parse(path, "", strings.NewReader(f.sources[path])), Lines: a.Lines[path]})
	}
	return out
}

// record adds an attempt whose runner wrote these files.
func (f *fixture) record(a result.Attempt, reports map[string]string) result.Attempt {
	f.t.Helper()
	raw := filepath.Join(f.dir, "raw", a.ID())
	for name, text := range reports {
		write(f.t, filepath.Join(raw, name), text)
	}
	if a.Started.IsZero() {
		a.Created, a.Started, a.Finished, a.Ended = began, began.Add(time.Second), began.Add(3*time.Second), began.Add(4*time.Second)
	}
	seen := result.Observation{Clean: f.clean}
	var err error
	if len(reports) > 0 {
		seen.Report, err = cucumber.Reader{
			Attach:  cucumber.Folder(filepath.Join(f.dir, "artifacts", a.ID()), f.clean.Line),
			Planned: f.planned(a), Runner: f.run.Runner,
		}.ReadDir(os.DirFS(raw))
	}
	if err != nil {
		seen.Problem = "the runner wrote no report: " + err.Error()
	}
	return f.run.Record(a, seen)
}

func (f *fixture) options() stream.Options {
	return stream.Options{Folder: f.dir, Clean: f.clean, Embed: f.embed, Sources: func(path string) (string, bool) {
		text, known := f.sources[path]
		return text, known
	}}
}

// text is the stream of the run, judged.
func (f *fixture) text() string {
	f.t.Helper()
	f.run.Judge(0)
	var out bytes.Buffer
	if err := stream.Write(&out, f.run, f.options()); err != nil {
		f.t.Fatal(err)
	}
	return out.String()
}

// parse reads a stream.
func parse(t *testing.T, text string) []messages.Envelope {
	t.Helper()
	var out []messages.Envelope
	for line := range strings.Lines(text) {
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.DisallowUnknownFields()
		var e messages.Envelope
		if err := decoder.Decode(&e); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		out = append(out, e)
	}
	return out
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// live is what the run writes as its containers end.
func (f *fixture) live() string {
	f.t.Helper()
	var out bytes.Buffer
	live, err := stream.NewLive(&out, f.run, f.options())
	if err != nil {
		f.t.Fatal(err)
	}
	err = live.Begin()
	for _, a := range f.run.Attempts {
		err = errors.Join(err, live.Attempt(a))
	}
	if err = errors.Join(err, live.End()); err != nil {
		f.t.Fatal(err)
	}
	return out.String()
}
