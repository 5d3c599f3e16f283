package docker

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/org/baleen-action/execute"
)

func TestALogGetsItsLineEndsBack(t *testing.T) {
	piece := strings.Repeat("x", linePiece)
	tests := []struct {
		name   string
		pieces []string
		want   string
	}{
		{"none is missing", []string{"a\n", "b\n", "c"}, "a\nb\nc"},
		{"a long line", []string{piece, "x", "b\n"}, piece + "x\nb\n"},
		{"a longer line", []string{piece, piece, "x", "b\n"}, piece + piece + "x\nb\n"},
		{"an engine that keeps them", []string{piece, "x\n", "b\n"}, piece + "x\nb\n"},
		{"a long line at the end", []string{"a\n", piece, "x"}, "a\n" + piece + "x"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var log []byte
			for _, text := range test.pieces {
				log = slices.Concat(log, frame(frameStdout, text))
			}
			var got bytes.Buffer
			if err := demux(bytes.NewReader(log), &logLines{to: &got}, nil); err != nil || got.String() != test.want {
				t.Errorf("%d bytes, want %d: %v", got.Len(), len(test.want), err)
			}
		})
	}
}

func TestASpoolEndsAsItsLog(t *testing.T) {
	long := strings.Repeat("x", linePiece) + "\n"
	tests := []struct {
		name, output, log string
		want              bool
	}{
		{"the same", "a\nb\n", "a\nb\n", true},
		{"no log", "a\nb\n", "", true},
		{"the end of it", "a\nb\n", "b\n", true},
		{"a lost line end", long + "b\n", strings.TrimSpace(long) + "b\n", true},
		{"one line more", "a\n", "a\nb\n", false},
		{"another line", "a\nb\n", "c\n", false},
		{"nothing was seen", "", "a", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, err := execute.OpenSpool(filepath.Join(t.TempDir(), "out"), "", 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer out.Close()
			if _, err := out.Stdout.Write([]byte(test.output)); err != nil {
				t.Fatal(err)
			}
			if err := matchEnd(out, bytes.NewReader(frame(frameStdout, test.log))); (err == nil) != test.want {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}
