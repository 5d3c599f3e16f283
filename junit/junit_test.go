package junit_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/result"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestWriteGolden(t *testing.T) {
	for name, run := range fixtures() {
		t.Run(name, func(t *testing.T) {
			got := write(t, run)
			golden := filepath.Join("testdata", name+".xml")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("report differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

func write(t *testing.T, run *result.Run) string {
	t.Helper()
	var out bytes.Buffer
	if err := junit.Write(&out, run, junit.Full); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestWriteCounts reads the reports back and compares them with the model's own counts.
func TestWriteCounts(t *testing.T) {
	for name, run := range fixtures() {
		t.Run(name, func(t *testing.T) {
			want, doc := expected(name, run), read(t, write(t, run))
			if diff := cmp.Diff(want, doc.counted()); diff != "" {
				t.Errorf("cases (-model +report):\n%s", diff)
			}
			if diff := cmp.Diff(want, doc.declared()); diff != "" {
				t.Errorf("attributes (-model +report):\n%s", diff)
			}
		})
	}
}

// tally is what all readers can count: not all of them tell errors from failures.
type tally struct{ Total, Passed, Red, Skipped int }

func counts(run *result.Run) tally {
	c := run.Counts()
	return tally{Total: c.Total, Passed: c.Passed, Red: c.Failed + c.Missing, Skipped: c.Skipped}
}

// expected adds to the model's counts the cases that stand for a container or for the run, where no scenario is red.
func expected(name string, run *result.Run) tally {
	own := map[string]int{"container": 2, "cancelled": 1}[name]
	c := counts(run)
	return tally{Total: c.Total + own, Passed: c.Passed, Red: c.Red + own, Skipped: c.Skipped}
}

type document struct {
	XMLName  xml.Name `xml:"testsuites"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Suites   []struct {
		Name  string     `xml:"name,attr"`
		Cases []testcase `xml:"testcase"`
	} `xml:"testsuite"`
}

type testcase struct {
	Name      string   `xml:"name,attr"`
	Classname string   `xml:"classname,attr"`
	Failure   []string `xml:"failure"`
	Error     []string `xml:"error"`
	Skipped   []string `xml:"skipped"`
	SystemOut []string `xml:"system-out"`
}

// read decodes strictly.
func read(t *testing.T, report string) document {
	t.Helper()
	var doc document
	if err := xml.Unmarshal([]byte(report), &doc); err != nil {
		t.Fatalf("report is not well-formed: %v\n%s", err, report)
	}
	return doc
}

func (d document) counted() tally {
	var c tally
	for _, s := range d.Suites {
		for _, tc := range s.Cases {
			c.Total++
			switch {
			case len(tc.Failure)+len(tc.Error) > 0:
				c.Red++
			case len(tc.Skipped) > 0:
				c.Skipped++
			default:
				c.Passed++
			}
		}
	}
	return c
}

func (d document) declared() tally {
	red := d.Failures + d.Errors
	return tally{Total: d.Tests, Passed: d.Tests - red - d.Skipped, Red: red, Skipped: d.Skipped}
}

func TestWriteNotStrict(t *testing.T) {
	run := mixed()
	run.Strict = false
	got := read(t, write(t, run)).counted()
	if diff := cmp.Diff(counts(run), got); diff != "" {
		t.Errorf("cases (-model +report):\n%s", diff)
	}
	if strict := counts(mixed()); got.Skipped != strict.Skipped+2 {
		t.Errorf("%d skipped, want undefined and pending as well: %d", got.Skipped, strict.Skipped+2)
	}
}

// TestWriteIdentity: what readers keep a history by does not depend on the order, the time or the attempt of a run.
func TestWriteIdentity(t *testing.T) {
	again := mixed()
	again.Started, again.Attempts, again.Verdict = again.Started.Add(1e12), nil, result.Verdict{State: result.StatePassed}
	for i := range again.Files {
		for j := range again.Files[i].Scenarios {
			again.Files[i].Scenarios[j].Status, again.Files[i].Scenarios[j].Attempt = cucumber.Passed, "other.3"
		}
	}
	if diff := cmp.Diff(identities(t, mixed()), identities(t, again)); diff != "" {
		t.Errorf("identities (-first run +second run):\n%s", diff)
	}
}

func identities(t *testing.T, run *result.Run) []string {
	t.Helper()
	var out []string
	for _, s := range read(t, write(t, run)).Suites {
		for _, tc := range s.Cases {
			out = append(out, s.Name+" | "+tc.Classname+" | "+tc.Name)
		}
	}
	return out
}

func TestWriteCaps(t *testing.T) {
	cases := map[string]testcase{}
	for _, tc := range read(t, write(t, large())).Suites[0].Cases {
		cases[tc.Name] = tc
	}
	checkCut(t, strings.Join(cases["much output"].Failure, ""), 64<<10)
	checkCut(t, strings.Join(cases["many steps"].SystemOut, ""), 4<<10)
}

func checkCut(t *testing.T, text string, size int) {
	t.Helper()
	if len(text) > size || len(text) < size-8 {
		t.Errorf("%d bytes, want %d or a few less", len(text), size)
	}
	if !strings.Contains(text, " bytes left out …]") {
		t.Errorf("no mark in %q", text)
	}
}

func TestWriteReportsBrokenWriter(t *testing.T) {
	broken := errors.New("disk full")
	reader, writer := io.Pipe()
	reader.CloseWithError(broken)
	if err := junit.Write(writer, mixed(), junit.Full); !errors.Is(err, broken) {
		t.Errorf("Write to a broken writer = %v, want %v", err, broken)
	}
}
