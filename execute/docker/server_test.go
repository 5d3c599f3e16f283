package docker

import (
	"testing"
	"time"
)

// TestClock: deadlines are the daemon's, whose clock may be another than ours.
func TestClock(t *testing.T) {
	asked := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	for text, ahead := range map[string]time.Duration{
		"2030-01-01T13:00:01Z":                time.Hour,
		"2030-01-01T13:00:01.5+01:00":         500 * time.Millisecond,
		"2029-12-31T12:00:01.000000000-00:00": -24 * time.Hour,
		"":                                    0,
		"noon":                                0,
	} {
		var s Server
		s.setClock(text, asked, asked.Add(2*time.Second))
		if want := asked.Add(ahead); !s.Clock(asked).Equal(want) {
			t.Errorf("%q: %s, want %s", text, s.Clock(asked), want)
		}
	}
}

// TestEngineDeadlinesAreTheDaemons sweeps with a daemon whose clock is ahead of ours.
func TestEngineDeadlinesAreTheDaemons(t *testing.T) {
	f := newFixture(t)
	other := currentOwner(t.Context(), f.docker, "/proc")
	other.boot, other.machine = "another machine", ""
	name := namePrefix(f.spec.RunID) + "late"
	f.create(name, map[string]string{labelRun: f.spec.RunID, labelOwner: other.String(),
		labelDeadline: time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})
	for _, at := range []struct {
		ahead time.Duration
		swept bool
	}{{0, false}, {-48 * time.Hour, false}, {2 * time.Hour, true}} {
		s := newSweeper(f.docker, Server{Ahead: at.ahead}.Clock(time.Now()))
		s.run = f.spec.RunID
		if _, err := s.sweep(t.Context()); err != nil {
			t.Error(err)
		}
		if got := f.isGone(name, at.swept); got != at.swept {
			t.Errorf("%s ahead: swept %v", at.ahead, got)
		}
	}
}
