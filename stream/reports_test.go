//go:build consumers

package stream_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/classic"
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/official"
	"github.com/org/baleen-action/result"
)

// classicSeen is what programs make of a run's classic JSON.
type classicSeen struct {
	Elements int
	Multiple map[string]int    // scenarios by status, of multiple-cucumber-html-reporter
	Allure   map[string]string // status by place and name, of Allure 3
}

// TestConsumersClassic lets programs read the classic JSON of the runs whose streams are read: it is here because the runs are.
func TestConsumersClassic(t *testing.T) {
	all := consumed(t)
	args := []string{"../testdata/consumers/read-classic.mjs"}
	for i, one := range all {
		var out bytes.Buffer
		if err := classic.Write(&out, one.run, classic.Options{Folder: one.dir}); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), fmt.Sprintf("%d.json", i))
		write(t, file, out.String())
		args = append(args, file)
	}
	for i, got := range tell[classicSeen](t, args...) {
		t.Run(all[i].name, func(t *testing.T) { agreeClassic(t, all[i].run, got) })
	}
}

// tell runs a program of the consumers, and decodes what it tells of its arguments.
func tell[T any](t *testing.T, args ...string) []T {
	t.Helper()
	out, err := exec.Command("node", args...).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
	}
	var all []T
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func agreeClassic(t *testing.T, run *result.Run, got classicSeen) {
	want := classicSeen{Elements: got.Elements, Multiple: map[string]int{"passed": 0, "failed": 0, "skipped": 0, "pending": 0, "ambiguous": 0, "undefined": 0, "total": got.Elements}, Allure: map[string]string{}}
	allure := map[string]string{"pending": "skipped", "undefined": "broken", "ambiguous": "broken"}
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			word := counted(run, s)
			want.Multiple[word]++
			name := run.Location(f) + "#" + s.Name
			if want.Allure[name] = word; allure[word] != "" {
				want.Allure[name] = allure[word]
			}
		}
	}
	for name, status := range got.Allure { // what failed beside the scenarios has elements of its own
		if want.Allure[name] == "" && status == "failed" {
			want.Allure[name] = status
			want.Multiple["failed"]++
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" || got.Elements < run.Counts().Total {
		t.Errorf("(-run.json +what programs see)\n%s", diff)
	}
	t.Logf("%d elements: %v", got.Elements, got.Multiple)
}

// counted is what the scenario counts as, in the words of the classic JSON.
func counted(run *result.Run, s result.Scenario) string {
	switch outcome := run.Outcome(s); {
	case outcome == cucumber.Passed || outcome == cucumber.Skipped:
		return string(outcome)
	case s.Status == cucumber.Pending || s.Status == cucumber.Undefined || s.Status == cucumber.Ambiguous:
		return string(s.Status)
	}
	return "failed"
}

// pageSeen is what Chromium shows of a page of Cucumber's formatter, and what it complains of.
type pageSeen struct {
	Complaints, Requests, Links []string
	Counts                      map[string]int
	Text                        string
}

// TestConsumersPage opens the pages of all streams in Chromium: they show the counts of run.json, without a complaint.
func TestConsumersPage(t *testing.T) {
	all := consumed(t)
	args := []string{"../testdata/consumers/look-at-cucumber-page.js"}
	for i, one := range all {
		var page bytes.Buffer
		if err := official.Write(&page, one.name, strings.NewReader(one.text)); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(one.dir, fmt.Sprintf("cucumber-%d.html", i))
		write(t, file, page.String())
		args = append(args, file)
	}
	for i, got := range tell[pageSeen](t, args...) {
		t.Run(all[i].name, func(t *testing.T) {
			if diff := gocmp.Diff(shownCounts(all[i].run), got.Counts); diff != "" {
				t.Errorf("(-run.json +what the page shows)\n%s", diff)
			}
			if len(got.Complaints) > 0 {
				t.Errorf("the browser complains: %v", got.Complaints)
			}
			for _, url := range got.Requests {
				if !strings.HasPrefix(url, "file://"+all[i].dir+"/") && !strings.HasPrefix(url, "data:") {
					t.Errorf("the page asks for %s", url)
				}
			}
		})
	}
}

func shownCounts(run *result.Run) map[string]int {
	counts := map[string]int{}
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			if status := shown(run, s); status != withoutSteps { // which the page does not count
				counts[status]++
			}
		}
	}
	return counts
}
