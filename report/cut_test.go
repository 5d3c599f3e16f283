package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func TestShort(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		most       int
		want       string
	}{
		{"fits", "12345", 5, "12345"},
		{"one too long", "123456", 5, "12…"},
		{"inside a letter", "1üüü", 5, "1…"},
		{"between letters", "üüü", 5, "ü…"},
		{"spaces become one", "a \t\n  b", 3, "a b"},
		{"cut after it is cleaned", "\x1b[31m12345\x1b[0m", 5, "12345"},
		{"empty", "", 5, ""},
		{"blank", " \n ", 5, ""},
	} {
		if got := short(tt.text, tt.most); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCodeIsCutBeforeItIsEscaped: half an entity would show its letters.
func TestCodeIsCutBeforeItIsEscaped(t *testing.T) {
	for text, want := range map[string]string{
		"<<<<<<": "<code>&lt;&lt;…</code>",
		"a&b":    "<code>a&amp;b</code>",
		"&&&&&&": "<code>&amp;&amp;…</code>",
	} {
		if got := code(text, 5); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// longFailure is a run with one failure, in which every text is too long to show.
func longFailure() *result.Run {
	why := &cucumber.Failure{
		Step: "Given é", Line: 7, Status: cucumber.Failed, Message: "first words" + strings.Repeat("é", 8000) + "last words",
	}
	return &result.Run{Root: ".", Strict: true, Files: []result.File{{
		Path:      "a.feature",
		Scenarios: []result.Scenario{{Name: strings.Repeat("é", 500), Line: 3, Status: cucumber.Failed, Failure: why}},
	}}}
}

func TestLongAnnotationKeepsBothEnds(t *testing.T) {
	got := Annotations(longFailure(), AnnotationOptions{Most: 1})[0]
	if len(got.Title) > 200 || !utf8.ValidString(got.Title) || !strings.HasSuffix(got.Title, "é…") {
		t.Errorf("a title of %d bytes: %q", len(got.Title), got.Title)
	}
	if len(got.Message) > 3800 || !utf8.ValidString(got.Message) {
		t.Errorf("a message of %d bytes", len(got.Message))
	}
	if !strings.HasPrefix(got.Message, "a.feature:7 Given é\nfirst words") || !strings.HasSuffix(got.Message, "last words") {
		t.Errorf("an end is lost: %q", got.Message)
	}
	expect(t, got.Message, " bytes left out")
}

func TestLongMessageIsCutInMarkdownOnly(t *testing.T) {
	run := longFailure()
	text := JobSummary(run, SummaryOptions{})
	expect(t, text, "first words", "last words", " bytes left out")
	if !utf8.ValidString(text) || longestLine(text) > 4<<10 {
		t.Errorf("the longest line has %d bytes", longestLine(text))
	}
	e := Ended{Attempt: result.Attempt{Class: result.Failed, Source: "messages"}, Files: []*result.File{&run.Files[0]}}
	expect(t, ended(ConsoleOptions{}, e).text, run.Files[0].Scenarios[0].Name+"\n", run.Files[0].Scenarios[0].Failure.Message+"\n")
}
