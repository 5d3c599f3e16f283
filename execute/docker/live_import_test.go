package docker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/docker/docker/api/types/image"
)

// lateImporter carries an import out as a busy daemon does: after its caller has given up.
type lateImporter struct {
	Daemon
	giveUp   func()
	returned chan struct{} // closed when the run has ended
	imported chan error
}

func (d *lateImporter) ImageImport(ctx context.Context, source image.ImportSource, ref string, o image.ImportOptions) (io.ReadCloser, error) {
	content, err := io.ReadAll(source.Source)
	if err != nil {
		return nil, err
	}
	d.giveUp()
	answer := make(chan io.ReadCloser, 1)
	go func() {
		const busy = time.Second
		select {
		case <-d.returned:
		case <-time.After(busy):
		}
		source.Source = bytes.NewReader(content)
		made, err := d.Daemon.ImageImport(context.WithoutCancel(ctx), source, ref, o)
		if err == nil {
			var text []byte
			text, err = io.ReadAll(made)
			answer <- io.NopCloser(bytes.NewReader(text))
		}
		d.imported <- err
	}()
	select {
	case made := <-answer:
		return made, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// TestEngineCancelledDuringTheImport: the run is cancelled while the engine imports the program of sandboxes. Nothing of it is left when
// the engine is done.
func TestEngineCancelledDuringTheImport(t *testing.T) {
	f := newSandboxed(t)
	ctx, cancel := context.WithCancel(t.Context())
	d := &lateImporter{Daemon: f.docker, giveUp: cancel, returned: make(chan struct{}), imported: make(chan error, 1)}
	if err := New(d, f.spec, 1).Run(ctx, queue(f.shell("a", "true")), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(d.returned)
	if err := <-d.imported; err != nil {
		t.Fatal(err)
	}
	if err := f.leftovers(); err != nil {
		t.Error(err)
	}
}
