package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// checkout holds the files of a run, each with so many lines.
func checkout(run *result.Run, lines int) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range run.Files {
		files[run.Location(f)] = &fstest.MapFile{Data: []byte(strings.Repeat("x\n", lines))}
	}
	return files
}

func TestAnnotate(t *testing.T) {
	for _, n := range []int{0, 1, 10, 11, 10_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			run := failing(n)
			var out bytes.Buffer
			log := NewLog(&out, GitHub, nil)
			if err := log.Annotate(Annotations(run, AnnotationOptions{Checkout: checkout(run, 50), Most: 10})); err != nil {
				t.Fatal(err)
			}
			golden(t, fmt.Sprintf("annotations-%d.golden", n), out.String())
		})
	}
}

func TestAnnotationsStandOnlyOnWhatExists(t *testing.T) {
	files := fstest.MapFS{
		"apps/shop/a.feature":        {Data: []byte("1\n2\n3")},
		"apps/shop/empty.feature":    {},
		"apps/shop/folder/x.feature": {Data: []byte("1\n")},
	}
	for _, tt := range []struct {
		name, root, path string
		line             int
		wantFile         string
		wantLine         int
	}{
		{"there", "apps/shop", "a.feature", 2, "apps/shop/a.feature", 2},
		{"last line without a line end", "apps/shop", "a.feature", 3, "apps/shop/a.feature", 3},
		{"beyond the end", "apps/shop", "a.feature", 4, "apps/shop/a.feature", 0},
		{"no line", "apps/shop", "a.feature", 0, "apps/shop/a.feature", 0},
		{"empty file", "apps/shop", "empty.feature", 1, "", 0},
		{"no such file", "apps/shop", "b.feature", 1, "", 0},
		{"in the image only", "suite", "a.feature", 1, "", 0},
		{"a folder", "apps/shop", "folder", 1, "", 0},
		{"above the checkout", "../shop", "a.feature", 1, "", 0},
		{"absolute", "/apps/shop", "a.feature", 1, "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			why := &cucumber.Failure{Line: tt.line, Status: cucumber.Failed}
			run := &result.Run{Root: tt.root, Files: []result.File{{
				Path: tt.path, Scenarios: []result.Scenario{{Name: "Sells", Status: cucumber.Failed, Failure: why}},
			}}}
			got := Annotations(run, AnnotationOptions{Checkout: files, Most: 10})
			want := []Annotation{{
				File: tt.wantFile, Line: tt.wantLine,
				Title: "failed: Sells", Message: at(run.Location(run.Files[0]), tt.line),
			}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnnotationsWithoutACheckout(t *testing.T) {
	got := Annotations(failing(1), AnnotationOptions{Most: 10})
	if len(got) != 1 || got[0].File != "" || got[0].Line != 0 {
		t.Errorf("%+v, want one beside the run", got)
	}
}

func TestAnnotationsAreAtMostAsManyAsAsked(t *testing.T) {
	for _, tt := range []struct{ failed, most, want int }{{3, 0, 0}, {3, -1, 0}, {3, 1, 1}, {3, 3, 3}, {3, 10, 3}, {0, 10, 0}} {
		got := Annotations(failing(tt.failed), AnnotationOptions{Most: tt.most})
		if len(got) != tt.want {
			t.Errorf("%d failures, at most %d: %d annotations, want %d", tt.failed, tt.most, len(got), tt.want)
		}
		more := fmt.Sprintf("and %d more", tt.failed-tt.want)
		if tt.want > 0 && tt.failed > tt.want && !strings.Contains(got[len(got)-1].Message, more) {
			t.Errorf("the last of %d says %q, want %q in it", len(got), got[len(got)-1].Message, more)
		}
	}
}

func TestAnnotationsFitGitHubsLimits(t *testing.T) {
	for _, a := range Annotations(swollen(failing(30)), AnnotationOptions{Most: 10}) {
		if n := len([]rune(a.text())); n > 4096 {
			t.Errorf("a message of %d characters, and GitHub cuts at 4096", n)
		}
		if n := len([]rune(a.Title)); n > 255 {
			t.Errorf("a title of %d characters, and GitHub takes 255", n)
		}
	}
}

// TestFindings shows what is one finding and in which order they come.
func TestFindings(t *testing.T) {
	never := &cucumber.Failure{Message: "its container ended as timeout: stopped after 10m", Status: result.NotRun}
	run := &result.Run{
		Root: ".", Strict: true, Problems: []string{"stopped after 4 containers"},
		Files: []result.File{
			{Path: "a.feature", Scenarios: []result.Scenario{
				{Name: "one", Line: 3, Status: result.NotRun, Failure: never, Attempt: "a.1"},
				{Name: "two", Line: 6, Status: result.NotRun, Failure: never, Attempt: "a.1"},
				{Name: "lost", Line: 9, Status: result.NotRun, Attempt: "a.1"},
			}},
			{Path: "b.feature", Scenarios: []result.Scenario{
				{Name: "fine", Line: 3, Status: cucumber.Passed, Attempt: "b.1"},
				{Name: "gap", Line: 6, Status: cucumber.Undefined, Attempt: "b.1"},
				{Name: "bad", Line: 9, Status: cucumber.Failed, Attempt: "b.1"},
			}},
			{Path: "c.feature", Scenarios: []result.Scenario{{Name: "fine", Line: 3, Status: cucumber.Passed, Attempt: "c.1"}}},
		},
		Attempts: []result.Attempt{
			{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: result.Timeout, Evidence: "stopped after 10m", Advice: "Raise timeout.", Tail: "waiting\n"},
			{Unit: "b", Number: 1, Files: []string{"b.feature"}, Class: result.Failed, Source: "messages", Exit: 1},
			{Unit: "c", Number: 1, Files: []string{"c.feature"}, Class: result.Failed, Source: "messages", Exit: 2, Mismatch: true, Tail: "coverage below 80 %"},
			{Unit: "e", Number: 1, Files: []string{"c.feature"}, Class: result.Failed, Source: "messages", Exit: 2, Mismatch: true, Tail: "coverage below 70 %"},
			{Unit: "d", Number: 1, Class: result.Lost, Evidence: "the daemon is gone"},
		},
	}
	var got []string
	for _, a := range Annotations(run, AnnotationOptions{Most: 10}) {
		got = append(got, a.Title+"\n"+a.Message)
	}
	want := []string{
		"stopped after 10m (the container ended as timeout)\na.feature\n3 scenarios did not run\nRaise timeout.\nthe output ends with:\nwaiting",
		"exit status 2 though no scenario failed\nc.feature\nthe output ends with:\ncoverage below 80 %\nin 2 containers, the first is c.1",
		"the daemon is gone (the container ended as lost)\nthe daemon is gone (the container ended as lost)",
		"failed: bad\nb.feature:9",
		"undefined: gap\nb.feature:6",
		"stopped after 4 containers\nstopped after 4 containers",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWrongInputsAreAnnotated(t *testing.T) {
	all := []Complaint{{"image", "is required", "--image x"}, {"shell", `"zsh" is not known`, ""}, {"timeout", `"0" is not a duration`, "10m"}}
	want := []Annotation{
		{Title: "input image", Message: "is required\nhint: --image x"},
		{Title: "input shell", Message: "\"zsh\" is not known\n\nand 1 more: see the job summary and the log"},
	}
	if diff := cmp.Diff(want, InputAnnotations(all, 2)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	golden(t, "summary-inputs.md", InputSummary(all))
	golden(t, "summary-stopped.md", Stop{"pull image \"x\": denied", "docker login first"}.Summary())
}

// TestFlakyThatFails: where a pass after a failure fails, it does so for every writer.
func TestFlakyThatFails(t *testing.T) {
	run := readRun(t, "testdata/flaky-fails.json")
	want := []Annotation{{Title: "failed: Sometimes", Message: "features/flaky.feature:3\nit failed, then passed on a retry"}}
	if diff := cmp.Diff(want, Annotations(run, AnnotationOptions{Most: 10})); diff != "" {
		t.Error(diff)
	}
	if text := JobSummary(run, SummaryOptions{}); !strings.Contains(text, "Did not pass: 1") || strings.Contains(text, "Passed on a retry") {
		t.Error(text)
	}
}
