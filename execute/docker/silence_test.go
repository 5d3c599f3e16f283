package docker

import (
	"io"
	"testing"
	"time"
)

// TestASandboxNamesConnections: it answers that question, and goes on to answer the usual one.
func TestASandboxNamesConnections(t *testing.T) {
	box := connected(t, func(in io.Reader, out io.Writer) { _ = hold(in, out, held{}) })
	if answer, err := box.line(t.Context(), time.Second, askConnections); err != nil || len(answer) == 65 {
		t.Errorf("%q, %v", answer, err)
	}
	if answer, err := box.ask(t.Context(), time.Second); err != nil || len(answer) != 65 {
		t.Errorf("%q, %v", answer, err)
	}
}
