package docker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/docker/docker/api/types/image"
	"github.com/org/baleen-action/execute"
)

// pruned returns an image of the test's own that was saved and removed, as a prune during the run does.
func (f fixture) pruned() (gone execute.Image, load func() error) {
	f.Helper()
	ref := "baleen-test/pruned:" + f.spec.RunID
	source := image.ImportSource{Source: bytes.NewReader(rootFS(f.T)), SourceName: "-"}
	answer, err := f.docker.ImageImport(f.Context(), source, ref, image.ImportOptions{Changes: []string{"ENV PATH=/bin"}, Message: ref})
	if err != nil {
		f.Fatal(err)
	}
	defer answer.Close()
	if _, err := io.Copy(io.Discard, answer); err != nil {
		f.Fatal(err)
	}
	gone, err = Resolve(f.Context(), f.docker, ref, execute.PullOptions{Policy: "never"})
	if err != nil {
		f.Fatal(err)
	}
	saved, err := f.docker.ImageSave(f.Context(), []string{ref})
	if err != nil {
		f.Fatal(err)
	}
	defer saved.Close()
	content, err := io.ReadAll(saved)
	if err != nil {
		f.Fatal(err)
	}
	remove := func() error {
		_, err := f.docker.ImageRemove(context.WithoutCancel(f.Context()), gone.ID, image.RemoveOptions{Force: true})
		return err
	}
	if err := remove(); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = remove() })
	return gone, func() error {
		loaded, err := f.docker.ImageLoad(f.Context(), bytes.NewReader(content))
		if err != nil {
			return err
		}
		defer loaded.Body.Close()
		_, err = io.Copy(io.Discard, loaded.Body)
		return err
	}
}

func TestEngineAPrunedImageIsBroughtBack(t *testing.T) {
	f := newFixture(t)
	other := f.spec.Image
	gone, load := f.pruned()
	f.spec.Image = gone
	loads := 0
	tests := []struct {
		name    string
		restore func(context.Context) (execute.Image, error)
		class   execute.Class
	}{
		{"nobody", nil, execute.BadImage},
		{"in-vain", func(context.Context) (execute.Image, error) { return execute.Image{}, errors.New("it is nowhere") }, execute.BadImage},
		{"another", func(context.Context) (execute.Image, error) { return other, nil }, execute.BadImage},
		{"itself", func(context.Context) (execute.Image, error) { loads++; return gone, load() }, execute.Passed},
	}
	for _, test := range tests {
		f.spec.Restore = test.restore
		jobs := []execute.Job{f.shell(test.name+"1", "true"), f.shell(test.name+"2", "true")}
		outcomes, err := f.run(t.Context(), 2, slices.Clone(jobs)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, job := range jobs {
			if o := outcomes[job.Name]; o.Class != test.class {
				t.Errorf("%s: %s: %s", job.Name, o.Class, o.Evidence)
			}
		}
	}
	if loads == 0 {
		t.Error("the image was never brought back")
	}
}
