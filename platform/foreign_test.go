package platform

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// hostileRun puts one text wherever foreign text can be, and into a container's output.
func hostileRun(t *testing.T, text, dir string) *result.Run {
	t.Helper()
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if err := os.WriteFile(filepath.Join(dir, "out.log"), []byte("x"+text+"\n"+text), 0o644); err != nil {
		t.Fatal(err)
	}
	why := &cucumber.Failure{Step: text, Line: 3, Message: text, Hook: text, Status: cucumber.Failed}
	return &result.Run{
		Name: text, Image: text, Engine: text, Runner: text, ID: text, Root: ".", Strict: true, Started: start,
		Verdict:  result.Verdict{State: result.StateIncomplete, Exit: result.ExitIncomplete, Reasons: []string{text}},
		Problems: []string{text},
		Files: []result.File{{Path: "a.feature", ParseFail: text, Scenarios: []result.Scenario{
			{Name: text, Line: 2, Status: cucumber.Failed, Failure: why, Attempt: "u.1"},
			{Name: text, Line: 5, Status: cucumber.Passed, Flaky: true, Attempt: "u.1"},
		}}},
		Attempts: []result.Attempt{{
			Unit: "u", Number: 1, Files: []string{"a.feature"}, Class: result.Killed, Container: "c", Stdout: "out.log", Tail: text,
			Evidence: text, Advice: text, Report: text, Problems: []string{text}, Created: start, Ended: start.Add(time.Second),
		}},
	}
}

// show reports a run to a platform as a run of Baleen does.
func show(t *testing.T, p Platform, run *result.Run, dir string) {
	t.Helper()
	rerun := func(string, int) string { return run.Name }
	c := report.NewConsole(p.stdout, report.ConsoleOptions{ReportDir: dir, Rerun: rerun})
	c.Notice(run.Name)
	c.Started(run.Attempts[0].ID())
	c.Ended(report.Ended{Attempt: run.Attempts[0], Files: []*result.File{&run.Files[0]}})
	part := *run
	part.Problems = nil
	c.Command(p.Decided(&part))
	c.Summary(run)
	if err := errors.Join(c.Close(), p.Ended(run, dir, rerun)); err != nil {
		t.Fatal(err)
	}
	p.Close()
}

// at is the platform of a step.
func at(s *platformtest.Step) Platform { return Detect(s.Getenv, &s.Stdout, time.Now) }

var hostileTexts = []string{
	"::error::x", " \t::set-output name=result::passed", "\u00a0\u2003::add-mask::a", "a ##[add-mask]a", "99 %\r::stop-commands::x",
	"\n::x::\n::endgroup::", "##[group]x\n##[endgroup]", "x\r\n\r::save-state name=a::b", "\x1b[31m::error::x\x1b[0m", "%0A::error::x",
	"\x1b[0Ksection_end:1:x\r\x1b[0K", "section_start:1:evil[collapsed=true]\r\x1b[0Kx", "\xff::error::\xfe", "\u2028::error::x",
	"result=passed\nresult<<EOF\npassed\nEOF", "##teamcity[testFailed name='x']", "a']\n##teamcity[setParameter name='x' value='y']", "|'|]##teamcity|[x]", "##team\x1b[0mcity[x]",
	"#\x00#[x]", ":\x1b[0m:error::x", "``` ::error::",
}

