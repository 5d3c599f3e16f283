package docker

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/tartest"
)

// TestEngineSpamLeavesAtMostItsCap: a container that fills its report folder loses what is over the limits and nothing
// else; the outcome says so.
func TestEngineSpamLeavesAtMostItsCap(t *testing.T) {
	f := newFixture(t)
	for _, test := range []struct{ name, script, cut string }{
		{"honest", "echo {} >a.json", ""},
		{"files", "echo {} >a.json; i=0; while [ $i -lt 12000 ]; do : >f$i; i=$((i+1)); done", "more than 10000 files and folders: the rest was not copied"},
		{"sparse", "echo {} >a.json; truncate -s 1099511627776 big", "more than 1GiB: the rest was not copied"},
		{"large", "echo {} >z.json; truncate -s 1073741824 big", "more than 1GiB: the rest was not copied"},
		{"sum", "echo {} >a.json; for i in 1 2 3 4; do truncate -s 400000000 big$i; done", "more than 1GiB: the rest was not copied"},
	} {
		job := f.shell(test.name, "set -e; cd /r; "+test.script)
		job.Scratch, job.Into = "/r", filepath.Join(f.dir, test.name)
		o := f.one(job)
		if o.Class != execute.Passed || !o.Fetched || o.ScratchCut != test.cut {
			t.Errorf("%s: %s %s, fetched %v, cut %q", test.name, o.Class, o.Evidence, o.Fetched, o.ScratchCut)
		}
		if found, err := filepath.Glob(filepath.Join(job.Into, "?.json")); err != nil || len(found) != 1 {
			t.Errorf("%s: report %q, %v", test.name, found, err)
		}
		if entries, bytes := tartest.OnDisk(t, job.Into); entries > execute.MaxEntries || bytes > execute.MaxBytes {
			t.Errorf("%s: %d entries, %d bytes on disk", test.name, entries, bytes)
		}
		if err := os.RemoveAll(job.Into); err != nil {
			t.Fatal(err)
		}
	}
}
