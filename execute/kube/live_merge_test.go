//go:build cluster && !nokube

package kube

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestClusterMerge has kubectl's own package merge what TestMerge compares with.
func TestClusterMerge(t *testing.T) {
	m := readMerging(t)
	var cases []map[string]json.RawMessage
	for _, c := range m.Cases {
		cases = append(cases, map[string]json.RawMessage{"pod": m.Pod, "patch": c.Patch})
	}
	in, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", ".")
	cmd.Dir, cmd.Stdin, cmd.Stderr = "../../testdata/strategicpatch", bytes.NewReader(in), os.Stderr
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var merged []json.RawMessage
	if err := json.Unmarshal(out, &merged); err != nil || len(merged) != len(cases) {
		t.Fatal(err, len(merged))
	}
	for i, c := range m.Cases {
		if diff := cmp.Diff(objectOf(t, merged[i]), objectOf(t, c.Merged)); diff != "" {
			t.Errorf("%s: %s", c.Patch, diff)
		}
	}
}
