package result

import (
	"fmt"
	"strings"
	"testing"
)

func TestStaleNote(t *testing.T) {
	var many []string
	for i := range 250 {
		many = append(many, fmt.Sprintf("f%03d", i))
	}
	for _, tt := range []struct {
		stale *Stale
		want  string // of the note
		total int
	}{
		{NewStale([]string{"a"}), "in a, and the image", 1},
		{NewStale([]string{"a", "b", "c"}), "in a, b, c, and the image", 3},
		{NewStale(many), "in f000, f001, f002 and 247 more, and the image", 250},
		{NewStale([]string{"a", "b"}).join(NewStale([]string{"b", "c"})), "in a, b, c, and the image", 3},
		{NewStale(many).join(NewStale(many)), "and 247 more", 250},
		{NewStale(nil).join(NewStale([]string{"a"})), "in a,", 1},
		{NewStale([]string{"a"}).join(nil), "in a,", 1},
	} {
		if note := tt.stale.Note(); !strings.Contains(note, tt.want) || tt.stale.Total != tt.total || len(tt.stale.Files) > keptStale {
			t.Errorf("%q, of %d", note, tt.stale.Total)
		}
	}
	if note := NewStale(nil).Note(); note != "" {
		t.Errorf("none: %q", note)
	}
}
