//go:build unix

package shard

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// lockPause is how long to wait before the lock is asked for again.
const lockPause = 5 * time.Millisecond

// lock locks an open file until it is closed or the process ends. If the file system has no such locks, or another run holds it
// past the end, it goes on without: the file is replaced as a whole, so at worst the outcomes of one run are lost.
func lock(file *os.File, end time.Time) {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) || time.Now().After(end) {
			return
		}
		time.Sleep(lockPause)
	}
}
