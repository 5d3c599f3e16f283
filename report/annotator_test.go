package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// broke is a run of one file whose scenarios failed, with these messages.
func broke(messages ...string) *result.Run {
	run := &result.Run{Root: ".", Strict: true, Files: []result.File{{Path: "a.feature"}}}
	for i, message := range messages {
		why := &cucumber.Failure{Status: cucumber.Failed, Message: "Error: " + message}
		run.Files[0].Scenarios = append(run.Files[0].Scenarios, result.Scenario{Name: fmt.Sprint("s", i), Line: i + 1, Status: cucumber.Failed, Failure: why})
	}
	return run
}

// one is the part of a run with one scenario.
func one(run *result.Run, i int) *result.Run {
	part := *run
	part.Files = []result.File{run.Files[0]}
	part.Files[0].Scenarios = slices.Clone(run.Files[0].Scenarios[i : i+1])
	return &part
}

// TestAnnotator: one after the other, then the rest, nothing twice and never more than allowed; the last one counts what is left.
func TestAnnotator(t *testing.T) {
	same := strings.Fields(strings.Repeat("lamp ", 12))
	for _, tt := range []struct {
		name     string
		messages []string
		most     int
		live     int // how many are annotated before the end
		rest     []string
		more     string
	}{
		{"none", []string{"lamp"}, 0, 0, nil, ""},
		{"only one", []string{"lamp", "door"}, 1, 0, []string{"s0"}, "and 1 more"},
		{"few", []string{"lamp", "lamp", "door"}, 10, 3, nil, ""},
		{"one cause", same, 10, 5, []string{"s5", "s6", "s7", "s8", "s9"}, "and 2 more"},
		{"a new cause after many of one", append(slices.Clone(same), "door"), 10, 6, []string{"s5", "s6", "s7", "s8"}, "and 3 more"},
		{"many causes", strings.Fields("ant bee cat dog eel fox gnu hen ibis jay kiwi lynx"), 10, 9, []string{"s9"}, "and 2 more"},
	} {
		run := broke(tt.messages...)
		a := NewAnnotator(AnnotationOptions{Most: tt.most})
		live := 0
		for i := range tt.messages {
			live += len(a.Decided(one(run, i)))
			live += len(a.Decided(one(run, i))) // it is told once
		}
		if live != tt.live {
			t.Errorf("%s: %d before the end, want %d", tt.name, live, tt.live)
		}
		var rest []string
		last := ""
		for _, left := range a.Rest(run) {
			rest = append(rest, strings.TrimPrefix(left.Title, "failed: "))
			last = left.Message
		}
		if diff := cmp.Diff(tt.rest, rest); diff != "" {
			t.Errorf("%s: the rest (-want +got):\n%s", tt.name, diff)
		}
		if tt.more != "" && !strings.Contains(last, tt.more) || tt.more == "" && strings.Contains(last, " more: ") {
			t.Errorf("%s: the last says %q, want %q", tt.name, last, tt.more)
		}
	}
}
