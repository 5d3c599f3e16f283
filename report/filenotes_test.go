package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFileNotes: one note for each file, which grows; further files are named at the end.
func TestFileNotes(t *testing.T) {
	run := broke("lamp", "door", "```\n<script>alert(1)</script> [x](javascript:1)")
	run.Name = "shop"
	n := NewFileNotes(1)
	first, second := n.Decided(one(run, 0)), n.Decided(one(run, 2))
	if len(first) != 1 || len(second) != 1 || first[0].Context != second[0].Context || !strings.HasPrefix(second[0].Body, strings.TrimSpace(first[0].Body)) {
		t.Fatalf("%q\n%q", first, second)
	}
	if again := n.Decided(one(run, 0)); len(again) != 0 {
		t.Errorf("told twice: %q", again)
	}
	other := broke("gate")
	other.Files[0].Path = "b.feature"
	if over := n.Decided(other); len(over) != 0 {
		t.Errorf("a note beyond the limit: %q", over)
	}
	rest := n.Rest(run)
	if len(rest) != 2 || rest[0].Context != first[0].Context || rest[1].Context == first[0].Context {
		t.Fatalf("%q", rest)
	}
	golden(t, "filenotes.md", rest[0].Body+rest[1].Body)
	if diff := cmp.Diff(len(NewFileNotes(0).Rest(run)), 0); diff != "" {
		t.Error(diff)
	}
}

// TestFileNotesAreShort: however much fails, and whatever it is called.
func TestFileNotesAreShort(t *testing.T) {
	for _, text := range hostileNames() {
		for _, note := range NewFileNotes(10).Rest(hostileRun(text)) {
			if len(note.Body) > 1<<20 || longestLine(note.Body) > 4<<10 || strings.ContainsAny(note.Body, forbidden) {
				t.Errorf("%d bytes, a line of %d: %.200q", len(note.Body), longestLine(note.Body), note.Body)
			}
		}
	}
	var many []string
	for i := range 500 {
		many = append(many, fmt.Sprintf("cause %c%c %s", 'a'+i%26, 'a'+i/26, strings.Repeat("x ", 9000)))
	}
	for _, note := range NewFileNotes(10).Rest(broke(many...)) {
		if len(note.Body) > 1<<20 || !strings.Contains(note.Body, "and 480 more") {
			t.Errorf("%d bytes", len(note.Body))
		}
	}
}
