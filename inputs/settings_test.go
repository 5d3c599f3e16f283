package inputs

import (
	"slices"
	"testing"
	"time"
)

func TestSmokeTimeout(t *testing.T) {
	for given, want := range map[string]time.Duration{"": 50 * time.Second, "10m": 50 * time.Second, "3m": 3 * time.Minute, "5s": 5 * time.Second} {
		s, wrong := Run{Image: "x", Timeout: given, Root: "."}.Check(func(string) string { return "" })
		if slices.ContainsFunc(wrong, func(w Wrong) bool { return w.Input == "timeout" }) {
			t.Errorf("timeout %q: %v", given, wrong)
		}
		if got := s.Smoke().File; got != want {
			t.Errorf("timeout %q: %s, want %s", given, got, want)
		}
	}
}

// TestRerunFolder: a rerun of a rerun leaves the report alone that it was copied from, and its folder's name does not grow.
func TestRerunFolder(t *testing.T) {
	dir := Reporting{Dir: "out/baleen-report"}
	var names []string
	for range 4 {
		names = append(names, dir.Dir)
		dir.Dir = dir.Rerun()
	}
	want := []string{"out/baleen-report", "out/baleen-report-rerun", "out/baleen-report-rerun-2", "out/baleen-report-rerun-3"}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	family := Reporting{Dir: want[2]}.Family()
	for _, name := range append(want, "out/baleen-report-smoke") {
		if !slices.Contains(family, name) {
			t.Errorf("%s is not among %q", name, family)
		}
	}
	for given, want := range map[string]string{"-rerun": "-rerun-2", "a-rerun-0": "a-rerun", "a-rerun-x": "a-rerun-x-rerun", "a-rerun-9999999": "a-rerun-9999999-rerun", "rerun": "rerun-rerun", "a-rerun/b": "a-rerun/b-rerun"} {
		if got := (Reporting{Dir: given}).Rerun(); got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
}
