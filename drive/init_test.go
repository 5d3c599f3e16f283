package drive

import (
	"os"
	"strings"
	"testing"
)

// TestInitAsks: on a terminal, only a yes writes the files.
func TestInitAsks(t *testing.T) {
	for answer, written := range map[string]bool{"y\n": true, "YES\n": true, "n\n": false, "\n": false, "": false, "yeah\n": false} {
		t.Chdir(t.TempDir())
		if err := os.WriteFile("a.feature", []byte("Feature: A\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		p := Program{Getenv: func(string) string { return "" }, Stdin: strings.NewReader(answer), Stdout: &out, Stderr: &out, Terminal: true}
		if status := p.Run(t.Context(), []string{"init"}); status != 0 || !strings.Contains(out.String(), "Write 2 files? [y/N] ") {
			t.Errorf("exit status %d: %s", status, out.String())
		}
		if _, err := os.Stat("baleen.yml"); (err == nil) != written {
			t.Errorf("%q: written: %v\n%s", answer, err == nil, out.String())
		}
	}
}
