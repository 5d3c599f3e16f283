package inputs

import (
	"testing"
	"time"
)

func TestSmokeTimeout(t *testing.T) {
	for given, want := range map[string]time.Duration{"": 50 * time.Second, "10m": 50 * time.Second, "3m": 3 * time.Minute, "5s": 5 * time.Second} {
		s, _ := Run{Image: "x", Timeout: given, Root: "."}.Check(func(string) string { return "" })
		if got := s.Smoke().File; got != want {
			t.Errorf("timeout %q: %s, want %s", given, got, want)
		}
	}
}
