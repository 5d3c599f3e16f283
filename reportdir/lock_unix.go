//go:build unix

package reportdir

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// lockFolder locks a report folder until it is closed or the process ends. It locks the folder itself, so no lock file is left
// behind. If the file system has no such locks (NFS has none on folders), a second run is not kept out.
func lockFolder(dir string) (io.Closer, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if heldByAnother(err) {
		folder.Close()
		return nil, os.NewSyscallError("flock", err)
	}
	return folder, nil
}

// heldByAnother reports whether another process holds the lock. Other errors mean that the file system has no such locks: EBADF
// on NFS, which would need the folder open for writing; ENOLCK, ENOSYS or EOPNOTSUPP elsewhere.
func heldByAnother(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }
