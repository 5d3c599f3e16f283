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
			{Name: "Adds" + word, Line: 5, Status: cucumber.Failed, Duration: 1200 * time.Millisecond, Attempt: "features-cart.1", Tags: []string{"@cart" + word}, Failure: failure,
				Steps: []cucumber.Step{{Keyword: "Then", Text: "the total is 3" + word, Line: 7, Status: cucumber.Failed, Duration: time.Second}},
				Log:   "a log" + word, Attachments: []string{"artifacts/features-cart.1/shot.svg", "artifacts/features-cart.1/page.html", "artifacts/features-cart.1/data.bin"}},
			{Name: "Removes" + word, Line: 12, Status: cucumber.Passed, Duration: time.Second, Attempt: "features-cart.2", Flaky: true, History: &result.History{Word: result.HistoryFlaky, Flaked: 3, Runs: 40}, Earlier: []result.Earlier{{Attempt: "features-cart.1", Failure: *failure}}},
			{Name: "Empties" + word, Line: 20, Status: cucumber.Failed, Failure: failure, Quarantine: &result.Quarantine{Owner: "@me" + word, Expires: "2026-02-01"}},
		}}, {Path: "features/pay.feature", Scenarios: []result.Scenario{{Name: "Pays" + word, Line: 3, Status: result.NotRun}}}},
		Attempts: []result.Attempt{
			{Unit: "features-cart", Number: 1, Slot: 1, Class: result.Failed, Exit: 1, Files: []string{"features/cart.feature"}, Created: begun, Started: begun.Add(time.Second),
				Finished: begun.Add(3 * time.Second), Ended: begun.Add(4 * time.Second), Stdout: "output/features-cart.1.stdout.log", Artifacts: []string{"artifacts/features-cart.1/shot.svg"}, Services: []result.ServiceLog{{Service: "db" + word, File: "services/1/db.log", From: 1, To: 9}}, Tail: "the end" + word},
			{Unit: "features-pay", Number: 1, Slot: 2, Class: result.OOM, Exit: 137, Files: []string{"features/pay.feature"}, Created: begun, Ended: begun.Add(9 * time.Second), Evidence: "out of memory" + word, Advice: "Raise memory."},
		},
	}
	run.Judge(0)
	return run
}

func again(path string, line int) string { return fmt.Sprintf("baleen rerun %s:%d", path, line) }

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
	got, err := json.MarshalIndent(data(t, write(t, mixed(""), Options{Rerun: again, Folder: folder})), "", "  ")
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
	plain := skeleton(write(t, mixed(""), Options{Rerun: again}))
	for _, word := range hostile() {
		if diff := cmp.Diff(plain, skeleton(write(t, mixed(word), Options{Rerun: again}))); diff != "" {
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
	plain := skeleton(write(f, mixed(""), Options{}))
	f.Fuzz(func(t *testing.T, word string) {
		if diff := cmp.Diff(plain, skeleton(write(t, mixed(word), Options{}))); diff != "" {
			t.Errorf("%q: %s", word, diff)
		}
	})
}

// BenchmarkWrite writes the page of 10,000 scenarios with 100,000 steps.
func BenchmarkWrite(b *testing.B) {
	run := large()
	for b.Loop() {
		var page bytes.Buffer
		if err := Write(&page, run, Options{Rerun: again}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(page.Len()), "bytes")
	}
}

// large is a run of 10,000 scenarios with 100,000 steps, of which some fail.
func large() *result.Run {
	run := &result.Run{ID: "large", Image: "large", Started: time.Unix(0, 0).UTC(), Wall: time.Hour, Concurrency: 8, Root: "."}
	for f := range 500 {
		unit := fmt.Sprintf("features-%03d", f)
		file := result.File{Path: fmt.Sprintf("features/%03d.feature", f)}
		for s := range 20 {
			file.Scenarios = append(file.Scenarios, largeScenario(f, s, unit+".1"))
		}
		from := run.Started.Add(time.Duration(f/8) * 50 * time.Second)
		run.Attempts = append(run.Attempts, result.Attempt{
			Unit: unit, Number: 1, Slot: f%8 + 1, Class: result.Passed, Files: []string{file.Path},
			Created: from, Started: from.Add(time.Second), Finished: from.Add(48 * time.Second), Ended: from.Add(49 * time.Second),
		})
		run.Files = append(run.Files, file)
	}
	run.Judge(0)
	return run
}

func largeScenario(f, s int, attempt string) result.Scenario {
	one := result.Scenario{Name: fmt.Sprintf("Customer %d buys thing %d", f, s), Line: 3 + s*12, Status: cucumber.Passed, Duration: time.Duration(f*s) * time.Millisecond, Attempt: attempt}
	for k := range 10 {
		one.Steps = append(one.Steps, cucumber.Step{Keyword: "Given ", Text: fmt.Sprintf("customer %d adds %d of %q", f, k, fmt.Sprint("thing ", s)), Line: one.Line + k + 1, Status: cucumber.Passed, Duration: time.Duration(k*f) * 100 * time.Microsecond})
	}
	if (f*20+s)%97 == 0 {
		one.Status = cucumber.Failed
		one.Failure = &cucumber.Failure{Status: cucumber.Failed, Step: one.Steps[3].Text, Line: one.Steps[3].Line, Message: fmt.Sprintf("AssertionError: expected %d to equal %d", s, f)}
	}
	return one
}
