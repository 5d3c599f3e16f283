package platform

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// withAgent puts a program named buildkite-agent on the PATH. $LOG is a file for its words.
func withAgent(t *testing.T, script string) (log string) {
	t.Helper()
	dir := t.TempDir()
	log = filepath.Join(dir, "log")
	if err := os.WriteFile(filepath.Join(dir, agentProgram), []byte("#!/bin/sh\nLOG="+log+"\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return log
}

// broken is a run of files with one failed scenario each.
func broken(files ...string) *result.Run {
	run := &result.Run{Root: ".", Strict: true, Verdict: result.Verdict{State: result.StateFailed, Exit: 1}}
	for _, path := range files {
		why := &cucumber.Failure{Status: cucumber.Failed, Message: "Error: no " + path, Line: 3}
		run.Files = append(run.Files, result.File{Path: path, Scenarios: []result.Scenario{{Name: "one", Line: 2, Status: cucumber.Failed, Failure: why}}})
	}
	return run
}

// onBuild is Baleen in a step of Buildkite's.
func onBuild(out *bytes.Buffer, o Options) Platform {
	return Detect(lookIn(map[string]string{"BUILDKITE": "true"}), out, time.Now).With(o)
}

// TestBuildkite: a failed file is annotated while the run goes on, and again when more of it fails; what is left comes at the end.
func TestBuildkite(t *testing.T) {
	log := withAgent(t, `{ echo "$@"; cat; } >> "$LOG"`)
	var out bytes.Buffer
	p := onBuild(&out, Options{Annotations: 10, Live: LiveAuto})
	run := broken("a.feature", "b.feature")
	part := *run
	part.Files = run.Files[:1]
	p.Decided(&part)
	p.agent.working.Wait()
	read := func() string {
		text, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if text := read(); !strings.HasPrefix(text, "annotate --style error --context baleen-") || !strings.Contains(text, "Error: no a.feature") {
		t.Errorf("the agent was given\n%s", text)
	}
	if err := p.Ended(run, t.TempDir(), nil); err != nil || out.Len() > 0 {
		t.Errorf("%v, %q", err, out.String())
	}
	if text := read(); strings.Count(text, "annotate --style") != 2 || strings.Count(text, "Error: no a.feature") != 1 || strings.Count(text, "Error: no b.feature") != 1 {
		t.Errorf("the agent was given\n%s", text)
	}
}

// TestBuildkiteAgentThatFails: it is a notice, after few tries, and no error.
func TestBuildkiteAgentThatFails(t *testing.T) {
	log := withAgent(t, "echo tried >> \"$LOG\"; printf 'unauthorized\\033[31m\\n' >&2; exit 7\n")
	var out bytes.Buffer
	p := onBuild(&out, Options{Annotations: 10, Live: LiveAuto})
	if err := p.Ended(broken("a", "b", "c", "d"), t.TempDir(), nil); err != nil {
		t.Error(err)
	}
	if want := "baleen: 4 annotations are missing on Buildkite: buildkite-agent annotate: unauthorized: exit status 7\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	if text, _ := os.ReadFile(log); string(text) != "tried\ntried\n" {
		t.Errorf("tried %q", text)
	}
}

// TestBuildkiteAgentThatHangs ends with the time that a run gives it.
func TestBuildkiteAgentThatHangs(t *testing.T) {
	withAgent(t, "exec sleep 600\n")
	var out bytes.Buffer
	p := onBuild(&out, Options{Annotations: 10, Live: LiveAuto})
	p.Decided(broken("a"))
	p.agent.cancel() // as the timer does
	if err := p.Ended(broken("a"), t.TempDir(), nil); err != nil || !strings.Contains(out.String(), "1 annotations are missing on Buildkite") {
		t.Errorf("%v, %q", err, out.String())
	}
}

// TestBuildkiteIsLeftAlone: without the agent, without annotations, and if nothing is to be told before the end.
func TestBuildkiteIsLeftAlone(t *testing.T) {
	var out bytes.Buffer
	t.Setenv("PATH", t.TempDir())
	if p := onBuild(&out, Options{Annotations: 10, Live: LiveAuto}); p.agent != nil {
		t.Error("there is no agent")
	}
	withAgent(t, "exit 1\n")
	for _, o := range []Options{{Annotations: 0, Live: LiveAuto}, {Annotations: 10, Live: LiveNone}, {Annotations: 10}} {
		if p := onBuild(&out, o); p.agent != nil {
			t.Errorf("%+v: the agent is used", o)
		}
	}
}
