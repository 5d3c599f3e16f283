package docker

import (
	"context"
	"errors"
	"io"
	"path"

	"github.com/docker/docker/api/types/volume"
	"github.com/org/baleen-action/execute"
)

// To copy a folder out of a container costs the engine as much as a third of a short container. So the containers of a
// slot have a volume as their scratch folder, which the slot's sandbox has as well: it sends what is in it, and empties it
// before the next container starts. The archive API remains for whenever that fails.

// newReportVolume makes the volume of a sandbox; empty if the jobs have no scratch folder or the engine refuses.
func (s *session) newReportVolume(name string, labels map[string]string) string {
	if scratchInImage(s.spec) == "" || s.sandboxes.noVolumes.Load() {
		return ""
	}
	err := s.retry(s.salvage, s.timing.shortCall, func(ctx context.Context) error {
		_, err := s.services.VolumeCreate(ctx, volume.CreateOptions{Name: name, Labels: labels})
		return err
	})
	if err == nil || answerLost(err) {
		s.sandboxes.volumes.Store(true)
	}
	if err != nil {
		s.sandboxes.noVolumes.Store(true)
		return ""
	}
	return name
}

// sandboxesReport reports whether sandboxes bring the reports of most containers.
func (s *session) sandboxesReport() bool {
	return s.sandboxes.image != "" && !s.sandboxes.off.Load() && !s.sandboxes.noVolumes.Load() && scratchInImage(s.spec) != ""
}

// mount mounts the volume as docker run -v does: nothing of the image is copied there, and SELinux lets all containers in.
func (b *sandbox) mount(at string) string { return b.volume + ":" + at + ":nocopy,z" }

// reportsBySandbox reports whether the attempt's scratch folder is the volume of its sandbox.
func (a *attempt) reportsBySandbox() bool {
	return a.sandbox != nil && a.sandbox.volume != "" && a.job.Scratch != "" && a.job.Scratch == a.spec.Scratch
}

// takeScratch has the sandbox send the scratch folder of a container that has ended. It comes before the slot is free,
// since the next container has the same volume.
func (a *attempt) takeScratch() {
	if !a.reportsBySandbox() || a.ending.Exit == nil {
		return
	}
	left := execute.NewQuota()
	err := a.sandbox.report(a.salvage, a.timing.longCall, func(content io.Reader) error {
		return execute.Extraction{Into: a.job.Into, Left: &left, Mask: a.spec.Mask}.Run(content)
	})
	if a.ending.Fetched = err == nil || errors.Is(err, execute.ErrTooMuch); a.ending.Fetched {
		a.ending.ScratchCut = err
	}
}

// leaveScratch makes sure that no container has the volume of one that may still be running.
func (a *attempt) leaveScratch() {
	if a.reportsBySandbox() && a.ending.Exit == nil {
		a.sandbox.silence()
	}
}

// bindsOf returns the attempt's mounts.
func (a *attempt) bindsOf(binds []string) []string {
	if !a.reportsBySandbox() {
		return binds
	}
	return append(binds[:len(binds):len(binds)], a.sandbox.mount(path.Clean(a.job.Scratch)))
}
