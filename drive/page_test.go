package drive

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// TestSearchAround: a failure is looked for in all that its container wrote, secrets masked, until enough is read.
func TestSearchAround(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"out.log": "1\n2\n3\n", "err.log": "a\nError: broken hunter2hunter2\nb\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	attempt := result.Attempt{Stdout: "out.log", Stderr: "err.log"}
	why := cucumber.Failure{Message: "Error: broken\nat x"}
	s := search{clean: result.NewCleaner([]string{"hunter2hunter2"}), dir: dir, left: 100}
	if file, text := s.around(attempt, why); file != "err.log" || text != "a\nError: broken ***\nb" {
		t.Errorf("%s: %q", file, text)
	}
	if file, text := s.around(attempt, cucumber.Failure{Message: "another"}); file != "" || text != "" {
		t.Errorf("%s: %q", file, text)
	}
	s.left = 3
	if file, text := s.around(attempt, why); file != "" || text != "" {
		t.Errorf("after the limit, %s: %q", file, text)
	}
}

// TestQuoted: an extract in a failures.json is shown only beside the failure that it is about.
func TestQuoted(t *testing.T) {
	why := cucumber.Failure{Status: cucumber.Failed, Message: "Error: 7 apples"}
	other := cucumber.Failure{Status: cucumber.Failed, Message: "Error: 8 apples"}
	hash := result.SignatureOf(why).Hash
	if hash != result.SignatureOf(other).Hash {
		t.Fatal("they have different causes")
	}
	find := quoted(map[string]report.Output{hash: {File: "output/a.1.stdout.log", Text: "before\nError: 7 apples\nafter"}})
	here, elsewhere := result.Attempt{Stdout: "output/a.1.stdout.log"}, result.Attempt{Stdout: "output/b.1.stdout.log"}
	if _, text := find(here, why); !strings.HasPrefix(text, "before") {
		t.Errorf("found %q", text)
	}
	for name, one := range map[string]struct {
		attempt result.Attempt
		failure cucumber.Failure
	}{"another failure": {here, other}, "another container": {elsewhere, why}} {
		if _, text := find(one.attempt, one.failure); text != "" {
			t.Errorf("%s: %q", name, text)
		}
	}
}
