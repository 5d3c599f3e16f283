package hold

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Names in the shared folder that belong to a checkout.
const (
	Workspace    = "workspace"        // folder in which the command finds it, if it is not one of the image
	Copied       = "copied"           // appears when Workspace holds what the image has there; what it says is why it does not
	checkoutFile = "checkout"         // appears when the checkout is whole
	inCheckout   = checkoutFile + "/" // before every name in it: no name of a file is a word of the protocol
)

// What Take's program prints.
const (
	TakesCheckout = "ready" // as soon as it reads
	TookCheckout  = "whole" // when it has the whole checkout
)

// Checkout packs a checkout for Take.
type Checkout struct {
	zip *gzip.Writer
	to  *Writer
}

// NewCheckout packs to w. Only Close makes what was packed whole.
func NewCheckout(w io.Writer) *Checkout {
	zip, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is valid
	return &Checkout{zip, NewWriter(zip)}
}

// Add adds an entry.
func (c *Checkout) Add(header *tar.Header, content io.Reader) error {
	entry := *header
	entry.Name = inCheckout + header.Name
	return c.to.Add(&entry, content)
}

// Close ends the checkout.
func (c *Checkout) Close() error { return errors.Join(c.to.Close(), c.zip.Close()) }

// Take reads a checkout into the shared folder, where it appears whole or not at all. It does not read past its end.
func Take(from io.Reader, dir string) error {
	part, err := os.CreateTemp(dir, checkoutFile+"-*.part") // an earlier try may still wait for the rest of its stream
	if err != nil {
		return fmt.Errorf("take checkout: %w", err)
	}
	defer os.Remove(part.Name())
	err = readCheckout(io.TeeReader(from, part), func(*tar.Header, io.Reader) error { return nil })
	if err = errors.Join(err, part.Chmod(0o644), part.Close()); err != nil {
		return fmt.Errorf("take checkout: %w", err)
	}
	return os.Rename(part.Name(), filepath.Join(dir, checkoutFile))
}

// Room is whether a checkout can be unpacked into a folder of an image.
type Room struct {
	Exists   bool `json:"exists"`
	Writable bool `json:"writable"` // with all folders below it, by the user that asks
}

// readCheckout passes the entries of a packed checkout to take. What took some of them is complete only if there is no error.
func readCheckout(from io.Reader, take func(*tar.Header, io.Reader) error) error {
	zip, err := gzip.NewReader(from)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCut, err)
	}
	zip.Multistream(false) // behind its end, a stream may stay open
	if _, err = Receive(zip, take); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, zip); err != nil { // the tar's padding, and gzip's own end
		return fmt.Errorf("%w: %w", ErrCut, err)
	}
	return nil
}

// unpacking writes a checkout over what a folder holds, as the user that this program runs as.
type unpacking struct{ dir string }

func (u unpacking) take(header *tar.Header, content io.Reader) error {
	name, inside := strings.CutPrefix(path.Clean(header.Name), inCheckout)
	if !inside || !filepath.IsLocal(name) {
		return fmt.Errorf("%q lies outside the checkout", header.Name)
	}
	at := filepath.Join(u.dir, name)
	if header.Typeflag == tar.TypeDir {
		return u.folder(name)
	}
	if err := u.folder(filepath.Dir(name)); err != nil {
		return err
	}
	if err := os.RemoveAll(at); err != nil {
		return err
	}
	if header.Typeflag == tar.TypeSymlink {
		return os.Symlink(header.Linkname, at)
	}
	file, err := os.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_WRONLY, os.FileMode(header.Mode)&0o777)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close(), os.Chtimes(at, header.ModTime, header.ModTime))
}

// folder makes a folder. A link of the image in its place gives way: what is below would land elsewhere, over other files of the checkout.
func (u unpacking) folder(name string) error {
	at := u.dir
	for word := range strings.SplitSeq(filepath.ToSlash(name), "/") {
		at = filepath.Join(at, word)
		if info, err := os.Lstat(at); word == "." || err != nil || info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		if err := os.Remove(at); err != nil {
			return err
		}
	}
	return os.MkdirAll(at, 0o777)
}
