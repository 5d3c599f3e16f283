package docker

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/mask"
)

// covering returns a Mask of one secret.
func covering(secret string) execute.Mask {
	known := mask.New([]string{secret})
	return func(_ string, file io.Writer) execute.Masking { return known.Writer(file, nil) }
}

// TestSpoolMasks: a secret is covered in both streams, over the borders of frames and before a cut.
func TestSpoolMasks(t *testing.T) {
	out, errs := filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "err")
	s, err := execute.OpenSpool(out, errs, 36, covering("correct-horse"))
	if err != nil {
		t.Fatal(err)
	}
	stream := slices.Concat(frame(1, "a correct"), frame(2, "and corr"), frame(1, "-horse.\n"), frame(1, "a correct-horse"))
	if err := fill(s, bytes.NewReader(stream)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	const want = "a *************.\na *********\n[baleen: output cut at 36 bytes]\n"
	if got := read(t, out); got != want || read(t, errs) != "and ****" || s.Err != nil {
		t.Errorf("%q, %q, %v", got, read(t, errs), s.Err)
	}
}

// TestSpoolMasksLogEqually: the engine's log is compared as it would be in the file, and the beginning of a secret at the end of what
// was attached is no difference.
func TestSpoolMasksLogEqually(t *testing.T) {
	cover := covering("correct-horse")
	open := func(name string, frames ...[]byte) *execute.Spool {
		s, err := execute.OpenSpool(filepath.Join(t.TempDir(), name), "", 0, cover)
		if err != nil {
			t.Fatal(err)
		}
		if err := fill(s, bytes.NewReader(slices.Concat(frames...))); err != nil {
			t.Fatal(err)
		}
		s.Settle()
		return s
	}
	out := open("out", frame(1, "a correct-horse\nand corr"))
	if err := matchEnd(out, bytes.NewReader(frame(1, "a correct-horse\nand corr"))); err != nil {
		t.Errorf("the same: %v", err)
	}
	if err := matchEnd(out, bytes.NewReader(frame(1, "a correct-horse\nand correct-horse"))); err != errMore {
		t.Errorf("more: %v", err)
	}
	again := open("again", frame(1, "a correct-horse\nand correct-horse\n"))
	again.Close()
	if err := out.Stdout.TakeLonger(again.Stdout); err != nil {
		t.Errorf("take it: %v", err)
	}
	out.Close()
	if got := read(t, out.Stdout.Path); got != "a *************\nand *************\n" {
		t.Errorf("%q", got)
	}
}

// TestServiceLogMasks: the log of a service is covered while it waits for its slot, and after that.
func TestServiceLogMasks(t *testing.T) {
	dir := t.TempDir()
	var book logbook
	spec := execute.Spec{World: execute.World{Logs: dir, PerFile: true}, Mask: covering("correct-horse")}
	m := book.open(spec, 1, "db")
	write := func(to io.Writer, text string) {
		if _, err := to.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write(m, "early correct-horse\ncorrect")
	ahead := read(t, m.ahead.Name())
	m.settle()
	write(m, "-horse late\n")
	aside := m.aside()
	write(aside, "reset correct-horse")
	if _, err := aside.Flush(); err != nil {
		t.Fatal(err)
	}
	write(m, "corr")
	m.flush()
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	const want = "early *************\n************* late\nreset *************corr"
	if got := read(t, filepath.Join(dir, "1", "db.log")); got != want || ahead != "early *************\n" {
		t.Errorf("%q, %q ahead", got, ahead)
	}
}
