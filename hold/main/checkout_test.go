package main

import (
	"archive/tar"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/org/baleen-action/hold"
)

// packed is a checkout of one file.
func packed(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	c := hold.NewCheckout(&out)
	if err := c.Add(&tar.Header{Typeflag: tar.TypeReg, Name: "a", Mode: 0o666, Size: 1}, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sendTo has the program take a stream.
func sendTo(dir string, stream []byte) (string, error) {
	cmd := exec.Command("hold", "take", dir)
	cmd.Stdin = bytes.NewReader(stream)
	out, err := cmd.Output()
	return string(out), err
}

// TestWaitsForTheCheckout: half a checkout starts nothing; a whole one does, and the time of the command begins then.
func TestWaitsForTheCheckout(t *testing.T) {
	into := filepath.Join(t.TempDir(), "new")
	whole := packed(t)
	s := start(t, "-checkout", into, "-timeout", "20s", "--", "cat", into+"/a")
	if out, err := sendTo(s.dir, whole[:len(whole)/2]); err == nil || out != hold.TakesCheckout+"\n" {
		t.Errorf("half was taken: %q", out)
	}
	if out, err := sendTo(s.dir, whole); err != nil || out != hold.TakesCheckout+"\n"+hold.TookCheckout+"\n" {
		t.Errorf("%q, %v", out, err)
	}
	if got := s.end(); got.ending.Code != 0 || got.files[hold.Stdout] != "x" || got.ending.Started.Before(s.begun) {
		t.Errorf("%+v", got)
	}
}

// TestRoom: a user may write into a folder only if that goes for all folders below it.
func TestRoom(t *testing.T) {
	dir := t.TempDir()
	own, mixed, program := filepath.Join(dir, "own"), filepath.Join(dir, "mixed"), filepath.Join(dir, "hold")
	self, err := exec.LookPath("hold")
	if err != nil {
		t.Fatal(err)
	}
	steps := [][]string{{"mkdir", "-p", own + "/deep", mixed + "/deep"}, {"chmod", "555", mixed + "/deep"}, {"cp", self, program}, {"chmod", "a+rx", dir, filepath.Dir(dir)}}
	ask := exec.Cmd{Path: program}
	if os.Getuid() == 0 { // who may write everywhere
		const unprivileged = 65534
		steps = append(steps, []string{"chown", "-R", strconv.Itoa(unprivileged), own, mixed})
		ask.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: unprivileged, Gid: unprivileged}}
	}
	for _, words := range steps {
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %s", words, out)
		}
	}
	for dir, want := range map[string]string{
		own: `{"exists":true,"writable":true}`, mixed: `{"exists":true,"writable":false}`, own + "/none": `{"exists":false,"writable":false}`,
	} {
		cmd := ask
		cmd.Args = []string{program, "room", dir}
		if out, err := cmd.Output(); err != nil || strings.TrimSpace(string(out)) != want {
			t.Errorf("%s: %s, %v", dir, out, err)
		}
	}
}
