//go:build unix

package reportdir

import (
	"io"
	"os"
	"syscall"
)

// lockFolder keeps a second run out of a report folder until it is closed; the system lets go of it whatever ends the
// process. The lock is on the folder itself, so nothing is left in it.
func lockFolder(dir string) (io.Closer, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		folder.Close()
		return nil, os.NewSyscallError("flock", err)
	}
	return folder, nil
}
