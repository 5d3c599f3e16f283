package result

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReplace: a file is written whole, or stays what it was; nothing is left beside it.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	full := errors.New("no space left on device")
	for i, step := range []struct {
		write func(io.Writer) error
		want  string
		err   error
	}{
		{func(out io.Writer) error { return say(out, "first") }, "first", nil},
		{func(out io.Writer) error { return errors.Join(say(out, strings.Repeat("half", 10_000)), full) }, "first", full},
		{func(out io.Writer) error { return say(out, "second") }, "second", nil},
	} {
		if err := Replace(name, step.write); !errors.Is(err, step.err) {
			t.Errorf("step %d: %v", i, err)
		}
		text, err := os.ReadFile(name)
		if err != nil || string(text) != step.want {
			t.Errorf("step %d: %.20q, %v", i, text, err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("step %d leaves %v, %v", i, entries, err)
		}
	}
	if err := Replace(filepath.Join(dir, "nothing", "file"), func(io.Writer) error { return nil }); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Replace(filepath.Join(dir, "folder"), func(out io.Writer) error { return say(out, "x") }); err == nil || !strings.Contains(err.Error(), "write \"") {
		t.Errorf("over a folder: %v", err)
	}
}

func say(out io.Writer, text string) error {
	_, err := fmt.Fprint(out, text)
	return err
}
