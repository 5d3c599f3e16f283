//go:build unix

package reportdir

import (
	"errors"
	"io"
	"os"
	"syscall"
	"time"
)

// lockFolder locks a report folder until it is closed or the process ends. It locks the folder itself, so no lock file is left
// behind. If the file system has no such locks (NFS has none on folders), a second run is not kept out.
func lockFolder(dir string) (io.Closer, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	err = flock(folder, syscall.LOCK_EX)
	for end := time.Now().Add(askedFor); heldByAnother(err) && time.Now().Before(end); err = flock(folder, syscall.LOCK_EX) {
		time.Sleep(askedFor / 20)
	}
	if heldByAnother(err) {
		folder.Close()
		return nil, os.NewSyscallError("flock", err)
	}
	return folder, nil
}

// askedFor is longer than Running holds a lock.
const askedFor = 200 * time.Millisecond

func flock(folder *os.File, how int) error {
	return syscall.Flock(int(folder.Fd()), how|syscall.LOCK_NB)
}

// Running reports whether a run has the report folder locked. known is false if the folder cannot be opened, or its file system
// has no such locks.
func Running(dir string) (running, known bool) {
	folder, err := os.Open(dir)
	if err != nil {
		return false, false
	}
	defer folder.Close()
	err = flock(folder, syscall.LOCK_SH) // for a moment, in which a run that begins tries again
	return heldByAnother(err), err == nil || heldByAnother(err)
}

// heldByAnother reports whether another process holds the lock. Other errors mean that the file system has no such locks: EBADF
// on NFS, which would need the folder open for writing; ENOLCK, ENOSYS or EOPNOTSUPP elsewhere.
func heldByAnother(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }
