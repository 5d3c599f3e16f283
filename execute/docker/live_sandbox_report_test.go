package docker

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/tartest"
)

// TestEngineReportsThroughASandbox has containers leave all kinds of things in their scratch folder. Each finds it empty
// and writable, each report comes whole, no archive call is made for it, and what one leaves no other has.
func TestEngineReportsThroughASandbox(t *testing.T) {
	f := newSandboxed(t)
	var notices []string
	f.spec.Notice = func(text string) { notices = append(notices, text) }
	f.spec.Scratch = "/baleen-report"
	scripts := []struct {
		script string
		files  map[string]string
	}{
		{"echo a >a.json; mkdir -p deep/er; echo b >deep/er/b", map[string]string{"a.json": "a\n", "deep/er/b": "b\n"}},
		{"true", map[string]string{}},
		{"head -c 3000000 /dev/zero >large; ln -s /etc/passwd link; mkfifo pipe; exit 3", map[string]string{"large": strings.Repeat("\x00", 3000000)}},
		{"(umask 077; mkdir own; echo x >own/x; chmod 0 own/x own; chown -R 1000 own)", map[string]string{"own/x": "x\n"}},
		{"mkdir sticky; chmod 1777 sticky; su tester -c 'echo y >sticky/y'", map[string]string{"sticky/y": "y\n"}},
		{"echo z >.hidden; chmod 700 .", map[string]string{".hidden": "z\n"}},
		{"kill -9 $$", map[string]string{}},
		{"echo end >end", map[string]string{"end": "end\n"}},
	}
	var jobs []execute.Job
	for i, test := range scripts {
		job := f.shell(fmt.Sprint(i), "cd /baleen-report && ls -A && stat -c %a . && "+test.script)
		job.Scratch, job.Into = f.spec.Scratch, filepath.Join(f.dir, "raw", fmt.Sprint(i))
		jobs = append(jobs, job)
	}
	p := newProxy(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"))
	through := f
	through.docker = p.connect()
	outcomes, err := through.run(t.Context(), 1, jobs...)
	_ = through.docker.Close()
	p.close()
	if err != nil {
		t.Fatal(err)
	}
	for i, job := range jobs {
		o := outcomes[job.Name]
		if !o.Fetched || read(t, job.Stdout) != "777\n" {
			t.Errorf("%d: %s: %s: %q, %s", i, o.Class, o.Evidence, read(t, job.Stdout), read(t, job.Stderr))
			continue
		}
		if diff := cmp.Diff(scripts[i].files, tartest.Tree(t, job.Into)); diff != "" {
			t.Errorf("%d: %.300s", i, diff)
		}
	}
	if n := p.calls["copy-from"] + p.calls["copy-to"] + p.calls["commit"]; n > 0 {
		t.Errorf("%d archive calls", n)
	}
	if err := f.leftovers(); err != nil {
		t.Error(err)
	}
}

// TestEngineReportsWithoutTheSandbox takes the sandbox away while containers run, or has the engine refuse its volume: the
// reports come all the same.
func TestEngineReportsWithoutTheSandbox(t *testing.T) {
	for name, faults := range map[string][]rule{
		"its connection breaks": {at("attach", cutFrames(1, 0))},
		"no volumes":            {at("volume-make", answer(403)), {route: "volume-ls", first: 1, every: true, act: answer(403)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newSandboxed(t)
			f.spec.Scratch = "/baleen-report"
			p := newProxy(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"), faults...)
			defer p.close()
			through := f
			through.docker = p.connect()
			defer through.docker.Close()
			var jobs []execute.Job
			for i := range 3 {
				job := f.shell(fmt.Sprint(i), "ls -A /baleen-report; hostname >/baleen-report/name; sleep 0.2")
				job.Scratch, job.Into = f.spec.Scratch, filepath.Join(f.dir, "raw", job.Name)
				jobs = append(jobs, job)
			}
			outcomes, err := through.run(t.Context(), 1, jobs...)
			for _, job := range jobs {
				o := outcomes[job.Name]
				if o.Class != execute.Passed || !o.Fetched || len(tartest.Tree(t, job.Into)["name"]) != 13 || read(t, job.Stdout) != "" {
					t.Errorf("%s: %s: %s, %v", job.Name, o.Class, o.Evidence, tartest.Tree(t, job.Into))
				}
			}
			if err != nil {
				t.Error(err)
			}
			if err := f.leftovers(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestASandboxThatBreaksOffAReportIsSilent: nothing of a broken answer may be taken for the next one.
func TestASandboxThatBreaksOffAReportIsSilent(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "report.json"), "[]")
	box := connected(t, func(in io.Reader, out io.Writer) { _ = hold(in, out, held{report: dir}) })
	quota := execute.NewQuota()
	into := t.TempDir()
	extract := execute.Extraction{Into: into, Left: &quota}
	if err := box.report(t.Context(), time.Second, extract.Run); err != nil {
		t.Fatal(err)
	}
	if got := tartest.Tree(t, into); got["report.json"] != "[]" {
		t.Errorf("report %v", got)
	}
	if _, err := box.ask(t.Context(), time.Second); err != nil || len(tartest.Tree(t, dir)) > 0 {
		t.Errorf("%v, left %v", err, tartest.Tree(t, dir))
	}
	put(t, filepath.Join(dir, "report.json"), "[]")
	if err := box.report(t.Context(), time.Second, execute.Extraction{Into: "/dev/null/x", Left: &quota}.Run); err == nil {
		t.Error("a report that could not be written counts")
	}
	if _, err := box.ask(t.Context(), time.Second); err == nil || len(tartest.Tree(t, dir)) != 1 {
		t.Errorf("it answers, %v, and holds %v", err, tartest.Tree(t, dir))
	}
}

// TestASandboxThatCannotReadAReportSaysSo: otherwise Baleen would wait a minute for the rest.
func TestASandboxThatCannotReadAReportSaysSo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	box := connected(t, func(in io.Reader, out io.Writer) { _ = hold(in, out, held{report: dir}) })
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	quota := execute.NewQuota()
	if err := box.report(t.Context(), time.Minute, execute.Extraction{Into: t.TempDir(), Left: &quota}.Run); !errors.Is(err, errBrokenOff) {
		t.Errorf("%v", err)
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
