package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

func TestPlatformName(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want string
	}{
		{nil, ""},
		{map[string]string{"GITHUB_ACTIONS": "true"}, github},
		{map[string]string{"GITHUB_ACTIONS": "false"}, ""},
		{map[string]string{"GITLAB_CI": "true"}, gitlab},
		{map[string]string{"JENKINS_URL": "https://ci.example.org/"}, jenkins},
		{map[string]string{"CI": "true"}, ""},
	} {
		if got := platformName(lookIn(tt.env)); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.env, got, tt.want)
		}
	}
}

func lookIn(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

// githubStep is a step of a job on GitHub with all its files in a folder of its own.
type githubStep struct {
	env    map[string]string
	stdout bytes.Buffer
	stderr bytes.Buffer
}

func newGitHubStep(t *testing.T, inputs map[string]string) *githubStep {
	t.Helper()
	dir := t.TempDir()
	s := &githubStep{env: map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": dir,
		outputVariable: filepath.Join(dir, "output"), summaryVariable: filepath.Join(dir, "summary"),
	}}
	for name, value := range inputs {
		s.env["INPUT_"+strings.ToUpper(name)] = value
	}
	return s
}

func (s *githubStep) program() program {
	return program{getenv: lookIn(s.env), stdout: &s.stdout, stderr: &s.stderr, now: time.Now, terminal: true}
}

