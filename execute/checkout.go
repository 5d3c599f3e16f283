package execute

import (
	"archive/tar"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
)

// Checkout is the content of a workspace.
type Checkout struct {
	Dir  string               // folder in the container
	Open func() io.ReadCloser // a tar stream; its names are relative to Dir
	Room Room
}

// Room is where in a container a checkout goes.
type Room string

// Where a checkout goes.
const (
	OnImage Room = ""      // over what the image has in the folder
	OnEmpty Room = "empty" // into a folder of the container's own: the image has none there
	OnCopy  Room = "copy"  // into a folder of the container's own with a copy of the image's, in which the container's user may not write
)

// ReadCheckout passes the entries of a checkout's tar to take: folders, links that lead nowhere else, and files that any user may
// write. Their names are clean, and relative to the checkout.
func ReadCheckout(checkout io.Reader, take func(*tar.Header, io.Reader) error) error {
	in := tar.NewReader(checkout)
	for {
		header, err := in.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read checkout: %w", err)
		}
		name := path.Clean(strings.TrimPrefix(header.Name, "./"))
		if name == "." {
			continue
		}
		if err := checkEntry(name, header); err != nil {
			return err
		}
		header.Name, header.Mode = name, sharedMode(header)
		if err := take(header, in); err != nil {
			return err
		}
	}
}

// checkEntry returns an error if an entry could do more than lie in the checkout.
func checkEntry(name string, header *tar.Header) error {
	switch {
	case !filepath.IsLocal(name):
		return fmt.Errorf("%q lies outside the checkout", header.Name)
	case header.Typeflag == tar.TypeSymlink && (path.IsAbs(header.Linkname) || !filepath.IsLocal(path.Join(path.Dir(name), header.Linkname))):
		return fmt.Errorf("link %q leads out of the checkout, to %q", name, header.Linkname)
	case header.Typeflag != tar.TypeReg && header.Typeflag != tar.TypeDir && header.Typeflag != tar.TypeSymlink:
		return fmt.Errorf("%q is not a file, folder or link", header.Name)
	}
	return nil
}

// sharedMode returns an entry's mode, writable for any user.
func sharedMode(header *tar.Header) int64 {
	if header.Mode&0o111 != 0 || header.Typeflag != tar.TypeReg {
		return 0o777
	}
	return 0o666
}
