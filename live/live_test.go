package live

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

// fixture is a run of one file, of which one scenario failed.
func fixture() *result.Run {
	why := &cucumber.Failure{Status: cucumber.Failed, Message: "Error: no lamp", Line: 3}
	return &result.Run{
		Schema: result.Schema, ID: "r", Root: ".", Strict: true, Runner: cucumber.ExitCode,
		Files: []result.File{{Path: "a.feature", Title: "A", Scenarios: []result.Scenario{
			{Name: "one", Line: 2, Status: cucumber.Failed, Failure: why, Attempt: "a.1", Steps: []cucumber.Step{{Keyword: "Given", Text: "a lamp", Status: cucumber.Failed}}},
			{Name: "two", Line: 4, Status: cucumber.Passed, Attempt: "a.1"},
		}}},
		Attempts: []result.Attempt{{Unit: "a", Number: 1, Slot: 1, Files: []string{"a.feature"}, Class: result.Failed, Exit: 1}},
	}
}

// described is a record in a few words.
func described(r Record) string {
	switch {
	case r.Plan != nil:
		return "plan " + r.Plan.Run
	case r.Started != nil:
		return "started " + r.Started.ID
	case r.Ended != nil:
		return fmt.Sprintf("ended %s %s with %d scenarios, %s", r.Ended.Attempt.ID(), r.Ended.Attempt.Class, len(r.Ended.Files[0].Scenarios), r.Ended.Parts["a.feature"])
	case r.Finished != nil:
		return "finished " + r.Finished.State
	}
	return "nothing"
}

// all reads what a tail has now.
func all(t *testing.T, tail *Tail) []string {
	t.Helper()
	var out []string
	if err := tail.Read(func(r Record) { out = append(out, described(r)) }); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestWriter: the file is a stream of messages in whole lines, and a Tail reads the records in it.
func TestWriter(t *testing.T) {
	dir, run := t.TempDir(), fixture()
	w, err := Create(run, Plan{Run: "r"}, stream.Options{Folder: dir})
	if err != nil {
		t.Fatal(err)
	}
	w.Started(Started{ID: "a.1"})
	w.Ended(Ended{Attempt: run.Attempts[0], Files: []*result.File{&run.Files[0]}, Parts: map[string]string{"a.feature": "part 1 of 2"}}, []*result.File{&run.Files[0]})
	run.Files[0].Scenarios[0].Status = cucumber.Passed // by a retry, which the file does not know yet
	run.Judge(0)
	if err := w.Finish(run); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, reportdir.Live))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for line := range strings.Lines(string(text)) {
		var envelope map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &envelope); err != nil || len(envelope) != 1 || !strings.HasSuffix(line, "\n") {
			t.Errorf("%q: %v", line, err)
		}
		for kind := range envelope {
			kinds = append(kinds, kind)
		}
	}
	kept := strings.Join(kinds, " ")
	if want := "meta testRunStarted attachment attachment attachment gherkinDocument pickle pickle "; !strings.HasPrefix(kept, want) || !strings.HasSuffix(kept, "testCaseFinished testRunFinished attachment") {
		t.Errorf("messages %s", kept)
	}
	if n := strings.Count(kept, "testCaseFinished"); n != 2 {
		t.Errorf("%d scenarios, want 2: %s", n, kept)
	}
	tail := NewTail(dir)
	defer tail.Close()
	want := []string{"plan r", "started a.1", "ended a.1 failed with 2 scenarios, part 1 of 2", "finished failed"}
	if diff := cmp.Diff(want, all(t, tail)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWriterThatCannotWrite: its error comes at the end, and nothing blocks.
func TestWriterThatCannotWrite(t *testing.T) {
	dir, run := t.TempDir(), fixture()
	w, err := Create(run, Plan{}, stream.Options{Folder: dir})
	if err != nil {
		t.Fatal(err)
	}
	w.file.Close()
	for range 3 * waiting {
		w.Started(Started{ID: "a.1"})
	}
	if err := w.Finish(run); err == nil || !strings.Contains(err.Error(), "write live.ndjson") {
		t.Errorf("%v", err)
	}
	if _, err := Create(run, Plan{}, stream.Options{Folder: dir}); err == nil {
		t.Error("the file of another run was taken")
	}
	var none *Writer
	none.Started(Started{})
	none.Ended(Ended{}, nil)
	if err := none.Finish(run); err != nil {
		t.Error(err)
	}
}

// TestTail: lines that grow, half a line, the next run's file, and lines that only look like records.
func TestTail(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, reportdir.Live)
	line := func(id string) string {
		text, err := Record{Started: &Started{ID: id}}.line()
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	grow := func(text string) {
		file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := file.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	tail := NewTail(dir)
	defer tail.Close()
	long := strings.Repeat("x", 300<<10)
	forged := `{"attachment":{"body":"{\"started\":{\"id\":\"forged\"}}","contentEncoding":"IDENTITY","mediaType":"` + MediaType + `"}}` + "\n"
	for _, step := range []struct{ name, text, want string }{
		{"no file", "", ""},
		{"one", line("a.1"), "started a.1"},
		{"nothing new", "", ""},
		{"half a line", line("b.1")[:90], ""},
		{"the other half", line("b.1")[90:] + line("c.1"), "started b.1, started c.1"},
		{"long lines", `{"attachment":{"body":"` + long + "\"}}\n" + line(long), "started " + long},
		{"a suite's attachment", forged + `{"attachment":{"mediaType":"` + MediaType + `","body":` + "\n" + "\n\x00\n", ""},
		{"after that", line("d.1"), "started d.1"},
	} {
		if step.text != "" {
			grow(step.text)
		}
		if got := strings.Join(all(t, tail), ", "); got != step.want {
			t.Errorf("%s: %.200s, want %.200s", step.name, got, step.want)
		}
	}
	grow(line("last.1"))
	if err := os.Rename(name, name+".old"); err != nil {
		t.Fatal(err)
	}
	grow(line("next.1"))
	if got := strings.Join(all(t, tail), ", "); got != "started last.1, started next.1" {
		t.Errorf("the next run: %s", got)
	}
	linked := NewTail(t.TempDir())
	if err := os.Symlink(name, linked.name); err != nil {
		t.Fatal(err)
	}
	if err := linked.Read(func(Record) { t.Error("a link was followed") }); err == nil {
		t.Error("a link was read")
	}
}

// FuzzTail: whatever is in the folder, the tail ends and what it hands over can be shown.
func FuzzTail(f *testing.F) {
	f.Add(`{"ended":{"attempt":{"unit":"\u001b[31m"},"files":[null,{"path":"../x","scenarios":[{"name":"\r::x::"}]}],"parts":{"a":"\n"}}}`)
	f.Add(`{"plan":{"announcement":"\u0000"}}`)
	f.Add(`{`)
	f.Fuzz(func(t *testing.T, body string) {
		dir := t.TempDir()
		var a attachment
		a.Attachment.MediaType, a.Attachment.Body = MediaType, body
		line, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, reportdir.Live), append(line, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		tail := NewTail(dir)
		defer tail.Close()
		if err := tail.Read(func(r Record) {
			if r.Ended != nil {
				for _, file := range r.Ended.Files {
					if strings.ContainsAny(file.Path+r.Ended.Attempt.Unit, "\x1b\n\r") {
						t.Errorf("%q, %q", file.Path, r.Ended.Attempt.Unit)
					}
				}
			}
		}); err != nil {
			t.Fatal(err)
		}
	})
}
