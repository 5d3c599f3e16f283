package report

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
)

func failuresOptions(run *result.Run) FailuresOptions {
	return FailuresOptions{Rerun: optionsFor(run).Rerun, Output: func(g result.Group) Output {
		return Output{File: "output/x.stdout.log", Text: "before\n" + strings.Repeat("noise \"quoted\"\n", 1000) + "after"}
	}}
}

// groupsOf checks that every group of a failures.json is small, and returns them.
func groupsOf(t *testing.T, text []byte) []failuresGroup {
	t.Helper()
	var raw struct{ Groups []json.RawMessage }
	var read failures
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, text)
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	total := 0
	for i, group := range raw.Groups {
		if len(group) > maxGroup {
			t.Errorf("group %d has %d bytes", i, len(group))
		}
		if g := read.Groups[i]; g.Count != len(g.Members)+g.More || g.Place == "" || g.Signature.Hash == "" {
			t.Errorf("group %d is incomplete: %+v", i, g)
		}
		total += read.Groups[i].Count
	}
	if read.Schema != FailuresSchema || read.Scenarios != total {
		t.Errorf("schema %d, %d scenarios, %d in groups", read.Schema, read.Scenarios, total)
	}
	return read.Groups
}

func TestFailures(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.json")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		run := readRun(t, path)
		text, err := Failures(run, failuresOptions(run))
		if err != nil {
			t.Fatal(err)
		}
		groupsOf(t, text)
	}
	run := readRun(t, "testdata/causes.json")
	text, err := Failures(run, FailuresOptions{Rerun: optionsFor(run).Rerun, Output: func(g result.Group) Output {
		return Output{File: "output/catalogue.1.stdout.log", Text: "before\n" + g.Members[0].Why().Step + "\nafter"}
	}})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "failures-causes.golden", string(text))
}

// TestFailuresOfLongTexts: a group stays small, whatever is long in it.
func TestFailuresOfLongTexts(t *testing.T) {
	long := strings.Repeat("\"\\\n\t\u00e9 long/", 5000)
	run := readRun(t, "testdata/causes.json")
	for i := range run.Files {
		run.Files[i].Path = strings.Repeat("deep/", 100*i) + run.Files[i].Path
		for j := range run.Files[i].Scenarios {
			s := &run.Files[i].Scenarios[j]
			s.Name, s.Attachments = long, []string{long, long}
			if s.Failure != nil {
				s.Failure.Step, s.Failure.Message, s.Failure.Hook = long, s.Failure.Message+long, long
			}
		}
	}
	text, err := Failures(run, failuresOptions(run))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(groupsOf(t, text)); n == 0 {
		t.Error("no groups")
	}
}

func TestOutputsAreReadAgain(t *testing.T) {
	run := readRun(t, "testdata/causes.json")
	text, err := Failures(run, failuresOptions(run))
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := ReadOutputs(text)
	if err != nil || len(outputs) != len(run.Groups()) {
		t.Fatalf("got %d outputs, %v", len(outputs), err)
	}
	for _, g := range run.Groups() {
		if got := outputs[g.Hash]; got.File != "output/x.stdout.log" || !strings.HasPrefix(got.Text, "before\n") {
			t.Errorf("got %+v", got)
		}
	}
	foreign := bytes.ReplaceAll(text, []byte(`"output/x.stdout.log"`), []byte(`"../../etc/passwd"`))
	if outputs, err = ReadOutputs(foreign); err != nil || outputs[run.Groups()[0].Hash].File != "" {
		t.Errorf("a path out of the folder was read: %+v, %v", outputs, err)
	}
	if _, err := ReadOutputs([]byte("{")); err == nil {
		t.Error("half a file was read")
	}
}
