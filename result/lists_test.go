package result

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoNulls: a list without elements is a list in run.json.
func TestNoNulls(t *testing.T) {
	for _, r := range []*Run{
		{Schema: Schema},
		{Schema: Schema, Files: []File{{Path: "a.feature"}}, Attempts: []Attempt{{Unit: "a"}}, Node: &Node{Others: []Share{{Node: 2}, {Node: 3, Files: []File{{Path: "b.feature"}}}}}},
		{Schema: Schema, Files: []File{{Scenarios: []Scenario{{Name: "one"}}}}},
	} {
		dir := t.TempDir()
		if err := r.Save(dir); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, FileName))
		if err != nil || strings.Contains(string(text), "null") {
			t.Errorf("%s, %v", text, err)
		}
	}
}
