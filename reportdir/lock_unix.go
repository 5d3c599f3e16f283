//go:build unix

package reportdir

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// lockFolder keeps a second run out of a report folder until it is closed; the system lets go of it whatever ends the
// process. The lock is on the folder itself, so nothing is left in it. Where there are no such locks (NFS has none on
// folders), nothing keeps a second run out.
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

// heldByAnother tells a lock that somebody holds from one that the system lacks: EBADF on NFS, which locks a folder only if it
// were open for writing; ENOLCK, ENOSYS or EOPNOTSUPP on other file systems.
func heldByAnother(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }
