package drive

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// TestPages: each word of the input html gives its pages, and the run says which of them shows it.
func TestPages(t *testing.T) {
	for word, want := range map[string]struct {
		baleen, cucumber bool
		page             string
	}{"baleen": {true, false, ""}, "cucumber": {false, true, "cucumber.html"}, "both": {true, true, ""}} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, reportdir.Messages), []byte(`{"testRunStarted":{}}`), 0o600); err != nil {
			t.Fatal(err)
		}
		wrote := false
		r := inputs.Reporting{HTML: word}
		if err := writePages(&result.Run{Image: "shop & co"}, dir, r, func() error { wrote = true; return nil }); err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile(filepath.Join(dir, reportdir.Cucumber))
		if wrote != want.baleen || (err == nil) != want.cucumber || pageOf(r) != want.page {
			t.Errorf("%s: Baleen's page: %v, Cucumber's: %v, shown by %q", word, wrote, err == nil, pageOf(r))
		}
		if want.cucumber && (!strings.Contains(string(page), "<title>shop &amp; co</title>") || !strings.Contains(string(page), `[{"testRunStarted":{}}]`)) {
			t.Errorf("%s: the page does not hold the run", word)
		}
	}
}

// TestPagesFail: a page that cannot be written keeps the other from being written no more than it hides its own error.
func TestPagesFail(t *testing.T) {
	broken := errors.New("no space")
	err := writePages(&result.Run{}, t.TempDir(), inputs.Reporting{HTML: "both"}, func() error { return broken })
	if !errors.Is(err, broken) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
