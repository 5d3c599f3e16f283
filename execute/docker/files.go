package docker

import (
	"archive/tar"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/execute"
)

// Open opens the image of a specification for reading. It uses only Image, RunID, Deadline and Mounts of the
// specification.
func Open(ctx context.Context, d FileAPI, spec execute.Spec) (execute.Files, error) {
	config := container.Config{
		Image:      spec.Image.ID,
		Entrypoint: []string{"/baleen-reads-files"}, // never runs, but an image without a command would be refused
		Labels:     labels(ctx, d, spec, "/proc"),
	}
	host := container.HostConfig{NetworkMode: "none", Mounts: bindMounts(spec.Mounts)}
	f := &files{ctx: ctx, docker: d, ref: spec.Image.Ref}
	name := namePrefix(spec.RunID) + "files-" + rand.Text()
	// A request that is cancelled half-way would leave a container whose ID is unknown.
	longer, cancel := execute.Extend(ctx, defaultTiming().salvage, nil)
	defer cancel()
	err := retryCall(longer, d, defaultTiming().longCall, func(ctx context.Context) error {
		made, err := d.ContainerCreate(ctx, &config, &host, nil, platform(spec.Image.Platform), name)
		if cerrdefs.IsConflict(err) { // it was created, but the answer with its ID was lost
			err = errors.Join(err, removeNamed(ctx, d, name, spec.RunID), cerrdefs.ErrUnavailable)
		}
		f.id = made.ID
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open image %q: %w", spec.Image.Ref, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// files reads from a container that never starts. It keeps the context that it was opened with: reading is part of that
// task.
type files struct {
	ctx    context.Context
	docker FileAPI
	id     string
	ref    string
}

// Exists implements Files.
func (f *files) Exists(name string) (bool, error) {
	_, err := f.stat(name)
	if isNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for %q in image %q: %w", name, f.ref, err)
	}
	return true, nil
}

// Real implements Files.
func (f *files) Real(name string) (string, error) {
	at := "/"
	for _, element := range strings.Split(path.Clean("/" + name)[1:], "/") {
		at = path.Join(at, element)
		stat, err := f.stat(at)
		if err != nil && !isNotFound(err) {
			return "", fmt.Errorf("look for %q in image %q: %w", at, f.ref, err)
		}
		if err == nil && stat.Mode&fs.ModeSymlink != 0 && stat.LinkTarget != "" {
			at = path.Clean(stat.LinkTarget)
		}
	}
	return at, nil
}

func (f *files) stat(name string) (stat container.PathStat, err error) {
	err = retryCall(f.ctx, f.docker, defaultTiming().longCall, func(ctx context.Context) error {
		stat, err = f.docker.ContainerStatPath(ctx, f.id, name)
		return err
	})
	return stat, err
}

// Tar implements Files. It follows a link, since the reader wants what the link points to.
func (f *files) Tar(name string) (io.ReadCloser, error) {
	name = path.Clean(name)
	at := name
	stat, err := f.stat(at)
	if err == nil && stat.Mode&fs.ModeSymlink != 0 && stat.LinkTarget != "" {
		at = path.Clean(stat.LinkTarget) // an absolute path in the image, resolved by the engine
	}
	var content io.ReadCloser
	if err == nil {
		err = retryCall(f.ctx, f.docker, defaultTiming().longCall, func(context.Context) error {
			content, _, err = f.docker.CopyFromContainer(f.ctx, f.id, at)
			return err
		})
	}
	if isNotFound(err) {
		err = errors.Join(fs.ErrNotExist, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read %q from image %q: %w", name, f.ref, err)
	}
	if path.Base(at) != path.Base(name) {
		return rename(content, path.Base(at), path.Base(name)), nil
	}
	return content, nil
}

func isNotFound(err error) bool { return cerrdefs.IsNotFound(err) }

// Close implements Files. It also works after the context has ended.
func (f *files) Close() error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(f.ctx), defaultTiming().cleanup)
	defer cancel()
	if err := remove(ctx, f.docker, f.id); err != nil {
		return fmt.Errorf("close image %q: %w", f.ref, err)
	}
	return nil
}

// rename copies a tar, with another first element in its names.
func rename(content io.ReadCloser, from, to string) io.ReadCloser {
	out, in := io.Pipe()
	go func() {
		defer content.Close()
		in.CloseWithError(renameAll(in, content, from, to))
	}()
	return out
}

func renameAll(w io.Writer, r io.Reader, from, to string) error {
	reader, writer := tar.NewReader(r), tar.NewWriter(w)
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return writer.Close()
		}
		if err != nil {
			return fmt.Errorf("read archive: %w", err)
		}
		if rest, ok := strings.CutPrefix(header.Name, from); ok && (rest == "" || rest[0] == '/') {
			header.Name = to + rest
		}
		if err := writer.WriteHeader(header); err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
		if _, err := io.Copy(writer, reader); err != nil {
			return fmt.Errorf("copy archive: %w", err)
		}
	}
}
