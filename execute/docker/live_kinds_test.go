package docker

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
)

func TestEngineSweepTakesEveryKind(t *testing.T) {
	f := newFixture(t)
	alive := currentOwner(t.Context(), f.docker, "/proc")
	ended := alive
	ended.start = "1"
	for name, o := range map[string]owner{"alive": alive, "ended": ended} {
		f.leave(name, map[string]string{
			labelRun: f.spec.RunID + name, labelOwner: o.String(), labelDeadline: time.Now().Add(time.Hour).UTC().Format(time.RFC3339),
		})
	}
	if _, err := Sweep(t.Context(), f.docker, Server{}); err != nil {
		t.Fatal(err)
	}
	// Another sweep on this engine may be removing it.
	for end := time.Now().Add(10 * time.Second); f.left("ended") > 0 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		continue
	}
	for run, want := range map[string]int{"alive": 3, "ended": 0} {
		if left := f.left(run); left != want {
			t.Errorf("%s: %d objects were left, want %d", run, left, want)
		}
	}
	s := sweeper{docker: f.docker, proc: "/proc", run: f.spec.RunID + "alive", all: true}
	if removed, err := s.sweep(t.Context()); len(removed) != 3 || err != nil {
		t.Errorf("%q were removed: %v", removed, err)
	}
}

// left counts what there is of a run.
func (f fixture) left(run string) int {
	f.Helper()
	s := sweeper{docker: f.docker}
	n := 0
	for _, kind := range kinds(s.docker) {
		found, err := kind.list(f.Context(), ofRun(f.spec.RunID+run))
		if err != nil {
			f.Fatal(err)
		}
		n += len(found)
	}
	return n
}

// leave makes a volume, a network and an image.
func (f fixture) leave(name string, labels map[string]string) {
	f.Helper()
	ctx := context.WithoutCancel(f.Context())
	run := f.spec.RunID + name
	if _, err := f.docker.VolumeCreate(ctx, volume.CreateOptions{Name: namePrefix(run) + "v", Labels: labels}); err != nil {
		f.Fatal(err)
	}
	made, err := f.docker.NetworkCreate(ctx, namePrefix(run)+"n", network.CreateOptions{Driver: "bridge", Internal: true, Labels: labels})
	if err != nil {
		f.Fatal(err)
	}
	var changes []string
	for key, value := range labels {
		changes = append(changes, fmt.Sprintf("LABEL %s=%q", key, value))
	}
	source := image.ImportSource{Source: bytes.NewReader(make([]byte, 1024)), SourceName: "-"}
	answer, err := f.docker.ImageImport(ctx, source, newTag(imageReport, run), image.ImportOptions{Changes: changes, Message: run})
	if err != nil {
		f.Fatal(err)
	}
	defer answer.Close()
	if _, err := io.Copy(io.Discard, answer); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		_ = f.docker.VolumeRemove(ctx, namePrefix(run)+"v", true)
		_ = f.docker.NetworkRemove(ctx, made.ID)
	})
}
