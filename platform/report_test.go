package platform

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// values returns the outputs of a step by name.
func values(t *testing.T, s *platformtest.Step) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, o := range s.Outputs(t) {
		out[o.Name] = o.Value
	}
	return out
}

// TestWrongInputsOnGitHub: later steps see status 2, and a person sees every input beside the run and in the summary.
func TestWrongInputsOnGitHub(t *testing.T) {
	s := platformtest.NewStep(t, nil)
	p := at(s)
	err := p.Wrong([]report.Complaint{
		{Input: "tags", Problem: "is not closed: (@a", Hint: "--tags '(@a)'"},
		{Input: "image", Problem: "is missing\n::error::x", Hint: "--image NAME"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"result": "wrong-inputs", "exit-code": "2"}, values(t, s)); diff != "" {
		t.Error(diff)
	}
	all := s.Obeyed()
	if len(all) != 2 || !strings.Contains(all[0], "input tags") || !strings.Contains(all[1], "input image") {
		t.Errorf("annotations %q", all)
	}
	summary := s.Read(t, summaryVariable)
	for _, want := range []string{"WRONG INPUTS", "tags", "(@a", "--image NAME"} {
		if !strings.Contains(summary, want) {
			t.Errorf("%q is not in the summary:\n%s", want, summary)
		}
	}
}

// TestStoppedOnGitHub: a run that never began is incomplete, and one that was cancelled says so.
func TestStoppedOnGitHub(t *testing.T) {
	for status, want := range map[int]string{
		result.ExitIncomplete: result.StateIncomplete, 128 + 2: result.StateCancelled,
	} {
		for _, annotations := range []int{0, 10} {
			s := platformtest.NewStep(t, nil)
			p := at(s).With(Options{Annotations: annotations, Summary: true})
			if err := p.Stopped(report.Stop{Problem: "no daemon answers", Hint: "start it"}, status); err != nil {
				t.Fatal(err)
			}
			got := values(t, s)
			if got["result"] != want || got["exit-code"] == "0" || len(got) != 2 {
				t.Errorf("status %d: %v, want %s", status, got, want)
			}
			if all := s.Obeyed(); len(all) != min(annotations, 1) {
				t.Errorf("status %d: annotations %q", status, all)
			}
			if summary := s.Read(t, summaryVariable); !strings.Contains(summary, "no daemon answers") || !strings.Contains(summary, "start it") {
				t.Errorf("status %d: summary %q", status, summary)
			}
		}
	}
}

// TestPlannedNodes: the output is a list that fromJSON and a matrix read.
func TestPlannedNodes(t *testing.T) {
	for nodes, want := range map[int]string{0: "[]", 1: "[1]", 3: "[1,2,3]"} {
		s := platformtest.NewStep(t, nil)
		file := filepath.Join(s.Env["GITHUB_WORKSPACE"], "plans", "plan.json")
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := at(s).PlannedNodes(nodes, file); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"nodes": want}, values(t, s)); diff != "" {
			t.Errorf("%d nodes: %s", nodes, diff)
		}
	}
}

