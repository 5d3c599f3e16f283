package docker

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/execute"
)

// longestCopy is how long files may take on their way to the daemon, or into an image: nothing says how much they are.
const longestCopy = 6 * time.Hour

// WithWorkspace creates an image from the specification's image with a checkout in it; the container's user may write
// to all that the checkout brings. It is sent to the daemon once, and every container has a copy-on-write view of it.
// The image also holds the scratch folder, if the specification names one. RemoveWorkspace removes the image.
func WithWorkspace(ctx context.Context, d FileAPI, spec execute.Spec, c execute.Checkout) (with execute.Image, err error) {
	err = retryCall(ctx, d, longestCopy, func(ctx context.Context) error {
		checkout := c.Open()
		with, err = withWorkspace(ctx, d, spec, packing{dir: strings.TrimPrefix(c.Dir, "/"), checkout: checkout})
		return errors.Join(err, checkout.Close())
	})
	if err != nil {
		return execute.Image{}, fmt.Errorf("copy workspace to %q: %w", c.Dir, err)
	}
	return with, nil
}

func withWorkspace(ctx context.Context, d FileAPI, spec execute.Spec, p packing) (execute.Image, error) {
	target, err := Open(ctx, d, spec)
	if err != nil {
		return execute.Image{}, err
	}
	// The engine locks a container while it is written to: reading from it meanwhile would block forever.
	looked, err := Open(ctx, d, spec)
	if err != nil {
		return execute.Image{}, errors.Join(err, target.Close())
	}
	p.files, p.inImage = looked.(*files), map[string]bool{}
	p.scratch = scratchInImage(spec)
	with := spec.Image
	if p.owner, err = p.identity(spec); err == nil {
		with.ID, err = target.(*files).commitWith(newTag(imageWorkspace, spec.RunID), p.pack)
	}
	if err == nil && p.scratch != "" {
		with.Scratch = spec.Scratch
	}
	with.Committed = true
	return with, errors.Join(err, looked.Close(), target.Close())
}

// afterCancel is how long the removal of an image may take after the run was cancelled: an engine whose disk is busy needs seconds.
const afterCancel = 10 * time.Second

// RemoveWorkspace removes what WithWorkspace created for a run, even if it was interrupted. It goes by labels and
// names, since the answer with the image's ID may have been lost. It also works after the context has ended, for a while, and
// until the specification's Abort is closed.
func RemoveWorkspace(ctx context.Context, d SweepAPI, spec execute.Spec) error {
	ctx, end := execute.Extend(ctx, afterCancel, spec.Abort)
	defer end()
	ctx, cancel := context.WithTimeout(ctx, removeTime)
	defer cancel()
	s := sweeper{docker: d, run: spec.RunID, all: true}
	if _, err := s.sweep(ctx); err != nil {
		return fmt.Errorf("remove image with workspace: %w", err)
	}
	return nil
}

// errReaderStopped is the error of the tar's writer after the daemon stopped reading.
var errReaderStopped = errors.New("daemon takes no more")

// commitWith copies the tar that fill writes into the container and makes an image of it.
func (f *files) commitWith(tag string, fill func(io.Writer) error) (string, error) {
	if err := f.send(fill); err != nil {
		return "", err
	}
	return f.commit(tag)
}

// send copies the tar that fill writes into the container.
func (f *files) send(fill func(io.Writer) error) error {
	out, in := io.Pipe()
	filled := make(chan error, 1)
	go func() {
		err := fill(in)
		in.CloseWithError(err)
		filled <- err
	}()
	err := f.copyIn(out)
	_ = out.CloseWithError(errReaderStopped)
	if wrong := <-filled; wrong != nil && !errors.Is(wrong, errReaderStopped) {
		return wrong // the daemon only saw the stream end early
	}
	return err
}

// commit makes an image of the container. The image has a tag, because a prune removes images without one. The commit may
// outlive the context for a moment, because its answer says what must be removed.
func (f *files) commit(tag string) (string, error) {
	ctx, cancel := execute.Extend(f.ctx, defaultTiming().salvage, nil)
	defer cancel()
	made, err := f.docker.ContainerCommit(ctx, f.id, container.CommitOptions{
		Reference: tag,
		Config:    &container.Config{}, // Podman wants a body even if it is empty
	})
	return made.ID, errors.Join(err, f.ctx.Err())
}

