package execute

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
)

func TestEngineSweepTakesEveryKind(t *testing.T) {
	f := newFixture(t)
	alive := self(t.Context(), f.docker, "/proc")
	ended := alive
	ended.start = "1"
	for name, o := range map[string]owner{"alive": alive, "ended": ended} {
		f.leave(name, map[string]string{
			labelRun: f.spec.RunID + name, labelOwner: o.String(), labelDeadline: time.Now().Add(time.Hour).UTC().Format(time.RFC3339),
		})
	}
	removed, err := Sweep(t.Context(), f.docker)
	if err != nil {
		t.Fatal(err)
	}
	if want := f.spec.RunID + "ended"; !slices.Contains(removed, want) {
		t.Errorf("removed %q, which is not %q", removed, want)
	}
	for run, want := range map[string]int{"alive": 3, "ended": 0} {
		s := sweeper{docker: f.docker, proc: "/proc", now: time.Now().Add(24 * time.Hour), run: f.spec.RunID + run}
		if left, err := s.sweep(t.Context()); len(left) != want || err != nil {
			t.Errorf("%s: %q were left, want %d: %v", run, left, want, err)
		}
	}
}

// leave makes a volume, a network and an image.
func (f fixture) leave(name string, labels map[string]string) {
	f.Helper()
	ctx := context.WithoutCancel(f.Context())
	if _, err := f.docker.VolumeCreate(ctx, volume.CreateOptions{Name: f.spec.RunID + name, Labels: labels}); err != nil {
		f.Fatal(err)
	}
	made, err := f.docker.NetworkCreate(ctx, f.spec.RunID+"net"+name, network.CreateOptions{Driver: "bridge", Internal: true, Labels: labels})
	if err != nil {
		f.Fatal(err)
	}
	var changes []string
	for key, value := range labels {
		changes = append(changes, fmt.Sprintf("LABEL %s=%q", key, value))
	}
	source := image.ImportSource{Source: bytes.NewReader(make([]byte, 1024)), SourceName: "-"}
	answer, err := f.docker.ImageImport(ctx, source, "", image.ImportOptions{Changes: changes, Message: f.spec.RunID + name})
	if err != nil {
		f.Fatal(err)
	}
	defer answer.Close()
	if _, err := io.Copy(io.Discard, answer); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		_ = f.docker.VolumeRemove(ctx, f.spec.RunID+name, true)
		_ = f.docker.NetworkRemove(ctx, made.ID)
	})
}
