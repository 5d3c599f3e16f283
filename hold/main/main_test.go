package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/org/baleen-action/hold"
)

// The tests start the test's own binary under the name of the program.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"hold": main}) }

// left is what a command left in its folder.
type left struct {
	ending hold.Ending
	files  map[string]string
	status int
	took   time.Duration
}

// started is a running program.
type started struct {
	*exec.Cmd
	t     *testing.T
	dir   string
	begun time.Time
}

func start(t *testing.T, args ...string) started {
	t.Helper()
	return startIn(t, t.TempDir(), args...)
}

// startIn starts a command whose containers share a folder.
func startIn(t *testing.T, dir string, args ...string) started {
	t.Helper()
	s := started{exec.Command("hold", append([]string{"exec", "-dir", dir}, args...)...), t, dir, time.Now()}
	s.Dir = t.TempDir()
	s.Stderr = os.Stderr
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// end waits for the program's end, and has a second one send what is there.
func (s started) end() left {
	s.t.Helper()
	_ = s.Wait() // its status is compared
	l := left{files: map[string]string{}, status: s.ProcessState.ExitCode(), took: time.Since(s.begun)}
	sent, err := exec.Command("hold", "send", s.dir, "stdout", "stderr", "report", "artifacts", "ending").Output()
	if err != nil {
		s.t.Fatal(err)
	}
	results, err := hold.Receive(bytes.NewReader(sent), func(header *tar.Header, content io.Reader) error {
		text, err := io.ReadAll(content)
		l.files[header.Name] = string(text)
		return err
	})
	if err != nil || results.Ending == nil {
		s.t.Fatal(results, err)
	}
	l.ending = *results.Ending
	return l
}

// await waits until the command has written a word.
func (s started) await(word string) {
	s.t.Helper()
	for range 1000 {
		text, _ := os.ReadFile(filepath.Join(s.dir, hold.Stdout))
		if strings.Contains(string(text), word) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.t.Fatalf("the command never wrote %q", word)
}

func run1(t *testing.T, args ...string) left {
	t.Helper()
	return start(t, args...).end()
}

// TestEveryByte: both streams arrive apart, and each byte as it was.
func TestEveryByte(t *testing.T) {
	size := 100_000_000
	if testing.Short() {
		size = 5_000_000
	}
	content := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{}).Read(content)
	for i := range 256 {
		content[i] = byte(i)
	}
	big, small := filepath.Join(t.TempDir(), "big"), filepath.Join(t.TempDir(), "small")
	if err := errors.Join(os.WriteFile(big, content, 0o644), os.WriteFile(small, content[:1000], 0o644)); err != nil {
		t.Fatal(err)
	}
	got := run1(t, "--", "sh", "-c", "cat "+small+" >&2; exec cat "+big)
	if got.files[hold.Stdout] != string(content) || got.files[hold.Stderr] != string(content[:1000]) {
		t.Errorf("%d and %d bytes came, or others", len(got.files[hold.Stdout]), len(got.files[hold.Stderr]))
	}
}

func TestEndings(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("no program"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args   []string
		code   int
		stdout string
		want   func(hold.Ending) bool
	}{
		"success":             {[]string{"--", "echo", "x"}, 0, "x\n", nil},
		"failure":             {[]string{"--", "sh", "-c", "exit 3"}, 3, "", nil},
		"255":                 {[]string{"--", "sh", "-c", "exit 255"}, 255, "", nil},
		"killed":              {[]string{"--", "sh", "-c", "kill -KILL $$"}, 137, "", nil},
		"missing":             {[]string{"--", "no-such-program"}, 127, "", func(e hold.Ending) bool { return strings.Contains(e.NotRun, "not found in $PATH") }},
		"missing path":        {[]string{"--", "/no/such"}, 127, "", func(e hold.Ending) bool { return strings.Contains(e.NotRun, "no such file") }},
		"not executable":      {[]string{"--", plain}, 126, "", func(e hold.Ending) bool { return strings.Contains(e.NotRun, "permission denied") }},
		"a folder":            {[]string{"--", "/"}, 126, "", func(e hold.Ending) bool { return e.NotRun != "" }},
		"limit":               {[]string{"-limit", "10", "--", "printf", "123456789012345"}, 0, "1234567890", func(e hold.Ending) bool { return e.Cut }},
		"at the limit":        {[]string{"-limit", "10", "--", "printf", "1234567890"}, 0, "1234567890", func(e hold.Ending) bool { return !e.Cut }},
		"what is left behind": {[]string{"--", "sh", "-c", "sleep 60 & echo x"}, 0, "x\n", func(e hold.Ending) bool { return e.Spool == "" }},
		"timeout": {[]string{"-timeout", "100ms", "--", "sh", "-c", "trap 'echo reported; exit 9' INT; sleep 60 & wait"}, 9, "reported\n",
			func(e hold.Ending) bool { return e.TimedOut && strings.Contains(e.Processes, "sleep 60") }},
		"timeout, ignored": {[]string{"-timeout", "100ms", "-grace", "100ms", "--", "sh", "-c", "trap '' INT; while :; do sleep 60; done"}, 137, "",
			func(e hold.Ending) bool { return e.TimedOut }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run1(t, tt.args...)
			if got.ending.Code != tt.code || got.status != tt.code || got.files[hold.Stdout] != tt.stdout || tt.want != nil && !tt.want(got.ending) {
				t.Errorf("status %d, ending %+v, stdout %q", got.status, got.ending, got.files[hold.Stdout])
			}
			if e := got.ending; e.Started.IsZero() || e.Finished.Before(e.Started) || got.took > 30*time.Second {
				t.Errorf("took %s: %+v", got.took, e)
			}
		})
	}
}

// TestSignals: signals reach the command, and only those that end it are noted and followed by its death.
func TestSignals(t *testing.T) {
	const script = "trap 'echo usr1' USR1; trap 'echo term; exit 4' TERM; trap '' INT; echo up; while :; do sleep 0.05; done"
	s := start(t, "-grace", "20s", "--", "sh", "-c", script)
	s.await("up")
	_ = s.Process.Signal(syscall.SIGUSR1)
	s.await("usr1")
	_ = s.Process.Signal(syscall.SIGTERM)
	if got := s.end(); got.ending.Code != 4 || got.ending.Stopped != "terminated" || got.ending.TimedOut || got.files[hold.Stdout] != "up\nusr1\nterm\n" {
		t.Errorf("%+v", got)
	}
	s = start(t, "-grace", "100ms", "--", "sh", "-c", script)
	s.await("up")
	_ = s.Process.Signal(syscall.SIGINT)
	if got := s.end(); got.ending.Code != 137 || got.ending.Stopped != "interrupt" {
		t.Errorf("%+v", got)
	}
}

// TestLeft: the report is sent whoever may read it, artifacts by their globs, links never.
func TestLeft(t *testing.T) {
	const script = `umask 077; mkdir -p $0/report/deep shots/x; echo 1 >$0/report/deep/r.json; ln -s /etc/passwd $0/report/link
echo 2 >shots/x/a.png; echo 3 >shots/b.tmp; echo 4 >other`
	dir := t.TempDir()
	s := started{exec.Command("hold", "exec", "-dir", dir, "-artifact", "shots", "-artifact", "!**/*.tmp", "-artifact", "gone/**", "--", "sh", "-c", script, dir), t, dir, time.Now()}
	s.Dir = t.TempDir()
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	got := s.end()
	for _, name := range []string{"report/", "report/deep/", "artifacts/", "artifacts/shots/", "artifacts/shots/x/", "stdout", "stderr"} {
		delete(got.files, name)
	}
	if len(got.files) != 2 || got.files["report/deep/r.json"] != "1\n" || got.files["artifacts/shots/x/a.png"] != "2\n" || got.ending.Missed != "" {
		t.Errorf("%q %+v", got.files, got.ending)
	}
	info, err := os.Stat(filepath.Join(dir, "report/deep/r.json"))
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v %v", info, err)
	}
}

// TestInstall: the copy is a program.
func TestInstall(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("hold", "install", dir).CombinedOutput(); err != nil {
		t.Fatalf("%s: %s", err, out)
	}
	if err := exec.Command(filepath.Join(dir, hold.Program), "exec", "-dir", dir, "--", "true").Run(); err != nil {
		t.Error(err)
	}
}