// packing turns a checkout's tar into one for the container.
type packing struct {
	*files
	checkout io.Reader
	dir      string          // of the checkout, without the leading slash
	inImage  map[string]bool // whether the image has a folder
	owner    identity        // of every entry
	scratch  string          // scratch folder to create; empty: none
}

func (p *packing) pack(to io.Writer) error {
	out := tar.NewWriter(to)
	if err := p.addFolder(out, p.dir); err != nil {
		return err
	}
	if err := writeScratch(out, p.scratch); err != nil {
		return err
	}
	if err := execute.ReadCheckout(p.checkout, func(header *tar.Header, content io.Reader) error { return p.addEntry(out, header, content) }); err != nil {
		return err
	}
	return out.Close()
}

func (p *packing) addEntry(out *tar.Writer, header *tar.Header, content io.Reader) error {
	at := path.Join(p.dir, header.Name)
	switch header.Typeflag {
	case tar.TypeDir:
		return p.addFolder(out, at)
	case tar.TypeSymlink:
		return out.WriteHeader(p.withOwner(tar.Header{Typeflag: tar.TypeSymlink, Name: at, Linkname: header.Linkname, Mode: header.Mode}))
	}
	if err := p.addFolder(out, path.Dir(at)); err != nil {
		return err
	}
	file := tar.Header{Typeflag: tar.TypeReg, Name: at, Size: header.Size, Mode: header.Mode, ModTime: header.ModTime}
	return writeFile(out, p.withOwner(file), content)
}

// withOwner returns an entry that belongs to the container's user.
func (p *packing) withOwner(header tar.Header) *tar.Header {
	header.Uid, header.Gid = p.owner.user, p.owner.group
	return &header
}

func writeFile(out *tar.Writer, header *tar.Header, content io.Reader) error {
	if err := out.WriteHeader(header); err != nil {
		return fmt.Errorf("write %q: %w", header.Name, err)
	}
	if _, err := io.Copy(out, content); err != nil {
		return fmt.Errorf("write %q: %w", header.Name, err)
	}
	return nil
}

// addFolder writes a folder and its parents unless the image has them: one that it has keeps its mode, and its owner if it lies
// above the working directory.
func (p *packing) addFolder(out *tar.Writer, name string) error {
	if name == "." || name == "" {
		return nil
	}
	if _, known := p.inImage[name]; known {
		return nil
	}
	if err := p.addFolder(out, path.Dir(name)); err != nil {
		return err
	}
	stat, there, err := p.inTheImage(name)
	if err != nil {
		return err
	}
	p.inImage[name] = there
	if there {
		return p.own(out, name, stat)
	}
	return out.WriteHeader(p.withOwner(tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: 0o777}))
}

// own gives the working directory, and folders of the checkout in it, to whoever the image runs as, though the image has them:
// a test that makes a file beside the files of the checkout could not do it in root's folder. Links stay as they are, but for
// that to the working directory, whose target is meant.
func (p *packing) own(out *tar.Writer, name string, stat container.PathStat) error {
	if p.owner == (identity{}) || !execute.IsBelow("/"+name, p.dir) {
		return nil
	}
	if stat.Mode&fs.ModeSymlink != 0 {
		if name != path.Clean(p.dir) {
			return nil
		}
		name = strings.TrimPrefix(path.Clean(stat.LinkTarget), "/")
		var err error
		if stat, _, err = p.inTheImage(name); err != nil {
			return err
		}
	}
	if !stat.Mode.IsDir() || name == "" {
		return nil
	}
	mode := int64(stat.Mode.Perm() | 0o700)
	for bit, value := range map[fs.FileMode]int64{fs.ModeSetgid: 0o2000, fs.ModeSticky: 0o1000} {
		if stat.Mode&bit != 0 {
			mode |= value
		}
	}
	return out.WriteHeader(p.withOwner(tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: mode}))
}

// inTheImage looks for a folder of the image, or for a link to one. It does not ask if the parent is missing. A file in its
// place is an error.
func (p *packing) inTheImage(name string) (stat container.PathStat, there bool, err error) {
	if above, known := p.inImage[path.Dir(name)]; known && !above {
		return stat, false, nil
	}
	stat, err = p.docker.ContainerStatPath(p.ctx, p.id, "/"+name)
	if isNotFound(err) {
		return stat, false, nil
	}
	if err == nil && !stat.Mode.IsDir() && stat.Mode&fs.ModeSymlink == 0 {
		err = errors.New("image has no folder there")
	}
	return stat, err == nil, err
}
