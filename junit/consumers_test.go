//go:build consumers

package junit_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/result"
)

// consumer is a program of others that reads reports.
type consumer struct {
	name string
	read func(t *testing.T, file string) reading
	// shows is how it writes the name of a case; nil: as it is.
	shows func(name string) string
	// countsOnly is set where it does not tell the statuses of single cases.
	countsOnly bool
	// strictly is what it counts in the strict flavour, where the root does not say what was skipped; nil: the same.
	strictly func(tally) tally
}

// reading is what a program makes of a report: how many cases there are, and of what status is each, by class and name.
type reading struct {
	Tally tally
	Cases map[string]string
}

// consumers names Debian's own interpreters by path: another one on the PATH does not see Debian's packages.
func consumers() []consumer {
	return []consumer{
		{name: "go-junit", read: readGoJUnit},
		{name: "junit-to-ctrf", read: readCTRF, shows: splitSurrogates},
		{name: "TestBeats", read: script("node", "read-testbeats.js"), strictly: skippedAsPassed},
		{name: "xunit-viewer", read: readXunitViewer, countsOnly: true},
		{name: "junitparser", read: script("/usr/bin/python3", "read-junitparser.py")},
		{name: "GitLab", read: script("/usr/bin/ruby", "read-gitlab.rb")},
		{name: "Allure 2", read: func(t *testing.T, file string) reading { return readAllure(t, file).reading() }},
	}
}

// TestConsumers lets programs of others read our reports: all must see what the model has.
func TestConsumers(t *testing.T) {
	runs := fixtures()
	runs["large"], runs["strict"] = large(), mixed()
	for name, run := range runs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flavour := junit.Full
			if name == "strict" {
				flavour = junit.Strict
			}
			report := writeFlavour(t, run, flavour)
			file := save(t, report)
			checkAccepted(t, file)
			checkReadings(t, model(t, name, run, report), flavour, file)
		})
	}
}

// TestConsumersFlaky: the scenarios that passed after a failure are seen as such, and other attempts where a program
// shows them.
func TestConsumersFlaky(t *testing.T) {
	for _, flavour := range []junit.Flavour{junit.Full, junit.Strict} {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			file := save(t, writeFlavour(t, mixed(), flavour))
			if got, want := convertToCTRF(t, file).Summary.Flaky, mixed().Counts().Flaky; got != want || want == 0 {
				t.Errorf("junit-to-ctrf sees %d flaky, want %d", got, want)
			}
			// Allure 2 knows rerunFailure and not flakyFailure: what failed and then passed is a plain pass to it.
			want := map[string][]string{
				"web v2_0.apps.web.features.admin.ops.Wrong count": {"did not pass in attempt 1: container ended as failed"},
			}
			if diff := cmp.Diff(want, readAllure(t, file).retries()); diff != "" {
				t.Errorf("Allure 2 shows other retries (-want +got):\n%s", diff)
			}
		})
	}
}

// TestConsumersRefuse: a program that says yes to our reports says no to half of one.
func TestConsumersRefuse(t *testing.T) {
	report := write(t, mixed())
	file := save(t, report[:len(report)/2])
	if console := offerToDatadog(t, file); !strings.Contains(console, "Invalid jUnitXML") {
		t.Errorf("datadog-ci takes half a report:\n%s", console)
	}
}

// TestConsumersOffline: what is to keep datadog-ci from the network does so.
func TestConsumersOffline(t *testing.T) {
	for _, script := range []string{
		`require("http").get("http://127.0.0.1:65535")`,
		`fetch("http://127.0.0.1:65535")`,
		`require("dns").lookup("localhost", () => {})`,
		`require("dgram").createSocket("udp4")`,
	} {
		out, err := exec.Command("node", "--require", installed+"/offline.js", "-e", script).CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte("offline: the program uses the network")) {
			t.Errorf("%s is not stopped: %v\n%s", script, err, out)
		}
	}
}

func writeFlavour(t *testing.T, run *result.Run, flavour junit.Flavour) string {
	t.Helper()
	var out bytes.Buffer
	if err := junit.Write(&out, run, flavour); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func save(t *testing.T, report string) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "TEST-baleen.xml")
	if err := os.WriteFile(file, []byte(report), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// model is the reading that is right. Names are as encoding/xml reads them, because the writer shortens and numbers them;
// no status comes from the report. What is no scenario stands for a container or the run, and is red.
func model(t *testing.T, name string, run *result.Run, report string) reading {
	t.Helper()
	want := reading{Tally: expected(name, run), Cases: map[string]string{}}
	for i, s := range read(t, report).Suites {
		for j, c := range s.Cases {
			status := "Red"
			if i < len(run.Files) && j < len(run.Files[i].Scenarios) {
				status = outcome(run, run.Files[i].Scenarios[j])
			}
			want.Cases[c.Classname+"."+c.Name] = status
		}
	}
	return want
}

func outcome(run *result.Run, s result.Scenario) string {
	if status := kind(string(run.Outcome(s))); status == "Passed" || status == "Skipped" {
		return status
	}
	return "Red"
}

// checkAccepted asks the programs that say no more than yes or no.
func checkAccepted(t *testing.T, file string) {
	t.Helper()
	program(t, "xmllint", "--noout", file)
	console := offerToDatadog(t, file)
	if !strings.Contains(console, "Uploaded 1 files") || strings.Contains(console, "Invalid") {
		t.Errorf("datadog-ci refuses the report:\n%s", console)
	}
}

func checkReadings(t *testing.T, want reading, flavour junit.Flavour, file string) {
	t.Helper()
	row := func(name string, c tally) string {
		return fmt.Sprintf("%-18s %6d %6d %6d %7d\n", name, c.Total, c.Passed, c.Red, c.Skipped)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%-18s %6s %6s %6s %7s\n%s", "", "total", "passed", "red", "skipped", row("the model", want.Tally))
	for _, c := range consumers() {
		if want.Tally.Total == 0 && c.name == "junit-to-ctrf" {
			continue // it writes nothing where there are no cases
		}
		got := c.read(t, file)
		table.WriteString(row(c.name, got.Tally))
		if diff := cmp.Diff(c.expects(want, flavour), got); diff != "" {
			t.Errorf("%s (-model +read):\n%s", c.name, diff)
		}
	}
	t.Log(table.String())
}

// expects is the model's reading as far as the consumer tells it.
func (c consumer) expects(model reading, flavour junit.Flavour) reading {
	want := model
	if flavour == junit.Strict && c.strictly != nil {
		want.Tally = c.strictly(model.Tally)
	}
	switch {
	case c.countsOnly:
		want.Cases = nil
	case c.shows != nil:
		want.Cases = map[string]string{}
		for name, status := range model.Cases {
			want.Cases[c.shows(name)] = status
		}
	}
	return want
}

func skippedAsPassed(c tally) tally {
	return tally{Total: c.Total, Passed: c.Passed + c.Skipped, Red: c.Red}
}
