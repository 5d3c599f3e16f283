//go:build consumers

package junit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	gojunit "github.com/joshdk/go-junit"
)

const (
	installed = "../testdata/consumers"
	binaries  = installed + "/node_modules/.bin/"
)

// program runs a consumer. One that is not there fails the test. Its output goes to a file: xunit-viewer exits before a
// pipe has taken everything.
func program(t *testing.T, name string, args ...string) string {
	t.Helper()
	stdout, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	defer stdout.Close()
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = stdout, &stderr
	failed := cmd.Run()
	out, err := os.ReadFile(stdout.Name())
	if failed != nil || err != nil {
		t.Fatalf("run %s (testdata/consumers/install installs it): %v\n%s%s", name, errors.Join(failed, err), out, &stderr)
	}
	return string(out)
}

func decode[T any](t *testing.T, data string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		t.Fatalf("decode %q: %v", data, err)
	}
	return v
}

func decodeFile[T any](t *testing.T, file string) T {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return decode[T](t, string(data))
}

// kind says in one word what programs call a status; an unknown status stays, and differs from the model.
func kind(status string) string {
	switch status {
	case "passed":
		return "Passed"
	case "failed", "error", "broken":
		return "Red"
	case "skipped":
		return "Skipped"
	}
	return status
}

// script lets an interpreter use a library that reads reports.
func script(interpreter, name string) func(*testing.T, string) reading {
	return func(t *testing.T, file string) reading {
		return decode[reading](t, program(t, interpreter, filepath.Join(installed, name), file))
	}
}

func readGoJUnit(t *testing.T, file string) reading {
	suites, err := gojunit.IngestFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := reading{Cases: map[string]string{}}
	for _, s := range suites {
		got.Tally.Total += s.Totals.Tests
		got.Tally.Passed += s.Totals.Passed
		got.Tally.Red += s.Totals.Failed + s.Totals.Error
		got.Tally.Skipped += s.Totals.Skipped
		for _, c := range s.Tests {
			got.Cases[c.Classname+"."+c.Name] = kind(string(c.Status))
		}
	}
	return got
}

type ctrf struct {
	Summary struct{ Tests, Passed, Failed, Skipped, Flaky int }
	Tests   []struct {
		Name, Status string
		Suite        []string
	}
}

func convertToCTRF(t *testing.T, file string) ctrf {
	out := filepath.Join(t.TempDir(), "ctrf.json")
	program(t, binaries+"junit-to-ctrf", file, "-o", out)
	return decodeFile[struct{ Results ctrf }](t, out).Results
}

func readCTRF(t *testing.T, file string) reading {
	report := convertToCTRF(t, file)
	s := report.Summary
	got := reading{
		Tally: tally{Total: s.Tests, Passed: s.Passed, Red: s.Failed, Skipped: s.Skipped},
		Cases: map[string]string{},
	}
	for _, c := range report.Tests {
		suite := strings.Join(c.Suite, " > ")
		got.Cases[suite+"."+strings.TrimPrefix(c.Name, suite+": ")] = kind(c.Status)
	}
	return got
}

// splitSurrogates is what junit-to-ctrf makes of a character beyond U+FFFF: it loses both halves.
func splitSurrogates(name string) string {
	return regexp.MustCompile(`[\x{10000}-\x{10FFFF}]`).ReplaceAllLiteralString(name, "\uFFFD\uFFFD")
}

// readXunitViewer reads the last line on the console: "1 skipped, 2 passed, 1 failure, 1 error".
func readXunitViewer(t *testing.T, file string) reading {
	out := filepath.Join(t.TempDir(), "viewer.html")
	console := program(t, binaries+"xunit-viewer", "-r", file, "-c", "--clear=false", "-n", "-o", out)
	if strings.Contains(console, "Failed to parse") {
		t.Errorf("xunit-viewer: %s", console)
	}
	var c tally
	for _, found := range regexp.MustCompile(`(?m)\b(\d+) (passed|skipped|failure|error|unknown)(?:,|$)`).FindAllStringSubmatch(lastCounts(console), -1) {
		n, err := strconv.Atoi(found[1])
		if err != nil {
			t.Fatal(err)
		}
		c.Total += n
		switch found[2] {
		case "passed":
			c.Passed += n
		case "skipped":
			c.Skipped += n
		case "failure", "error":
			c.Red += n
		}
	}
	return reading{Tally: c}
}

func lastCounts(console string) string {
	before, _, _ := strings.Cut(console, "Written to:")
	lines := strings.Split(strings.TrimSpace(before), "\n")
	return lines[len(lines)-1]
}

type (
	allure struct {
		Statistic struct{ Total, Passed, Failed, Broken, Skipped int }
		Cases     []allureCase
	}

	// allureCase is hidden where it is an earlier attempt.
	allureCase struct {
		FullName, Status string
		Hidden           bool
		Extra            struct {
			Retries []struct{ StatusDetails string }
		}
	}
)

// readAllure has Java skip its optimising compiler: a report takes half the time without it.
func readAllure(t *testing.T, file string) allure {
	t.Helper()
	out := filepath.Join(t.TempDir(), "allure")
	console := program(t, "env", "JAVA_OPTS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
		"sh", installed+"/node_modules/allure-commandline/dist/bin/allure", "generate", filepath.Dir(file), "-o", out)
	if strings.Contains(console, "Could not parse") {
		t.Errorf("Allure 2: %s", console)
	}
	report := decodeFile[allure](t, out+"/widgets/summary.json")
	files, err := filepath.Glob(out + "/data/test-cases/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		report.Cases = append(report.Cases, decodeFile[allureCase](t, f))
	}
	return report
}

func (a allure) reading() reading {
	s := a.Statistic
	got := reading{
		Tally: tally{Total: s.Total, Passed: s.Passed, Red: s.Failed + s.Broken, Skipped: s.Skipped},
		Cases: map[string]string{},
	}
	for _, c := range a.Cases {
		if !c.Hidden {
			got.Cases[c.FullName] = kind(c.Status)
		}
	}
	return got
}

// retries are the messages of the earlier attempts of each case that has some.
func (a allure) retries() map[string][]string {
	out := map[string][]string{}
	for _, c := range a.Cases {
		for _, r := range c.Extra.Retries {
			out[c.FullName] = append(out[c.FullName], r.StatusDetails)
		}
	}
	return out
}

// offerToDatadog returns what datadog-ci says of a report that it is told not to send.
func offerToDatadog(t *testing.T, file string) string {
	t.Helper()
	offline, err := filepath.Abs(installed + "/offline.js")
	if err != nil {
		t.Fatal(err)
	}
	return program(t, "env", "DATADOG_API_KEY=none", "NODE_OPTIONS=--require="+strconv.Quote(offline),
		binaries+"datadog-ci", "junit", "upload", "--dry-run", "--skip-git-metadata-upload", "--service", "baleen", file)
}
