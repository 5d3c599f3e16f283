package report

import (
	"strings"
	"testing"
)

// TestDoctor: a page has a line for each check, three pieces of advice at most, and the verdict at the end.
func TestDoctor(t *testing.T) {
	d := Diagnosis{Advice: []string{"one", "two", "three", "four"}}
	d.Say(Healthy, "daemon", "20.10", "")
	d.Say(Doubtful, "checkout", "it differs", "build it")
	want := []string{
		"OK    daemon       20.10",
		"NOTE  checkout     it differs",
		"                   hint: build it",
		"",
		"Worth changing",
		"  1. one",
		"  2. two",
		"  3. three",
		"",
		"READY",
	}
	if got := Doctor(d); strings.TrimSpace(got) != strings.Join(want, "\n") {
		t.Errorf("%s", got)
	}
	d.Say(Unhealthy, "smoke", "::error::it failed", "")
	if got := Doctor(d); !strings.HasSuffix(got, "\nNOT READY: smoke\n") {
		t.Errorf("%s", got)
	}
}
