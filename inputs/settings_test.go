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
