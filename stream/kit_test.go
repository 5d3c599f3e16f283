//go:build consumers

package stream_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestConsumersKit: all samples of the Cucumber Compatibility Kit, joined with each other, lose and double nothing.
func TestConsumersKit(t *testing.T) {
	f := kit(t)
	c := check(t, f.text())
	c.agrees(f.run)
	check(t, f.live())
	samples, err := filepath.Glob("../testdata/kit/node_modules/@cucumber/compatibility-kit/features/*/*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	lost := f.run.Counts().Missing // each of them has one attempt more than its sample, with a log
	for kind, more := range map[string]int{"stepDefinition": 0, "hook": 0, "parameterType": 0, "suggestion": 0, "testRunHookStarted": 0,
		"testCaseStarted": lost, "attachment": lost} {
		if want := count(t, samples, kind) + more; c.counts[kind] != want {
			t.Errorf("%d of %s, want %d", c.counts[kind], kind, want)
		}
	}
}

// count counts the messages of a kind in all samples.
func count(t *testing.T, samples []string, kind string) int {
	t.Helper()
	all := 0
	for _, name := range samples {
		all += strings.Count(read(t, name), `{"`+kind+`":{`)
	}
	return all
}
