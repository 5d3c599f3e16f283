package docker

import "testing"

// TestProcessList: what a container that timed out was doing leaves out the init that the engine put above it.
func TestProcessList(t *testing.T) {
	f := newFake(t)
	a := &attempt{session: &session{docker: f, salvage: t.Context()}}
	if got, want := a.processList(), "sleep 9"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