// TestNoPlatform: on a laptop, on GitLab and on Jenkins no report writes anything for GitHub.
func TestNoPlatform(t *testing.T) {
	for name, env := range map[string]map[string]string{
		"laptop": {}, "gitlab": {"GITLAB_CI": "true"}, "jenkins": {"JENKINS_URL": "https://ci.example.org/"},
	} {
		dir := t.TempDir()
		env["GITHUB_OUTPUT"], env["GITHUB_STEP_SUMMARY"] = filepath.Join(dir, "output"), filepath.Join(dir, "summary")
		var stdout bytes.Buffer
		p := Detect(lookIn(env), &stdout, time.Now)
		if logs := p.Log() != nil; logs != (name == "gitlab") {
			t.Errorf("%s: has a log: %t", name, logs)
		}
		run := &result.Run{Verdict: result.Verdict{State: result.StatePassed, Exit: result.ExitPassed}}
		err := errors.Join(p.Wrong([]report.Complaint{{Input: "x"}}), p.Stopped(report.Stop{Problem: "x"}, result.ExitIncomplete),
			p.PlannedNodes(2, ""), p.Ended(run, dir, nil))
		p.Close()
		if err != nil || stdout.Len() > 0 {
			t.Errorf("%s: %q, %v", name, stdout.String(), err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			t.Errorf("%s: %v, %v", name, entries, err)
		}
	}
}

// TestNodeLeavesTheNewsToMerge: one of several nodes sets its outputs, and neither summary nor annotations.
func TestNodeLeavesTheNewsToMerge(t *testing.T) {
	s := platformtest.NewStep(t, nil)
	dir := t.TempDir()
	run := hostileRun(t, "x", dir)
	run.Node = &result.Node{Index: 1, Total: 2}
	if err := at(s).Ended(run, dir, func(string, int) string { return "x" }); err != nil {
		t.Fatal(err)
	}
	if all, summary := s.Obeyed(), s.Read(t, summaryVariable); len(all) > 0 || summary != "" {
		t.Errorf("annotations %q, summary %q", all, summary)
	}
	if got := values(t, s)["result"]; got != result.StateIncomplete {
		t.Errorf("result %q", got)
	}
}

// TestOutputsAddUp: passed, failed and skipped are the total, so a scenario that did not run cannot get lost between them.
func TestOutputsAddUp(t *testing.T) {
	run := hostileRun(t, "x", t.TempDir())
	run.Files[0].Scenarios = append(run.Files[0].Scenarios, result.Scenario{Line: 9, Status: result.NotRun}, result.Scenario{Line: 12, Status: "skipped"})
	got := map[string]string{}
	for _, o := range outputs(run, "reports/shop") {
		got[o.name] = o.value
	}
	for name, want := range map[string]string{
		"total": "4", "passed": "1", "failed": "2", "skipped": "1", "flaky": "1", "exit-code": "3", "result": "incomplete",
		"junit-path": "reports/shop/TEST-baleen.xml", "html-path": "reports/shop/index.html", "messages-path": "reports/shop/messages.ndjson", "report-dir": "reports/shop",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

// TestPageOutput: html-path is the page that there is.
func TestPageOutput(t *testing.T) {
	values := map[string]string{}
	for _, o := range outputs(&result.Run{Page: "cucumber.html"}, "reports/shop") {
		values[o.name] = o.value
	}
	if got := values["html-path"]; got != "reports/shop/cucumber.html" {
		t.Errorf("html-path is %q", got)
	}
}

// TestFilesThatCannotBeWritten: an output that later steps do not get is an error that names the variable.
func TestFilesThatCannotBeWritten(t *testing.T) {
	for _, variable := range []string{outputVariable, summaryVariable} {
		s := platformtest.NewStep(t, nil)
		s.Env[variable] = filepath.Join(t.TempDir(), "none", "file")
		err := at(s).Stopped(report.Stop{Problem: "x"}, result.ExitIncomplete)
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "write "+variable) {
			t.Errorf("%s: %v", variable, err)
		}
		delete(s.Env, variable) // an old runner or act may lack it
		if err := at(s).Stopped(report.Stop{Problem: "x"}, result.ExitIncomplete); err != nil {
			t.Errorf("without %s: %v", variable, err)
		}
	}
}

// TestAdopt: only root's files change their owner, and a file that is gone is no error.
func TestAdopt(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	before, err := ownerOf(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, missing := range []string{"", name + ".gone"} {
		if err := (fileOwner{1001, 1002}).adopt(missing); err != nil {
			t.Errorf("%q: %v", missing, err)
		}
	}
	if err := before.adopt(name); err != nil {
		t.Error(err)
	}
	if os.Geteuid() != 0 {
		return
	}
	for _, owner := range []fileOwner{{1001, 1002}, {1003, 1004}} { // the second finds a file that is no longer root's
		if err := owner.adopt(name); err != nil {
			t.Error(err)
		}
		if got, err := ownerOf(name); err != nil || got != (fileOwner{1001, 1002}) {
			t.Errorf("%v, %v", got, err)
		}
	}
}
