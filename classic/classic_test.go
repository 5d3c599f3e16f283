package classic_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/classic"
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func write(t testing.TB, run *result.Run, o classic.Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := classic.Write(&out, run, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestWrite compares each run with its golden file.
func TestWrite(t *testing.T) {
	folder := attachments(t)
	for name, run := range fixtures() {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := json.Indent(&got, write(t, run, classic.Options{Folder: folder, Clean: result.NewCleaner([]string{"hunter2hunter2"})}), "", "  "); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("(run with -update if it is right)\n%s", diff)
			}
		})
	}
}

// document is as much of the format as a reader looks at.
type document []struct {
	URI, ID  string
	Elements []struct {
		ID, Name string
		Steps    []struct {
			Result     struct{ Status string }
			Embeddings []struct {
				MimeType string `json:"mime_type"`
				Data     []byte
			}
		}
	}
}

func read(t testing.TB, data []byte) document {
	t.Helper()
	var doc document
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestNothingIsGreenThatDidNotPass: whatever the steps of a scenario are, they show what the scenario counts as.
func TestNothingIsGreenThatDidNotPass(t *testing.T) {
	statuses := []cucumber.Status{cucumber.Passed, cucumber.Failed, cucumber.Skipped, cucumber.Pending, cucumber.Undefined, cucumber.Ambiguous, cucumber.Unknown,
		result.Deselected, result.Interrupted, result.NotRun, result.Unexpected, result.Duplicate, "strange"}
	for _, strict := range []bool{true, false} {
		for _, status := range statuses {
			for _, steps := range stepLists(statuses) {
				run := &result.Run{Strict: strict, FlakyFails: strict, Files: []result.File{{Path: "a", Scenarios: []result.Scenario{{Name: "s", Status: status, Steps: steps, Flaky: status == cucumber.Passed, Failure: &cucumber.Failure{Status: status, Message: "why"}}}}}}
				got := read(t, write(t, run, classic.Options{}))[0].Elements[0]
				var seen []string
				for _, one := range got.Steps {
					seen = append(seen, one.Result.Status)
				}
				if want := run.Outcome(run.Files[0].Scenarios[0]); !shows(seen, want) {
					t.Errorf("%s with steps %v counts as %s, and is shown as %v", status, steps, want, seen)
				}
			}
		}
	}
}

func stepLists(statuses []cucumber.Status) [][]cucumber.Step {
	lists := [][]cucumber.Step{nil}
	for _, s := range statuses {
		lists = append(lists, []cucumber.Step{{Keyword: "Given", Status: cucumber.Passed}, {Keyword: "After", Hook: true, Status: s}}, []cucumber.Step{{Keyword: "Before", Hook: true, Status: s}}, []cucumber.Step{{Keyword: "Given", Status: s}})
	}
	return lists
}

// shows reports whether statuses of steps show what a scenario counts as, to readers that each take the worst in their own order.
func shows(seen []string, as cucumber.Status) bool {
	red := func(s string) bool { return !slices.Contains([]string{"passed", "skipped"}, s) }
	for _, s := range seen {
		if !slices.Contains([]string{"passed", "failed", "skipped", "pending", "undefined", "ambiguous"}, s) {
			return false
		}
	}
	switch as {
	case cucumber.Passed:
		return len(seen) > 0
	case cucumber.Skipped:
		return slices.ContainsFunc(seen, func(s string) bool { return s != "passed" })
	}
	return slices.ContainsFunc(seen, red)
}

// TestIdentifiers: features of one title, and scenarios whose names differ in punctuation only, have identifiers of their own.
func TestIdentifiers(t *testing.T) {
	run := &result.Run{Files: []result.File{
		{Path: "a.feature", Title: "Cart", Scenarios: []result.Scenario{{Name: "a b"}, {Name: "a-b"}}}, {Path: "b.feature", Title: "Cart", Scenarios: []result.Scenario{{Name: "a b"}}},
	}}
	var got []string
	for _, f := range read(t, write(t, run, classic.Options{})) {
		got = append(got, f.ID)
		for _, e := range f.Elements {
			got = append(got, e.ID)
		}
	}
	if diff := cmp.Diff([]string{"cart", "cart;a-b", "cart;a-b-2", "cart-2", "cart-2;a-b"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestRoom: the attachments of what failed come first, and no more is embedded than there is room for.
func TestRoom(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "shot.png"), make([]byte, classic.MaxAttachment), 0o644); err != nil {
		t.Fatal(err)
	}
	run := &result.Run{Files: []result.File{{Path: "a.feature"}}}
	for i := range 2 * classic.MaxEmbedded / classic.MaxAttachment {
		name := fmt.Sprintf("shot-%02d.png", i)
		if err := os.Link(filepath.Join(folder, "shot.png"), filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
		s := result.Scenario{Name: name, Status: cucumber.Passed, Attachments: []string{name}}
		if i%2 == 1 {
			s.Status, s.Failure = cucumber.Failed, &cucumber.Failure{Status: cucumber.Failed}
		}
		run.Files[0].Scenarios = append(run.Files[0].Scenarios, s)
	}
	for i, e := range read(t, write(t, run, classic.Options{Folder: folder}))[0].Elements {
		one := e.Steps[0].Embeddings[0]
		if i%2 == 1 && one.MimeType != "image/png" || i%2 == 0 && !strings.HasSuffix(string(one.Data), "it has 2000000 bytes; one attachment may have 2000000, and all together 64000000") {
			t.Errorf("%s: %s of %d bytes", e.Name, one.MimeType, len(one.Data))
		}
	}
	if heap := peak(t, run, folder); heap > 48<<20 {
		t.Errorf("%d MiB of memory", heap>>20)
	}
}

// peak is about how much memory is live while a run is written.
func peak(t *testing.T, run *result.Run, folder string) (most uint64) {
	t.Helper()
	watch := func(p []byte) (int, error) {
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc)
		return len(p), nil
	}
	runtime.GC()
	if err := classic.Write(writerFunc(watch), run, classic.Options{Folder: folder}); err != nil {
		t.Fatal(err)
	}
	return most
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestLeavesTheFolderAlone: an attachment that is a link is not followed.
func TestLeavesTheFolderAlone(t *testing.T) {
	folder := t.TempDir()
	if err := os.Symlink("/etc/passwd", filepath.Join(folder, "shot.png")); err != nil {
		t.Fatal(err)
	}
	run := &result.Run{Files: []result.File{{Path: "a", Scenarios: []result.Scenario{{Name: "s", Status: cucumber.Passed, Attachments: []string{"shot.png", "../out.png"}}}}}}
	for _, one := range read(t, write(t, run, classic.Options{Folder: folder}))[0].Elements[0].Steps[0].Embeddings {
		if one.MimeType != "text/plain" || !strings.Contains(string(one.Data), "is not embedded") {
			t.Errorf("%s: %s", one.MimeType, one.Data)
		}
	}
}

// TestSecretsInText: no text that is embedded shows a secret, whatever the file is called.
func TestSecretsInText(t *testing.T) {
	const secret = "hunter2hunter2"
	folder := t.TempDir()
	names := []string{"a.txt", "a.html", "a.json", "a.svg", "a.har", "a"}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(`{"token":"`+secret+`"}`), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := &result.Run{Files: []result.File{{Path: "a", Scenarios: []result.Scenario{{Name: "s", Status: cucumber.Passed, Attachments: names}}}}}
	embedded := read(t, write(t, run, classic.Options{Folder: folder, Clean: result.NewCleaner([]string{secret})}))[0].Elements[0].Steps[0].Embeddings
	for i, one := range embedded {
		if string(one.Data) != `{"token":"***"}` {
			t.Errorf("%s: %s", names[i], one.Data)
		}
	}
	if len(embedded) != len(names) {
		t.Errorf("%d of %d files are embedded", len(embedded), len(names))
	}
}

// TestWriteFails: a write that fails is an error, wherever it fails.
func TestWriteFails(t *testing.T) {
	reader, writer := io.Pipe()
	reader.CloseWithError(io.ErrShortWrite)
	if err := classic.Write(writer, mixed(""), classic.Options{}); err == nil || !strings.HasPrefix(err.Error(), "write classic JSON: ") {
		t.Error(err)
	}
}

// FuzzWrite: whatever a suite writes, the document is JSON of the same shape.
func FuzzWrite(f *testing.F) {
	for _, word := range []string{"", `"`, `\`, "</script>", "<!--", "\x00\x1b[31m", "\xff", "\u2028", `"embeddings":[`, "]}"} {
		f.Add(word)
	}
	plain := shape(read(f, write(f, mixed(""), classic.Options{})))
	f.Fuzz(func(t *testing.T, word string) {
		if diff := cmp.Diff(plain, shape(read(t, write(t, mixed(word), classic.Options{})))); diff != "" {
			t.Errorf("%q: %s", word, diff)
		}
	})
}

func shape(doc document) (out []string) {
	for _, f := range doc {
		out = append(out, f.URI)
		for _, e := range f.Elements {
			for _, s := range e.Steps {
				out = append(out, s.Result.Status)
			}
		}
	}
	return out
}
