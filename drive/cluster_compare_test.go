//go:build cluster && !nokube

package drive

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ofTheEngine are the fields of run.json that may differ between two runs of one suite on two engines: times, names that are made up
// for each run, which slot was free, and which engine it is.
var ofTheEngine = []string{
	"id", "started", // and what ends in _ns
	"attempts.created", "attempts.started", "attempts.finished", "attempts.ended", "attempts.slot", "attempts.container", "attempts.run",
	"engine", "image", "image_id", "inputs", "rerun_of.run", "continues", "advice", // what it advises follows from times
}

// aboutTime are files that are about times and calls alone, or show again what other files hold.
var aboutTime = []string{"trace.json", "live.ndjson", "index.html"}

// ofTheMoment are texts that differ between two runs on one engine, too: times as runners and reports write them, names that are made
// up, which slot was free.
var ofTheMoment = regexp.MustCompile(strings.Join([]string{
	`"(duration|timestamp|nanos|seconds)": ?[\d.e-]+`,
	`"workerId": ?"[^"]*"`,
	` (time|timestamp|hostname)="[^"]*"`,
	`\d{4}-\d\d-\d\dT[\d:.]+Z`,
	`\d+m ?\d+(\.\d+)?s|\d+(\.\d+)?(µs|ms|s)\b`,
	`\d{8}-\d{6}-[0-9a-f]{8}`,
	`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`,
}, "|"))

// comparable reads a report folder, without what ofTheEngine and ofTheMoment allow to differ. The folders beside it, of reruns, are part of it.
func comparable(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	above := filepath.Dir(dir)
	err := filepath.WalkDir(above, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || slices.Contains(aboutTime, entry.Name()) || filepath.Dir(name) == above {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(above, name)
		all[rel] = document(t, rel, bytes.ReplaceAll(content, []byte(above), []byte("ABOVE")))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// document writes what a file says, in a form that does not depend on the order in time.
func document(t *testing.T, name string, content []byte) string {
	t.Helper()
	if filepath.Base(name) == "run.json" {
		content = model(t, content)
	}
	text := ofTheMoment.ReplaceAllString(string(content), "…")
	if filepath.Base(name) == "messages.ndjson" {
		text = strings.Join(slices.Sorted(strings.Lines(text)), "")
	}
	return text
}

// model is run.json without ofTheEngine, and its attempts in an order of their own.
func model(t *testing.T, content []byte) []byte {
	t.Helper()
	var run map[string]any
	if err := json.Unmarshal(content, &run); err != nil {
		t.Fatal(err)
	}
	without(run, "")
	attempts, _ := run["attempts"].([]any)
	slices.SortFunc(attempts, func(a, b any) int { return bytes.Compare(written(t, a), written(t, b)) })
	return written(t, run)
}

func written(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// without leaves out the fields of ofTheEngine, and durations, all of which end in _ns.
func without(v any, at string) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			without(one, at)
		}
	case map[string]any:
		for key, one := range v {
			place := strings.TrimPrefix(at+"."+key, ".")
			if slices.Contains(ofTheEngine, place) || strings.HasSuffix(key, "_ns") {
				delete(v, key)
			}
			without(one, place)
		}
	}
}

// compare shows where two reports differ.
func compare(t *testing.T, docker, cluster map[string]string) {
	t.Helper()
	for name, one := range docker {
		other, there := cluster[name]
		switch {
		case !there:
			t.Errorf("%s: only on Docker", name)
		case one != other:
			t.Errorf("%s: %s", name, firstDifference(one, other))
		}
	}
	for name := range cluster {
		if _, there := docker[name]; !there {
			t.Errorf("%s: only on the cluster", name)
		}
	}
}

// firstDifference shows the first lines that differ, with two before them.
func firstDifference(one, other string) string {
	a, b := strings.Split(one, "\n"), strings.Split(other, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			from := max(0, i-2)
			return "Docker has\n" + strings.Join(a[min(from, len(a)):min(i+3, len(a))], "\n") + "\nand the cluster\n" + strings.Join(b[min(from, len(b)):min(i+3, len(b))], "\n")
		}
	}
	return "the same"
}
