//go:build consumers

package cucumber_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

const kit = "../testdata/kit"

// kitReport is what Cucumber's own query library says of a sample, and what our reader is asked to say.
type kitReport struct {
	Success     bool
	Scenarios   []kitScenario
	Attachments []string // SHA-256 of their content
	Logged      string
}

type kitScenario struct {
	URI      string
	Line     int
	Name     string
	Status   string
	Attempts int
	Steps    []string
}

// TestConsumersKit reads every sample of the Cucumber Compatibility Kit as @cucumber/query does.
func TestConsumersKit(t *testing.T) {
	run(t, kit+"/install")
	samples, err := filepath.Glob(kit + "/node_modules/@cucumber/compatibility-kit/features/*/*.ndjson")
	if err != nil || len(samples) < 46 {
		t.Fatalf("the kit has %d samples: %v", len(samples), err)
	}
	for _, sample := range samples {
		name := strings.TrimSuffix(filepath.Base(sample), ".ndjson")
		t.Run(name, func(t *testing.T) {
			theirs, pickles := query(t, sample)
			if diff := gocmp.Diff(theirs, ours(t, sample)); diff != "" {
				t.Errorf("-@cucumber/query +ours:\n%s", diff)
			}
			checkPickles(t, filepath.Dir(sample), pickles)
		})
	}
	t.Logf("%d samples", len(samples))
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

func query(t *testing.T, sample string) (kitReport, []kitScenario) {
	t.Helper()
	var said struct {
		kitReport
		Pickles []kitScenario
		Logged  []string
	}
	if err := json.Unmarshal(run(t, "node", kit+"/query.mjs", sample), &said); err != nil {
		t.Fatal(err)
	}
	for _, text := range said.Logged {
		said.kitReport.Logged += strings.TrimSuffix(text, "\n") + "\n"
	}
	slices.Sort(said.Attachments)
	return said.kitReport, said.Pickles
}

// ours reads a sample in a folder of its own, as what a runner left.
func ours(t *testing.T, sample string) kitReport {
	t.Helper()
	data, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "messages.ndjson"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	out := kitReport{Attachments: []string{}, Scenarios: []kitScenario{}}
	var contents []*bytes.Buffer
	reader := cucumber.Reader{Attach: func(*cucumber.Attachment) (io.WriteCloser, error) {
		contents = append(contents, &bytes.Buffer{})
		return closer{contents[len(contents)-1]}, nil
	}}
	report, err := reader.ReadDir(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range contents {
		sum := sha256.Sum256(content.Bytes())
		out.Attachments = append(out.Attachments, hex.EncodeToString(sum[:]))
	}
	slices.Sort(out.Attachments)
	out.Success = report.Complete && len(report.Problems) == 0
	for _, s := range report.Scenarios {
		out.Logged += s.Log
		out.Success = out.Success && (s.Status == cucumber.Passed || s.Status == cucumber.Skipped || s.Empty)
		out.Scenarios = append(out.Scenarios, scenarioOf(s))
	}
	return out
}

type closer struct{ io.Writer }

func (closer) Close() error { return nil }

func scenarioOf(s cucumber.Scenario) kitScenario {
	out := kitScenario{URI: s.URI, Line: s.Line, Name: s.Name, Status: string(s.Status), Attempts: s.Attempts, Steps: []string{}}
	for _, step := range s.Steps {
		out.Steps = append(out.Steps, string(step.Status))
	}
	return out
}

// checkPickles compares what we plan of a sample's feature files with the pickles in its messages.
func checkPickles(t *testing.T, dir string, want []kitScenario) {
	t.Helper()
	features, err := filepath.Glob(dir + "/*.feature*")
	if err != nil || len(features) == 0 {
		t.Fatalf("no feature files: %v", err)
	}
	got := []kitScenario{}
	for _, name := range features {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		parsed := cucumber.Recipe{}.Parse(filepath.Base(name), "", f)
		f.Close()
		if parsed.ParseFail != "" {
			t.Errorf("%s: %s", name, parsed.ParseFail)
		}
		for _, p := range parsed.Pickles {
			got = append(got, kitScenario{URI: filepath.Base(name), Line: p.Line, Name: p.Name})
		}
	}
	for i := range want {
		want[i].URI = filepath.Base(want[i].URI)
	}
	order := func(a, b kitScenario) int { return cmp.Or(strings.Compare(a.URI, b.URI), a.Line-b.Line) }
	slices.SortFunc(got, order)
	slices.SortFunc(want, order)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("-pickles +Parse:\n%s", diff)
	}
}
