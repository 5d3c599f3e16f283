package shard

import (
	"slices"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
)

func TestUrgency(t *testing.T) {
	outcomes := func(statuses ...cucumber.Status) []Outcome {
		var out []Outcome
		for i, s := range statuses {
			out = append(out, Outcome{Run: string(rune('z' - i)), Status: s, Flaky: s == cucumber.Passed && i > 0, Attempt: 1})
		}
		return out
	}
	past := &Past{Files: map[string]*PastFile{"a.feature": {
		Scenarios: map[string][]Observation{"timed": took(1)},
		Records: map[string]*Record{
			"failed":  {Outcomes: outcomes(cucumber.Failed, cucumber.Passed), Text: Text{Digest: "x"}},
			"changed": {Outcomes: outcomes(cucumber.Passed), Text: Text{Digest: "y"}},
			"flaky":   {Outcomes: outcomes(cucumber.Passed, cucumber.Passed, cucumber.Passed, cucumber.Passed), Text: Text{Digest: "x"}},
			"skipped": {Outcomes: outcomes(cucumber.Skipped)},
			"calm":    {Outcomes: outcomes(cucumber.Passed), Text: Text{Digest: "x"}},
		},
	}}}
	for name, want := range map[string]Urgency{"failed": Failed, "changed": Fresh, "new": Fresh, "flaky": Flakes, "calm": Calm, "skipped": Calm, "timed": Calm} {
		if got := past.Urgency(Work{"a.feature", name, 1}, "x"); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	if got := (&Past{}).Urgency(Work{"a.feature", "new", 1}, "x"); got != Calm {
		t.Errorf("without a history: %d", got)
	}
}

// TestFailuresFirst: the urgent start first, the shortest of them before the others, unless the longest file would end the run
// later because of it.
func TestFailuresFirst(t *testing.T) {
	urgent := func(path string, seconds int, u Urgency) File {
		f := file(path, seconds)
		f.Urgency = u
		return f
	}
	for name, tt := range map[string]struct {
		files []File
		slots int
		want  []string
	}{
		"by urgency":       {[]File{file("a", 9), urgent("b", 2, Flakes), urgent("c", 3, Failed), urgent("d", 1, Failed), urgent("e", 8, Fresh)}, 1, []string{"d", "c", "e", "b", "a"}},
		"a pole is first":  {[]File{file("pole", 60), file("a", 9), urgent("b", 8, Failed), file("c", 5)}, 2, []string{"pole", "b", "a", "c"}},
		"it would cost":    {[]File{file("a", 30), file("b", 30), urgent("c", 10, Failed), urgent("d", 10, Failed)}, 2, []string{"a", "b", "c", "d"}},
		"nothing to hurry": {[]File{file("a", 1), file("b", 2)}, 2, []string{"b", "a"}},
	} {
		var got []string
		for _, u := range Plan(tt.files, Options{Slots: tt.slots, Order: OrderFailures}) {
			got = append(got, u.Name)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// TestFailuresFirstInBatches: what is urgent is not behind others in a batch.
func TestFailuresFirstInBatches(t *testing.T) {
	files := []File{file("urgent", 1)}
	files[0].Urgency = Failed
	for i := range 200 {
		files = append(files, file(string(rune('a'+i%26))+string(rune('a'+i/26)), 1+i%3))
	}
	units := Plan(files, Options{Slots: 4, StartUp: 2 * time.Second, Batch: true, Order: OrderFailures})
	at := slices.IndexFunc(units, func(u Unit) bool { return u.Name == "urgent" && len(u.Targets) == 1 })
	if at < 0 || at >= 4 || len(units) > 100 {
		t.Errorf("of %d units, the urgent one is number %d", len(units), at)
	}
}
