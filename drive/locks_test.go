package drive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// lockedFile is the tags of a file and what they mean.
type lockedFile struct {
	tags  string
	needs shard.Needs
}

// lockedFiles are dealt to the files of the suite in turn.
var lockedFiles = []lockedFile{
	{"@baleen:lock(db)", shard.Needs{Locks: []string{"db"}}},
	{"", shard.Needs{}},
	{"@baleen:lock(db) @baleen:lock(mail)", shard.Needs{Locks: []string{"db", "mail"}}},
	{"@baleen:slots(2)", shard.Needs{Slots: 2}},
	{"@baleen:lock(mail)", shard.Needs{Locks: []string{"mail"}}},
	{"", shard.Needs{}},
	{"", shard.Needs{}},
	{"@baleen:lock(db)", shard.Needs{Locks: []string{"db"}}},
	{"@baleen:serial", shard.Needs{Serial: true}},
	{"@baleen:slots(99) @baleen:lock(db)", shard.Needs{Slots: 99, Locks: []string{"db"}}},
}

const lockSlots = 4

// TestEngineLocks: the containers' own times show that no two with one lock ran at the same time, nothing beside one that is
// serial, and never more than the slots allow, retries included. BALEEN_SOAK runs 200 files.
func TestEngineLocks(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	checkout, state, files := t.TempDir(), t.TempDir(), 20
	if os.Getenv("BALEEN_SOAK") != "" {
		files = 200
	}
	for i := range files {
		text := lockedFiles[i%len(lockedFiles)].tags + "\nFeature: A\n  Scenario: one\n    Given a step\n"
		if err := os.WriteFile(filepath.Join(checkout, fmt.Sprintf("%d.feature", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
	report := filepath.Join(checkout, "report")
	status := p.Run(t.Context(), []string{"run", "--image", b.Images["busybox"], "--runner", "exit-code", "--files-from", "workspace", "--root", checkout,
		"--files", ".", "--network", "none", "--concurrency", fmt.Sprint(lockSlots), "--retries", "1", "--volume", state + ":/state", "--report-dir", report,
		"--command", `set -- {files}; f=$1; sleep 0.$((${f%.feature} % 7)); test -e /state/$f || { : > /state/$f; case $f in *[37].feature) exit 1;; esac; }`, "--timings", filepath.Join(checkout, "t.json")})
	if status != result.ExitPassed {
		t.Fatalf("exit status %d: %.3000s", status, &out)
	}
	attempts := attemptsOf(t, report)
	if retried := files / 5; len(attempts) != files+retried {
		t.Errorf("%d containers for %d files and %d retries", len(attempts), files, retried)
	}
	if wrong := overlaps(attempts); len(wrong) > 0 {
		t.Errorf("%d overlaps: %s", len(wrong), strings.Join(wrong, "\n"))
	}
	if !strings.Contains(out.String(), "locks, by number of scenarios: db: ") {
		t.Errorf("the locks are not named: %.1000s", &out)
	}
}

func attemptsOf(t *testing.T, report string) []result.Attempt {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(report, "run.json"))
	var run result.Run
	if err == nil {
		err = json.Unmarshal(text, &run)
	}
	if err != nil {
		t.Fatal(err)
	}
	return run.Attempts
}

// overlaps names the containers that ran beside others though they must not.
func overlaps(attempts []result.Attempt) []string {
	slices.SortFunc(attempts, func(a, b result.Attempt) int { return a.Started.Compare(b.Started) })
	var wrong []string
	for i, a := range attempts {
		needs := needsOf(a)
		places := needs.Places(lockSlots)
		for _, other := range attempts[:i] {
			if !other.Finished.After(a.Started) {
				continue
			}
			theirs := needsOf(other)
			places += theirs.Places(lockSlots)
			if slices.ContainsFunc(needs.Locks, func(l string) bool { return slices.Contains(theirs.Locks, l) }) {
				wrong = append(wrong, fmt.Sprintf("%s beside %s", a.ID(), other.ID()))
			}
		}
		if places > lockSlots {
			wrong = append(wrong, fmt.Sprintf("%s takes %d places with what runs beside it", a.ID(), places))
		}
	}
	return wrong
}

func needsOf(a result.Attempt) shard.Needs {
	var n int
	if _, err := fmt.Sscanf(a.Files[0], "%d.feature", &n); err != nil {
		panic(err)
	}
	return lockedFiles[n%len(lockedFiles)].needs
}
