// Package packaging holds tests of what is shipped: the action, its image, examples, workflows and releases.
package packaging

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write golden files")

// TestMain runs the tests at the top of the project, as a user of its files does.
func TestMain(m *testing.M) {
	if err := os.Chdir(".."); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
