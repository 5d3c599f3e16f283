package page

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// packed matches the data of a page.
var packed = regexp.MustCompile(`<script type="application/gzip" id="([^"]+)">([^<]*)</script>`)

// data unpacks what a page holds, by its names.
func data(t testing.TB, page []byte) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, found := range packed.FindAllSubmatch(page, -1) {
		in, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(found[2])))
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := json.NewDecoder(in).Decode(&value); err != nil {
			t.Fatal(err)
		}
		all[string(found[1])] = value
	}
	return all
}

func write(t testing.TB, run *result.Run, o Options) []byte {
	t.Helper()
	var page bytes.Buffer
	if err := Write(&page, run, o); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}

// mixed is a run in which things of every kind happen; word stands wherever a suite's text does.
func mixed(word string) *result.Run {
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	failure := &cucumber.Failure{Step: "Then the total is 3" + word, Line: 7, Message: "AssertionError: expected 2 to equal 3" + word, Status: cucumber.Failed}
	run := &result.Run{
		ID: "20260102-030405-abcdef01", Image: "shop" + word, ImageID: "sha256:1", Runner: "cucumber-js", Command: []string{"cucumber-js", "{files}" + word},
		Root: ".", Concurrency: 2, Started: begun, Wall: 9 * time.Second, Notes: []string{"a note" + word}, Version: "1.2.3",
		Files: []result.File{{Path: "features/cart.feature", Title: "Cart" + word, Scenarios: []result.Scenario{
			{Name: "Adds" + word, Line: 5, Status: cucumber.Failed, Began: cucumber.MomentOf(begun.Add(1500 * time.Millisecond)), Duration: 1200 * time.Millisecond, Attempt: "features-cart.1", Tags: []string{"@cart" + word}, Failure: failure,
				Steps: []cucumber.Step{{Keyword: "Then", Text: "the total is 3" + word, Line: 7, Status: cucumber.Failed, Began: cucumber.MomentOf(begun.Add(1600 * time.Millisecond)), Duration: time.Second}},
				Log:   "a log" + word, Attachments: []string{"artifacts/features-cart.1/shot.svg", "artifacts/features-cart.1/page.html", "artifacts/features-cart.1/data.bin"}},
			{Name: "Removes" + word, Line: 12, Status: cucumber.Passed, Duration: time.Second, Attempt: "features-cart.2", Flaky: true, History: &result.History{Word: result.HistoryFlaky, Flaked: 3, Runs: 40}, Past: "pkpf", Earlier: []result.Earlier{{Attempt: "features-cart.1", Failure: *failure, Duration: time.Second, Steps: []cucumber.Step{{Keyword: "When", Text: "removed" + word, Status: cucumber.Passed}}}}},
			{Name: "Empties" + word, Line: 20, Status: cucumber.Failed, Failure: failure, Quarantine: &result.Quarantine{Owner: "@me" + word, Expires: "2026-02-01"}},
		}}, {Path: "features/pay.feature", Scenarios: []result.Scenario{{Name: "Pays" + word, Line: 3, Status: result.NotRun}}}},
		Attempts: []result.Attempt{
			{Unit: "features-cart", Number: 1, Slot: 1, Class: result.Failed, Exit: 1, Files: []string{"features/cart.feature"}, Created: begun, Started: begun.Add(time.Second),
				Finished: begun.Add(3 * time.Second), Ended: begun.Add(4 * time.Second), Stdout: "output/features-cart.1.stdout.log", Artifacts: []string{"artifacts/features-cart.1/shot.svg"}, Services: []result.ServiceLog{{Service: "db" + word, File: "services/1/db.log", From: 1, To: 9}}, Tail: "the end" + word,
				Waited: 500 * time.Millisecond, Planned: 1500 * time.Millisecond},
			{Unit: "features-pay", Number: 1, Slot: 2, Class: result.OOM, Exit: 137, Files: []string{"features/pay.feature"}, Created: begun, Ended: begun.Add(9 * time.Second), Evidence: "out of memory" + word, Advice: "Raise memory.", Notes: []string{"odd" + word}},
		},
	}
	run.Judge(0)
	return run
}

func again(path string, line int) string { return fmt.Sprintf("baleen rerun %s:%d", path, line) }

// options are all that a page can show, with a word wherever a suite's text stands.
func options(folder, word string) Options {
	return Options{
		Rerun: again, Folder: folder, Texts: true,
		RerunGroup: func(g result.Group) (string, bool) {
			return again(g.Members[0].File.Path, g.Members[0].Scenario.Line), len(g.Members) == 1
		},
		Output: func(a result.Attempt, why cucumber.Failure) (file, text string) {
			return a.Stdout, "before\n" + why.Message + "\nafter" + word
		},
	}
}

// TestWrite: what a page holds.
func TestWrite(t *testing.T) {
	folder := t.TempDir()
	shown := filepath.Join(folder, "artifacts/features-cart.1/page.html")
	if err := os.MkdirAll(filepath.Dir(shown), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(shown, []byte("<b>small</b>"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(data(t, write(t, mixed(""), options(folder, ""))), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "mixed.json")
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("(run with -update if it is right)\n%s", diff)
	}
}

// TestPolicyAllowsThePage: a digest that does not fit its script leaves an empty page.
func TestPolicyAllowsThePage(t *testing.T) {
	page := string(write(t, mixed(""), Options{}))
	for _, tag := range []string{"script", "style"} {
		_, after, _ := strings.Cut(page, "<"+tag+">")
		content, _, found := strings.Cut(after, "</"+tag+">")
		if !found || !strings.Contains(page, tag+"-src '"+digest(content)+"'") {
			t.Errorf("the policy does not allow the page's own %s", tag)
		}
	}
}

// TestNothingOfASuiteIsMarkup: whatever a suite writes, the page has the same elements.
func TestNothingOfASuiteIsMarkup(t *testing.T) {
	plain := skeleton(write(t, mixed(""), options("", "")))
	for _, word := range hostile() {
		if diff := cmp.Diff(plain, skeleton(write(t, mixed(word), options("", word)))); diff != "" {
			t.Errorf("%q: %s", word, diff)
		}
	}
}

func hostile() []string {
	return []string{
		`<script>alert(1)</script>`, `</script><img src=x onerror=alert(1)>`, `</title><svg onload=alert(1)>`, `"><a href="javascript:alert(1)">x</a>`,
		"<!--", "]]>", "</style><style>*{display:none}", "{{.Title}}", "\u2028\u2029", "&lt;b&gt;",
	}
}

// skeleton is the list of a page's tags.
func skeleton(page []byte) []string {
	bare := packed.ReplaceAll(page, []byte("<data>"))
	return regexp.MustCompile(`<[^>]*`).FindAllString(string(bare), -1)
}

func FuzzWrite(f *testing.F) {
	for _, word := range hostile() {
		f.Add(word)
	}
	plain := skeleton(write(f, mixed(""), options("", "")))
	f.Fuzz(func(t *testing.T, word string) {
		if diff := cmp.Diff(plain, skeleton(write(t, mixed(word), options("", word)))); diff != "" {
			t.Errorf("%q: %s", word, diff)
		}
	})
}
