package suite

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// fileState is how a file of the checkout compares with the image.
type fileState int

const (
	unread fileState = iota
	missing
	same
	other
)

// comparison compares a checkout with an image, folder by folder.
type comparison struct {
	lookup
	until   time.Time
	folders map[string][]string // files by the folder that is read for them; see top

	mu    sync.Mutex
	state map[string]fileState
	err   error
}

// top is the path that is read from the image for a file: the first folder of its path, or the file itself.
func top(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}

// all compares several folders at a time, those with feature files first, because step code is usually near them.
func (c *comparison) all() {
	order := make(chan string)
	var readers sync.WaitGroup
	for range staleReaders {
		readers.Go(func() {
			for folder := range order {
				c.folder(folder)
			}
		})
	}
	for _, folder := range c.order() {
		order <- folder
	}
	close(order)
	readers.Wait()
}

// order puts the folders with feature files first.
func (c *comparison) order() []string {
	features := map[string]bool{}
	for _, base := range c.bases() {
		features[top(base)] = true
	}
	all := slices.Sorted(maps.Keys(c.folders))
	slices.SortStableFunc(all, func(a, b string) int {
		switch {
		case features[a] == features[b]:
			return 0
		case features[a]:
			return -1
		}
		return 1
	})
	return all
}

// folder compares the files in a folder.
func (c *comparison) folder(folder string) {
	left := time.Until(c.until)
	if left <= 0 {
		return
	}
	stream, err := c.files.Tar(path.Join(c.workDir, folder))
	if errors.Is(err, fs.ErrNotExist) {
		c.absent(folder)
		return
	}
	if err != nil {
		c.fail(err)
		return
	}
	defer stream.Close()
	late := time.AfterFunc(left, func() { stream.Close() })
	defer late.Stop()
	limited := &io.LimitedReader{R: stream, N: staleBytes}
	err = c.read(tar.NewReader(limited), folder)
	switch {
	case err == nil:
		c.absent(folder)
	case limited.N > 0 && time.Now().Before(c.until):
		c.fail(err)
	}
}

// read compares the files of an archive, whose names begin with the folder's last element.
func (c *comparison) read(archive *tar.Reader, folder string) error {
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := c.inside(folder, path.Clean(header.Name))
		if _, tracked := c.known(name); !tracked {
			continue
		}
		state := same // a link in the image is not followed
		if header.Typeflag == tar.TypeReg {
			if state, err = c.compare(name, header.Size, archive); err != nil {
				return err
			}
		}
		c.note(name, state)
	}
}

// compare compares a file of the checkout with the same file of the image.
func (c *comparison) compare(name string, size int64, body io.Reader) (fileState, error) {
	file := filepath.Join(c.settings.Suite.Root, filepath.FromSlash(name))
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return same, nil // it was removed in the meantime
	}
	if info.Size() != size {
		return other, nil
	}
	mine, err := digest(os.DirFS(c.settings.Suite.Root), name)
	if err != nil {
		return same, nil
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, body); err != nil {
		return unread, err
	}
	if !bytes.Equal(hash.Sum(nil), mine) {
		return other, nil
	}
	return same, nil
}

func (c *comparison) known(name string) (fileState, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	state, known := c.state[name]
	return state, known
}

func (c *comparison) note(name string, state fileState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state[name] = state
}

func (c *comparison) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = errors.Join(c.err, err)
}

// absent marks the files that a folder did not contain after it was read to its end.
func (c *comparison) absent(folder string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range c.folders[folder] {
		if c.state[name] == unread {
			c.state[name] = missing
		}
	}
}
