package result_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
)

func TestExcerpt(t *testing.T) {
	c := result.NewCleaner([]string{"hunter2hunter2", "abc\ndef\nghi\njkl"})
	long := strings.Repeat("0123456789\n", 100)
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"short", "a\x1b[31m red\x1b[0m\r\nhunter2hunter2\n", "a red\n***\n"},
		{"long", "first\n" + long + "last\n", "first\n0123456789\n0123456789\n[… 1056 bytes left out: FILE has all …]\n0123456789\n0123456789\nlast\n"},
		{"long without lines", strings.Repeat("x", 1000), "[… 1000 bytes left out: FILE has all …]\n"},
		{"a secret at the cuts", "x\n" + strings.Repeat("hunter2hunter2", 100), "x\n[… 1400 bytes left out: FILE has all …]\n"},
		{"a secret of several lines at the cuts", "0123456789\n0123456789\nabc\ndef\nghi\njkl\n" + long + "abc\ndef\nghi\njkl\n0123456789\n0123456789\n",
			"0123456789\n0123456789\n***\n[… 1116 bytes left out: FILE has all …]\n***\n0123456789\n0123456789\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := written(t, tt.text)
			got, err := c.Excerpt(path, 64)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, strings.ReplaceAll(got, path, "FILE")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTail: wherever the end of a file begins, of a secret that lies across it nothing is shown.
func TestTail(t *testing.T) {
	c := result.NewCleaner([]string{"hunter2hunter2", "abc\ndef\nghi\njkl"})
	const lines, size = 3, 30
	secrets := "hunter2\x1b[31mhunter2\nabc\ndef\nghi\njkl\n"
	for _, before := range []string{"", strings.Repeat("x", 100_000), strings.Repeat("x\n", 100_000), strings.Repeat("\x1b[31m", 40_000)} {
		for after := range 40 {
			got := c.Tail(written(t, before+secrets+strings.Repeat("y", after)), lines, size)
			for _, part := range []string{"hunt", "nter2", "abc", "def", "ghi", "jkl", "\x1b"} {
				if strings.Contains(got, part) {
					t.Errorf("with %d bytes after it: %q", after, got)
				}
			}
			if len(got) > size || strings.Count(got, "\n") >= lines {
				t.Errorf("with %d bytes after it there is too much: %q", after, got)
			}
		}
	}
	for text, want := range map[string]string{
		"":                          "",
		"\n\n":                      "",
		"one\ntwo\r\nthree\nfour\n": "two\nthree\nfour",
		strings.Repeat("é", 50):     strings.Repeat("é", 15),
	} {
		if got := c.Tail(written(t, text), lines, size); got != want {
			t.Errorf("Tail(%q) = %q, want %q", text, got, want)
		}
	}
	if got := c.Tail(filepath.Join(t.TempDir(), "nothing"), lines, size); got != "" {
		t.Errorf("of a file that is not there: %q", got)
	}
}

func written(t *testing.T, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "stdout.log")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
