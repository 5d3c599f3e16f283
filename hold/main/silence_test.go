package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/hold"
)

// TestSilence: a command that writes and reports nothing is ended, with what it was doing; one that does so now and then goes on.
func TestSilence(t *testing.T) {
	const talks = "i=0; while [ $i -lt 8 ]; do sleep 0.2; i=$((i+1)); "
	for name, tt := range map[string]struct {
		flags         []string
		script        string
		silent        bool
		code          int
		stdout, doing string
	}{
		"sleeps":       {nil, "echo begun; sleep 100", true, 130, "begun\n", `sleep 100 \(S, CPU 00:00:00\)`},
		"busy":         {nil, "while :; do :; done", true, 130, "", `while :; do :; done \S+ \(R`},
		"stopped":      {nil, "sleep 100 & kill -STOP $!; kill -STOP $$", true, 137, "", `\(T, CPU`},
		"says more":    {[]string{"-on-silence", "QUIT"}, `trap "echo its stacks" QUIT; echo begun; while :; do sleep 0.2; done`, true, 130, "begun\nits stacks\n", ""},
		"says nothing": {[]string{"-on-silence", "USR1"}, `trap : USR1; trap 'echo reported; exit 3' INT; while :; do sleep 0.2; done`, true, 3, "reported\n", ""},
		"ignores all":  {nil, `trap "" INT; while :; do sleep 0.2; done`, true, 137, "", ""},
		"talks":        {nil, talks + "printf .; done", false, 0, "........", ""},
		"reports":      {nil, talks + "echo more >>$0/report/r; done", false, 0, "", ""},
		"ends":         {nil, "sleep 1", false, 0, "", ""},
		"its time up":  {[]string{"-timeout", "300ms"}, "sleep 100", false, 130, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, hold.Report), 0o755); err != nil {
				t.Fatal(err)
			}
			got := startIn(t, dir, append(append([]string{"-silence", "700ms"}, tt.flags...), "--", "sh", "-c", tt.script, dir)...).end()
			e := got.ending
			if (e.Silent != nil) != tt.silent || e.Code != tt.code || got.files[hold.Stdout] != tt.stdout || got.took > 15*time.Second {
				t.Fatalf("%+v: %+v", got, e.Silent)
			}
			if tt.silent && (!regexp.MustCompile(tt.doing).MatchString(e.Silent.Processes) || !strings.HasPrefix(e.Silent.CPU, "using ")) {
				t.Errorf("%s: %s", e.Silent.CPU, e.Silent.Processes)
			}
		})
	}
}

// TestReportAtSilence: the report is kept as it was, whatever the command adds to it when it is ended.
func TestReportAtSilence(t *testing.T) {
	dir := t.TempDir()
	s := startIn(t, dir, "-silence", "500ms", "--", "sh", "-c", "mkdir $0/report; echo open >$0/report/r; trap 'echo ended >>$0/report/r; exit 1' INT; while :; do sleep 0.1; done", dir)
	got := s.end()
	then, err := os.ReadFile(filepath.Join(dir, hold.AtSilence, "r"))
	if err != nil || string(then) != "open\n" || got.files["report/r"] != "open\nended\n" {
		t.Errorf("%q, %v, %+v", then, err, got)
	}
}
