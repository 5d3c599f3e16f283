package checkout

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

var errNoFile = errors.New("it is not a regular file")

// readFile reads a regular file. Anything else is an error, because reading a named pipe may block forever.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "read", Path: name, Err: errNoFile}
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(name)
}

// Stream returns the checkout as a tar stream, built while it is read. Links stay links. The caller must close it.
func (t *Tree) Stream() io.ReadCloser {
	return tarStream(func(out *tar.Writer) error {
		for _, name := range t.entries {
			if err := t.write(out, name); err != nil {
				return fmt.Errorf("copy %q: %w", name, err)
			}
		}
		return nil
	})
}

// File returns one file as a tar stream, under the last element of its name. It follows a link, but not out of the
// checkout. If the file does not belong to the checkout, the error wraps fs.ErrNotExist.
func (t *Tree) File(name string) (io.ReadCloser, error) {
	if !t.Has(name) {
		return nil, fmt.Errorf("read %q from checkout: %w", name, fs.ErrNotExist)
	}
	root, err := os.OpenRoot(t.root)
	if err != nil {
		return nil, fmt.Errorf("open checkout: %w", err)
	}
	defer root.Close()
	// A link may lead to a named pipe, and opening one blocks until something writes to it.
	if info, err := root.Stat(filepath.FromSlash(name)); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, fmt.Errorf("read %q from checkout: %w", name, errNoFile)
	}
	file, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, fmt.Errorf("read %q from checkout: %w", name, err)
	}
	return tarStream(func(out *tar.Writer) error {
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		return content(out, path.Base(name), info, file)
	}), nil
}

// tarStream returns a tar stream of what write writes. Close stops write and waits until it has returned.
func tarStream(write func(*tar.Writer) error) io.ReadCloser {
	out, in := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		archive := tar.NewWriter(in)
		in.CloseWithError(errors.Join(write(archive), archive.Close()))
	}()
	return joined{out, ended}
}

type joined struct {
	*io.PipeReader
	ended chan struct{}
}

// Close ends the stream, read or not.
func (j joined) Close() error {
	err := j.PipeReader.Close()
	<-j.ended
	return err
}

func (t *Tree) write(out *tar.Writer, name string) error {
	info, err := os.Lstat(t.at(name))
	if err != nil {
		return err
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		return out.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: int64(mode.Perm()), ModTime: info.ModTime()})
	case mode&fs.ModeSymlink != 0:
		to, err := os.Readlink(t.at(name))
		if err != nil {
			return err
		}
		return out.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: filepath.ToSlash(to), Mode: 0o777})
	case mode.IsRegular():
		file, err := os.Open(t.at(name))
		if err != nil {
			return err
		}
		defer file.Close()
		return content(out, name, info, file)
	}
	return errNoFile
}

// content writes the number of bytes that the header announces. A file that grows meanwhile would break the stream.
func content(out *tar.Writer, name string, info fs.FileInfo, file io.Reader) error {
	err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: info.Size(), Mode: int64(info.Mode().Perm()), ModTime: info.ModTime()})
	if err != nil {
		return err
	}
	_, err = io.CopyN(out, file, info.Size())
	return err
}
