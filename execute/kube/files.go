//go:build !nokube

package kube

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// Files opens the image that was resolved for reading. Close removes the Pod through which it was looked into.
func (e *Engine) Files(ctx context.Context) (execute.Files, error) {
	if e.probe == nil {
		return nil, errors.New("look into image: none was resolved")
	}
	return &files{ctx: ctx, probe: e.probe}, nil
}

// files reads from the image of a running container. It keeps the context that it was opened with: reading is part of that task.
type files struct {
	ctx   context.Context
	probe *probe
}

// Exists implements execute.Files.
func (f *files) Exists(name string) (bool, error) {
	look, err := f.look(name)
	return look.Exists, err
}

// Real implements execute.Files.
func (f *files) Real(name string) (string, error) {
	look, err := f.look(name)
	return look.Real, err
}

func (f *files) look(name string) (look hold.Look, err error) {
	if err = f.probe.ask(f.ctx, &look, "look", name); err != nil {
		err = fmt.Errorf("look for %q in image %q: %w", name, f.probe.image.Ref, err)
	}
	return look, err
}

// Tar implements execute.Files. It reads the whole tar before it returns, because only the end shows that the tar is complete.
func (f *files) Tar(name string) (io.ReadCloser, error) {
	look, err := f.look(name)
	if err != nil {
		return nil, err
	}
	if !look.Exists {
		return nil, fmt.Errorf("read %q from image %q: %w", name, f.probe.image.Ref, fs.ErrNotExist)
	}
	content, err := newTemporary()
	if err != nil {
		return nil, err
	}
	for range fetchTries {
		if err = f.copy(look.Real, path.Base(path.Clean(name)), content.File); err == nil {
			_, err = content.Seek(0, io.SeekStart)
			break
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %q from image %q: %w", name, f.probe.image.Ref, err), content.Close())
	}
	return content, nil
}

// copy writes a tar of a path, whose names begin with another first element.
func (f *files) copy(real, first string, to *os.File) error {
	if err := errors.Join(to.Truncate(0), rewind(to)); err != nil {
		return err
	}
	writer := tar.NewWriter(to)
	dir, base := path.Split(real)
	s := stream{cluster: f.probe.cluster, pod: f.probe.attempt.name, container: mainContainer,
		command: []string{sharedFolder + "/" + hold.Program, "tree", dir, base}}
	err := s.read(f.ctx, func(from io.Reader) error {
		_, err := hold.Receive(from, func(header *tar.Header, content io.Reader) error {
			header.Name = first + strings.TrimPrefix(header.Name, base)
			if err := writer.WriteHeader(header); err != nil {
				return err
			}
			_, err := io.Copy(writer, content)
			return err
		})
		return err
	})
	return errors.Join(err, writer.Close())
}

func rewind(file *os.File) error {
	_, err := file.Seek(0, io.SeekStart)
	return err
}

// Close implements execute.Files.
func (f *files) Close() error {
	return f.probe.close()
}
