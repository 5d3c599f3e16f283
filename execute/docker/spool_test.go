package docker

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/org/baleen-action/execute"
)

func TestSpoolCutsBothStreamsTogether(t *testing.T) {
	const mark = "\n[baleen: output cut at 5 bytes]\n"
	tests := []struct {
		name, stdout, stderr string
		stream               []byte
		cut                  bool
	}{
		{name: "below", stream: slices.Concat(frame(1, "ab"), frame(2, "cd")), stdout: "ab", stderr: "cd"},
		{name: "exactly", stream: slices.Concat(frame(1, "abc"), frame(2, "de")), stdout: "abc", stderr: "de"},
		{name: "over", stream: slices.Concat(frame(1, "abc"), frame(2, "def"), frame(1, "g")), stdout: "abc", stderr: "de" + mark, cut: true},
	}
	for _, test := range tests {
		out, errs := filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "err")
		s, err := execute.OpenSpool(out, errs, 5, nil)
		if err != nil {
			t.Fatal(err)
		}
		left := bytes.NewReader(test.stream)
		if err := fill(s, left); err != nil || left.Len() > 0 {
			t.Errorf("%s: %v, %d bytes not drained", test.name, err, left.Len())
		}
		s.Close()
		if read(t, out) != test.stdout || read(t, errs) != test.stderr || s.Cut != test.cut || s.Err != nil {
			t.Errorf("%s: %q, %q, %v, %v", test.name, read(t, out), read(t, errs), s.Cut, s.Err)
		}
	}
}

func TestSpoolDrainsAFullDisk(t *testing.T) {
	s, err := execute.OpenSpool("/dev/full", "", 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	left := bytes.NewReader(frame(1, strings.Repeat("x", 1<<20)))
	if err := fill(s, left); err != nil || left.Len() > 0 {
		t.Errorf("%v, %d bytes not drained", err, left.Len())
	}
	s.Close()
	if !execute.IsNoSpace(s.Err) {
		t.Errorf("%v", s.Err)
	}
}