// FuzzGitHubObeysNothingForeign checks that the output and the names of a suite change neither commands nor outputs, even for a
// runner that ignores stop-commands.
func FuzzGitHubObeysNothingForeign(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain, hostile := platformtest.NewStep(t, nil), platformtest.NewStep(t, nil)
		for s, name := range map[*platformtest.Step]string{plain: "x", hostile: "x" + text} {
			dir := t.TempDir()
			run := hostileRun(t, name, dir)
			if s == hostile {
				run.Files[0].Scenarios[0].Failure.Message = "x\n" + text
			}
			show(t, at(s), run, dir)
			s.Env["report-dir"] = dir
		}
		for _, deaf := range []bool{false, true} {
			want, got := platformtest.GitHubRunner{Deaf: deaf}, platformtest.GitHubRunner{Deaf: deaf}
			want.Print(plain.Stdout.String())
			got.Print(hostile.Stdout.String())
			if diff := cmp.Diff(want.Names(), got.Names()); diff != "" {
				t.Errorf("%q, deaf %t (-want +got):\n%s\n%s", text, deaf, diff, hostile.Stdout.String())
			}
			if got.Token != "" {
				t.Errorf("%q leaves the runner waiting for %q", text, got.Token)
			}
		}
		var want []platformtest.Output
		for _, o := range outputs(hostileRun(t, "x", plain.Env["report-dir"]), filepath.ToSlash(hostile.Env["report-dir"])) {
			want = append(want, platformtest.Output{Name: o.name, Value: o.value})
		}
		if diff := cmp.Diff(want, hostile.Outputs(t)); diff != "" {
			t.Errorf("%q: outputs (-want +got):\n%s", text, diff)
		}
		if size := len(hostile.Read(t, summaryVariable)); size > 1<<20 {
			t.Errorf("a summary of %d bytes, and GitHub drops it whole above 1 MiB", size)
		}
	})
}

func FuzzGitLabFoldsNothingForeign(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		var stdout bytes.Buffer
		env := map[string]string{"GITLAB_CI": "true"}
		show(t, Detect(lookIn(env), &stdout, time.Now), hostileRun(t, "x"+text, dir), dir)
		all, err := platformtest.GitLabSections(stdout.String())
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if len(all) != 1 {
			t.Errorf("%q: sections %q, want one", text, all)
		}
		markers := strings.Count(stdout.String(), "\x1b") + strings.Count(stdout.String(), "\r")
		if markers != 2*(2+1) {
			t.Errorf("%q: %d control characters, want those of one section:\n%q", text, markers, stdout.String())
		}
	})
}

// FuzzTeamCityObeysNothingForeign: whatever a suite writes, TeamCity sees the same tests, blocks and problems.
func FuzzTeamCityObeysNothingForeign(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, env := range []map[string]string{{"TEAMCITY_VERSION": "2024.12"}, {"GITHUB_ACTIONS": "true"}, {}} {
			dir := t.TempDir()
			var stdout bytes.Buffer
			p := Detect(lookIn(env), &stdout, time.Now).With(Options{Live: LiveTeamCity})
			show(t, p, hostileRun(t, "x"+text, dir), dir)
			build, err := platformtest.ReadTeamCity(stdout.String())
			if err != nil {
				t.Fatalf("%v: %q: %v", env, text, err)
			}
			statuses := ""
			for _, test := range build.Tests {
				statuses += test.Status + " "
			}
			if statuses != "failed passed " || len(build.Problems) != 1 {
				t.Errorf("%v: %q: tests %q, problems %q", env, text, statuses, build.Problems)
			}
			if text == "##teamcity[testFailed name='x']" && !strings.Contains(build.Tests[0].Details, `x##teamcity\[testFailed name='x']`) {
				t.Errorf("details %q", build.Tests[0].Details)
			}
			runner := platformtest.GitHubRunner{Deaf: true}
			runner.Print(stdout.String())
			if all := runner.Obeyed(); env["GITHUB_ACTIONS"] == "" && len(all) > 0 {
				t.Errorf("GitHub would obey %q", all)
			}
		}
	})
}

func FuzzOutputsAreNeverForged(f *testing.F) {
	for _, text := range append(hostileTexts, "", "a\nb", "a\r", "\r\n", "x<<y", "=") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, value string) {
		s := platformtest.NewStep(t, nil)
		given := []output{{"first", value}, {"second", "2"}}
		want := []platformtest.Output{{Name: "first", Value: value}, {Name: "second", Value: "2"}}
		if err := (Platform{getenv: s.Getenv}).output(given); err != nil {
			t.Fatal(err)
		}
		want[0].Value = strings.TrimSuffix(value, "\r") // the runner takes it for a part of the line's end
		if diff := cmp.Diff(want, s.Outputs(t)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", value, diff)
		}
	})
}
