package drive

import (
	"context"
	"os"
	"testing"

	"github.com/org/baleen-action/execute/docker"
)

// TestMain is the program of a sandbox, too: these tests run Baleen in their own process.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == docker.HoldCommand {
		_ = docker.Hold(context.Background(), os.Stdin, os.Stdout)
		return
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
