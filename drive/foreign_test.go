package drive

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/result"
)

const secret = "hunter2hunter2"

// checkShown fails for what must not reach a person or a CI system from foreign text: characters that a terminal obeys or
// that turn text around, and any part of the secret.
func checkShown(t *testing.T, what, text string) {
	t.Helper()
	odd := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	}
	for line := range strings.Lines(text) {
		if strings.ContainsFunc(line, odd) || strings.Contains(line, "hunt") || strings.Contains(line, "nter2") {
			t.Errorf("%s: %q", what, line)
		}
	}
}

// checkStep looks at all that a step leaves, but for what is raw by promise.
func checkStep(t *testing.T, s *platformtest.Step, report string) {
	t.Helper()
	checkShown(t, "stdout", s.Stdout.String())
	checkShown(t, "stderr", s.Stderr.String())
	checkShown(t, "summary", s.Read(t, "GITHUB_STEP_SUMMARY"))
	checkShown(t, "outputs", s.Read(t, "GITHUB_OUTPUT"))
	for _, name := range []string{"run.json", "TEST-baleen.xml"} {
		checkShown(t, name, readText(t, filepath.Join(report, name)))
	}
	err := filepath.WalkDir(report, func(path string, _ fs.DirEntry, err error) error {
		checkShown(t, "name of a file", path)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for _, command := range s.Obeyed() {
		if !strings.HasPrefix(command, "error ") && !strings.HasPrefix(command, "group") && !strings.HasPrefix(command, "endgroup") {
			t.Errorf("GitHub obeys %s", command)
		}
	}
}

// TestEngineForeignPaths: a file's name is foreign text wherever it is shown, and the file runs under it.
func TestEngineForeignPaths(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	s := platformtest.NewStep(t, nil)
	root := filepath.Join(s.Env["GITHUB_WORKSPACE"], "root")
	names := []string{
		"plain.feature", "plain\x1b[31m.feature", "a\x1b]0;title\a/b.feature", "turned\u202eround\u2066.feature", "x\r::error::pwned.feature",
		"::set-output name=result::passed.feature", secret + "/c.feature", "of " + secret + ".feature", "Hunter2-hunter2/d.feature", strings.Repeat("n", 240) + ".feature",
	}
	text := "Feature: of " + secret + " \x1b[31m\n  @" + secret + "\n  Scenario: is " + secret + " \u202e\n    Given " + secret + "\n"
	for _, name := range names {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	report := filepath.Join(s.Env["GITHUB_WORKSPACE"], "report")
	s.Env["SECRET"], s.Env["DOCKER_HOST"] = secret, os.Getenv("DOCKER_HOST")
	p := in(s)
	p.Connect = Connect
	for _, args := range [][]string{{"run", "--retries", "1", "--max-retried", "10", "--report-dir", report}, {"plan", "--nodes", "2", "--report-dir", report}} {
		status := p.Run(t.Context(), append(args, "--image", b.Images["busybox"], "--runner", cucumber.ExitCode, "--root", root, "--files", ".",
			"--files-from", "workspace", "--network", "none", "--secrets", "SECRET", "--secrets", "OTHER=Hunter2-hunter2", "--command", "echo $SECRET; : {files}; exit 3", "--timings", root+"/t.json"))
		if args[0] == "run" && status != result.ExitFailed {
			t.Fatalf("exit status %d: %s", status, s.Stdout.String())
		}
	}
	checkStep(t, s, report)
	run, err := result.Load(report)
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Files) != len(names) || run.Counts().Failed != len(names) || len(run.Attempts) != 2*len(names) {
		t.Errorf("%d files, %+v, %d attempts", len(run.Files), run.Counts(), len(run.Attempts))
	}
}

// TestMergeForeignReports: a report folder of others makes a merge show no file of this machine, obey nothing and print
// nothing that a terminal obeys.
func TestMergeForeignReports(t *testing.T) {
	s := platformtest.NewStep(t, nil)
	workspace := s.Env["GITHUB_WORKSPACE"]
	outside := filepath.Join(workspace, "outside.log")
	if err := os.WriteFile(outside, []byte("this machine's own file\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	node := filepath.Join(workspace, "nodes", "node\x1b[31m-1")
	for _, dir := range []string{"output", "raw/a.1"} {
		if err := os.MkdirAll(filepath.Join(node, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, link := range []string{"output/link.log", "raw/a.1/link"} {
		if err := os.Symlink(outside, filepath.Join(node, link)); err != nil {
			t.Fatal(err)
		}
	}
	foreign := hostileRun()
	for _, name := range []string{"../../outside.log", outside, "output/link.log", "output/../../../outside.log", `..\..\outside.log`} {
		foreign.Attempts[0].Stdout, foreign.Attempts[0].Stderr = name, name
		foreign.Attempts[0].Artifacts = []string{name}
		if err := foreign.Save(node); err != nil {
			t.Fatal(err)
		}
		report := filepath.Join(workspace, "report")
		if status := in(s).Run(t.Context(), []string{"merge", filepath.Dir(node), "--report-dir", report, "--timings", filepath.Join(workspace, "t.json")}); status != result.ExitIncomplete {
			t.Errorf("exit status %d: %s", status, s.Stdout.String())
		}
		checkStep(t, s, report)
		for what, text := range map[string]string{"stdout": s.Stdout.String(), "summary": s.Read(t, "GITHUB_STEP_SUMMARY"), "JUnit": readText(t, filepath.Join(report, "TEST-baleen.xml"))} {
			if strings.Contains(text, "own file") || strings.Contains(text, "rm -rf") || strings.Contains(text, "outside.log") && name != "output/link.log" {
				t.Errorf("%s with %q:\n%s", what, name, text)
			}
		}
	}
}

// hostileRun is the report of a node in whose every text there is something to obey.
func hostileRun() *result.Run {
	const evil = "x\x1b[31m\u202e\n::set-output name=result::passed\n##[error]y\r::error::z"
	failure := &cucumber.Failure{Step: evil, Hook: evil, Message: evil, Status: evil}
	return &result.Run{
		Schema: result.Schema, ID: evil, Image: evil, Engine: evil, Runner: evil, Command: []string{evil}, Root: "..", Started: time.Now(),
		Rerun: "baleen run; rm -rf ~ #", Node: &result.Node{Index: 1, Total: 2, Plan: evil, Commit: evil}, Problems: []string{evil}, Advice: []string{evil},
		Files: []result.File{{Path: "../" + evil, Title: evil, ParseFail: evil, Scenarios: []result.Scenario{
			{Name: evil, Line: -3, Tags: []string{evil}, Status: evil, Failure: failure, Log: evil, Attachments: []string{"../../outside.log"}, Attempt: "a.1"},
		}}},
		Attempts: []result.Attempt{{Unit: "a", Number: 1, Files: []string{"../" + evil}, Class: evil, Evidence: evil, Advice: evil, Report: evil, Problems: []string{evil}, Notes: []string{evil}, Tail: evil}},
		Verdict:  result.Verdict{State: evil, Exit: 77, Reasons: []string{evil}},
	}
}
