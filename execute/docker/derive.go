package docker

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync/atomic"

	"github.com/org/baleen-action/execute"
)

// derived is an image made from the run's own that also holds the jobs' scratch folder. It is committed while the first
// containers run, as soon as there are more jobs than slots. Until it is there, and if the engine refuses to make it,
// the folder is copied into each container.
type derived struct {
	jobs     atomic.Int32 // started so far that have a scratch folder
	template atomic.Pointer[template]
}

// templateFor returns the template for a job's container.
func (s *session) templateFor(job execute.Job) *template {
	if t := s.derived.template.Load(); t != nil && t.scratch == job.Scratch {
		return t
	}
	return &s.template
}

// dropDerived stops using the derived image if t is its template, and reports whether it was.
func (s *session) dropDerived(t *template) bool {
	if t == &s.template {
		return false
	}
	s.derived.template.CompareAndSwap(t, nil)
	return true
}

// derive starts to make the image with the first job that makes it worthwhile.
func (s *session) derive(job execute.Job) {
	if s.sandboxesReport() || job.Scratch == "" || job.Scratch == s.template.scratch || s.spec.Image.Covers(path.Clean(job.Scratch)) ||
		s.derived.jobs.Add(1) != int32(s.slots)+1 {
		return
	}
	s.background.Go(func() {
		var id string
		err := bounded(s.salvage, s.timing.longCall, func(ctx context.Context) (err error) {
			id, err = s.withScratch(ctx, job.Scratch)
			return err
		})
		if err != nil {
			return // each container gets the folder by itself
		}
		t := s.template
		t.config.Image, t.scratch = id, job.Scratch
		if !t.committed {
			setCommand(&t.config, s.spec.Image)
			t.committed = true
		}
		s.derived.template.Store(&t)
	})
}

func (s *session) withScratch(ctx context.Context, folder string) (string, error) {
	target, err := Open(ctx, s.files, s.spec)
	if err != nil {
		return "", err
	}
	id, err := target.(*files).commitWith(newTag(imageReport, s.spec.RunID), func(to io.Writer) error { return packScratch(to, folder) })
	return id, errors.Join(err, target.Close())
}

// packScratch writes a tar that holds only the scratch folder, writable for any user.
func packScratch(to io.Writer, folder string) error {
	out := tar.NewWriter(to)
	return errors.Join(writeScratch(out, folder), out.Close())
}

func writeScratch(out *tar.Writer, folder string) error {
	if folder == "" {
		return nil
	}
	name := strings.TrimPrefix(path.Clean(folder), "/") + "/"
	if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name, Mode: 0o777}); err != nil {
		return fmt.Errorf("make folder %q: %w", folder, err)
	}
	return nil
}

// removeImages removes the images that the run created, including those whose answer was lost.
func (s *session) removeImages() {
	if s.derived.jobs.Load() <= int32(s.slots) && s.spec.Sandbox == "" && s.spec.Before == nil {
		return
	}
	s.removeKind(imageKind(s.sweep))
}