// read gives what is in a file that a variable names, nothing if there is none.
func (s *githubStep) read(t *testing.T, variable string) string {
	t.Helper()
	text, err := os.ReadFile(s.env[variable])
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

func (s *githubStep) outputs(t *testing.T) []output {
	t.Helper()
	all, err := readOutputs(s.read(t, outputVariable))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// obeyed are the commands that the runner obeys, but for the stops around text.
func (s *githubStep) obeyed() []string {
	var runner githubRunner
	runner.print(s.stdout.String())
	var all []string
	for _, c := range runner.commands {
		if text := c.String(); text != "resume" && text != "stop-commands" {
			all = append(all, text)
		}
	}
	return all
}

func TestGitHubIsToldWhichInputsAreWrong(t *testing.T) {
	s := newGitHubStep(t, map[string]string{"concurrency": "::error::\nlots", "annotations": "11", "summary": "perhaps"})
	if status := s.program().run(t.Context(), nil); status != result.ExitInputs {
		t.Errorf("exit status %d, want %d", status, result.ExitInputs)
	}
	want := []string{
		`error title="input image" "is required\nhint: --image my-test-runner"`,
		`error title="input concurrency" "\"::error::\\nlots\" is no number of containers\nhint: --concurrency 4, or auto"`,
		`error title="input annotations" "\"11\" is not between 0 and 10\nhint: --annotations 10"`,
		`error title="input summary" "\"perhaps\" is neither true nor false\nhint: --summary=true"`,
	}
	if diff := cmp.Diff(want, s.obeyed()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]output{{"result", "wrong-inputs"}, {"exit-code", "2"}}, s.outputs(t), cmp.AllowUnexported(output{})); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
	if summary := s.read(t, summaryVariable); strings.Count(summary, "<tr>") != 5 {
		t.Errorf("the summary has no row for each wrong input:\n%s", summary)
	}
	if s.stderr.Len() > 0 {
		t.Errorf("something went to another stream: %s", s.stderr.String())
	}
}

func TestGitHubIsToldWhyThereIsNoRun(t *testing.T) {
	for _, tt := range []struct {
		name   string
		signal syscall.Signal
		status int
		want   []output
	}{
		{"no daemon", 0, 3, []output{{"result", "incomplete"}, {"exit-code", "3"}}},
		{"cancelled", syscall.SIGINT, 130, []output{{"result", "cancelled"}, {"exit-code", "130"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newGitHubStep(t, map[string]string{"image": "x"})
			p := s.program()
			p.connect = func(context.Context, execute.ConnectOptions) (execute.Docker, execute.Server, error) {
				return nil, execute.Server{}, errors.New("reach daemon: no such file")
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			if tt.signal > 0 {
				cancel(cancelled{tt.signal})
			}
			if status := p.run(ctx, nil); status != tt.status {
				t.Errorf("exit status %d, want %d", status, tt.status)
			}
			if diff := cmp.Diff(tt.want, s.outputs(t), cmp.AllowUnexported(output{})); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
			if all := s.obeyed(); len(all) != 1 || !strings.HasPrefix(all[0], `error title="Baleen could not run the suite"`) {
				t.Errorf("commands %q, want one error", all)
			}
			if !strings.Contains(s.read(t, summaryVariable), "COULD NOT RUN") {
				t.Error("the summary does not say so")
			}
		})
	}
}

func TestWithoutItsFilesGitHubIsStillPrintedTo(t *testing.T) {
	s := newGitHubStep(t, nil)
	s.env = map[string]string{"GITHUB_ACTIONS": "true"}
	if status := s.program().run(t.Context(), nil); status != result.ExitInputs {
		t.Errorf("exit status %d, want %d", status, result.ExitInputs)
	}
	if all := s.obeyed(); len(all) != 1 {
		t.Errorf("commands %q, want one error", all)
	}
}

func TestFilesThatCannotBeWrittenAreSaid(t *testing.T) {
	s := newGitHubStep(t, nil)
	s.env[outputVariable] = s.env["GITHUB_WORKSPACE"] // a folder
	s.program().run(t.Context(), nil)
	if !strings.Contains(s.stdout.String(), "baleen: write GITHUB_OUTPUT: ") {
		t.Errorf("nothing is said:\n%s", s.stdout.String())
	}
}

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

// show tells a platform of a run as suiteRun does.
func show(t *testing.T, p program, run *result.Run, dir string) {
	t.Helper()
	p = p.onPlatform()
	rerun := func(string, int) string { return run.Name }
	c := report.NewConsole(p.stdout, report.ConsoleOptions{ReportDir: dir, Rerun: rerun})
	c.Notice(run.Name)
	c.Started(run.Attempts[0].ID())
	c.Ended(report.Ended{Attempt: run.Attempts[0], Files: []*result.File{&run.Files[0]}})
	c.Summary(run)
	if err := errors.Join(c.Close(), p.platform.ended(run, dir, rerun)); err != nil {
		t.Fatal(err)
	}
	p.platform.close()
}

// TestGitHubObeysNoArgument: a shell may make arguments of the names of files that a stranger's branch holds.
func TestGitHubObeysNoArgument(t *testing.T) {
	s := newGitHubStep(t, nil)
	status := s.program().run(t.Context(), []string{"run", "--image=x", "##[add-mask]a\n::error::b.feature"})
	if status != result.ExitInputs || !strings.Contains(s.stdout.String(), "unexpected argument") {
		t.Errorf("exit status %d: %s", status, s.stdout.String())
	}
	runner := githubRunner{deaf: true}
	runner.print(s.stdout.String() + s.stderr.String())
	for _, name := range runner.names() {
		if name == "add-mask" || name == "error" {
			t.Errorf("obeyed %s", name)
		}
	}
}

var hostileTexts = []string{
	"::error::x", " \t::set-output name=result::passed", "\u00a0\u2003::add-mask::a", "a ##[add-mask]a", "99 %\r::stop-commands::x",
	"\n::x::\n::endgroup::", "##[group]x\n##[endgroup]", "x\r\n\r::save-state name=a::b", "\x1b[31m::error::x\x1b[0m", "%0A::error::x",
	"\x1b[0Ksection_end:1:x\r\x1b[0K", "section_start:1:evil[collapsed=true]\r\x1b[0Kx", "\xff::error::\xfe", "\u2028::error::x",
	"result=passed\nresult<<EOF\npassed\nEOF", "#\x00#[x]", ":\x1b[0m:error::x", "``` ::error::",
}

// FuzzGitHubObeysNothingForeign wants the same commands and outputs whatever a suite prints or is named: also of a runner
// that knows no stop-commands.
func FuzzGitHubObeysNothingForeign(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain, hostile := newGitHubStep(t, nil), newGitHubStep(t, nil)
		for s, name := range map[*githubStep]string{plain: "x", hostile: "x" + text} {
			dir := t.TempDir()
			run := hostileRun(t, name, dir)
			if s == hostile {
				run.Files[0].Scenarios[0].Failure.Message = "x\n" + text
			}
			show(t, s.program(), run, dir)
			s.env["report-dir"] = dir
		}
		for _, deaf := range []bool{false, true} {
			want, got := githubRunner{deaf: deaf}, githubRunner{deaf: deaf}
			want.print(plain.stdout.String())
			got.print(hostile.stdout.String())
			if diff := cmp.Diff(want.names(), got.names()); diff != "" {
				t.Errorf("%q, deaf %t (-want +got):\n%s\n%s", text, deaf, diff, hostile.stdout.String())
			}
			if got.token != "" {
				t.Errorf("%q leaves the runner waiting for %q", text, got.token)
			}
		}
		want := outputs(hostileRun(t, "x", plain.env["report-dir"]), filepath.ToSlash(hostile.env["report-dir"]))
		if diff := cmp.Diff(want, hostile.outputs(t), cmp.AllowUnexported(output{})); diff != "" {
			t.Errorf("%q: outputs (-want +got):\n%s", text, diff)
		}
		if size := len(hostile.read(t, summaryVariable)); size > 1<<20 {
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
		var stdout, stderr bytes.Buffer
		env := map[string]string{"GITLAB_CI": "true"}
		show(t, program{getenv: lookIn(env), stdout: &stdout, stderr: &stderr, now: time.Now}, hostileRun(t, "x"+text, dir), dir)
		all, err := gitlabSections(stdout.String())
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

func FuzzOutputsAreNeverForged(f *testing.F) {
	for _, text := range append(hostileTexts, "", "a\nb", "a\r", "\r\n", "x<<y", "=") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, value string) {
		s := newGitHubStep(t, nil)
		want := []output{{"first", value}, {"second", "2"}}
		if err := (platform{getenv: lookIn(s.env)}).output(want); err != nil {
			t.Fatal(err)
		}
		want[0].value = strings.TrimSuffix(value, "\r") // the runner takes it for a part of the line's end
		if diff := cmp.Diff(want, s.outputs(t), cmp.AllowUnexported(output{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", value, diff)
		}
	})
}

func TestSummaryAndAnnotationsCanBeTurnedOff(t *testing.T) {
	s := newGitHubStep(t, nil)
	dir := t.TempDir()
	p := s.program().onPlatform()
	c := p.platform.with(settings{})
	if err := c.ended(hostileRun(t, "x", dir), dir, func(string, int) string { return "x" }); err != nil {
		t.Fatal(err)
	}
	if all := s.obeyed(); len(all) != 0 {
		t.Errorf("commands %q, want none", all)
	}
	if summary := s.read(t, summaryVariable); summary != "" {
		t.Errorf("there is a summary: %s", summary)
	}
	if len(s.outputs(t)) != 11 {
		t.Errorf("%d outputs, want all", len(s.outputs(t)))
	}
}

func TestJenkinsIsToldWhereItsReportIs(t *testing.T) {
	for _, tt := range []struct {
		exit     int
		exitZero bool
		want     string
	}{
		{result.ExitFailed, false, "Jenkins: a step that fails ends its stage, so publish reports/TEST-baleen.xml in post { always { junit … } }, or give --exit-zero\n"},
		{result.ExitFailed, true, ""},
		{result.ExitPassed, false, ""},
	} {
		var out bytes.Buffer
		c := platform{name: jenkins, stdout: &out, exitZero: tt.exitZero}
		if err := c.ended(&result.Run{Verdict: result.Verdict{Exit: tt.exit}}, "reports", nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, out.String()); diff != "" {
			t.Errorf("exit %d (-want +got):\n%s", tt.exit, diff)
		}
	}
}

func TestInWorkspace(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	above := filepath.Dir(here)
	for _, tt := range []struct{ workspace, path, want string }{
		{here, "features/a.feature", "features/a.feature"},
		{here, "./a/../b.feature", "b.feature"},
		{here, filepath.Join(here, "reports"), "reports"},
		{above, "a.feature", filepath.Base(here) + "/a.feature"},
		{here, "../a.feature", "../a.feature"},
		{filepath.Join(here, "sub"), "a.feature", "a.feature"},
		{"", "a.feature", "a.feature"},
	} {
		c := platform{getenv: lookIn(map[string]string{"GITHUB_WORKSPACE": tt.workspace})}
		if got := c.inWorkspace(tt.path); got != filepath.ToSlash(tt.want) {
			t.Errorf("%q in %q: %q, want %q", tt.path, tt.workspace, got, tt.want)
		}
	}
}

// TestGiveBack wants everything to belong to whoever owns the workspace: somebody else where the test runs as root, as
// an action's container does.
func TestGiveBack(t *testing.T) {
	s := newGitHubStep(t, nil)
	workspace := s.env["GITHUB_WORKSPACE"]
	dir := filepath.Join(workspace, "build", "reports")
	if err := os.MkdirAll(filepath.Join(dir, "output"), 0o755); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(t.TempDir(), "mine")
	for _, name := range []string{filepath.Join(dir, "run.json"), filepath.Join(dir, "output", "a.log"), s.env[outputVariable], mine} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(mine, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(workspace, 1001, 1002); err != nil {
			t.Fatal(err)
		}
	}
	if err := (platform{getenv: lookIn(s.env)}).giveBack(dir); err != nil {
		t.Fatal(err)
	}
	want, err := ownerOf(workspace)
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(workspace, func(name string, _ fs.DirEntry, err error) error {
		if got, err := ownerOf(name); err != nil || got != want {
			t.Errorf("%s belongs to %v, want %v (%v)", name, got, want, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ownerOf(mine); err != nil || got.user != os.Geteuid() {
		t.Errorf("a link was followed to %v (%v)", got, err)
	}
}
