package drive

import (
	"io"
	"path/filepath"

	"github.com/org/baleen-action/classic"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/trace"
)

func writeJUnit(run *result.Run, dir string, flavour junit.Flavour) error {
	return result.Replace(filepath.Join(dir, reportdir.JUnit), func(out io.Writer) error { return junit.Write(out, run, flavour) })
}

func (s session) writeClassic(run *result.Run, dir string) error {
	return result.Replace(filepath.Join(dir, reportdir.Classic), func(out io.Writer) error {
		return classic.Write(out, run, classic.Options{Folder: dir, Clean: s.clean})
	})
}

func writeTrace(run *result.Run, dir string, o trace.Options) error {
	return result.Replace(filepath.Join(dir, reportdir.Trace), func(out io.Writer) error { return trace.Write(out, run, o) })
}
