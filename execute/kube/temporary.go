//go:build !nokube

package kube

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// temporary is a file that is gone when it is closed. Where the system allows that, it has no name, so that it is gone even if this program is
// killed.
type temporary struct{ *os.File }

func newTemporary() (*temporary, error) {
	file, err := os.CreateTemp("", "baleen-")
	if err != nil {
		return nil, fmt.Errorf("make temporary file: %w", err)
	}
	_ = os.Remove(file.Name()) // Windows refuses while it is open
	return &temporary{file}, nil
}

// Close implements io.Closer.
func (t *temporary) Close() error {
	err := t.File.Close()
	if left := os.Remove(t.Name()); !errors.Is(left, fs.ErrNotExist) {
		err = errors.Join(err, left)
	}
	return err
}
