//go:build unix

package reportdir

import (
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

func TestOnlyAHeldLockIsAnotherRun(t *testing.T) {
	dir := t.TempDir()
	first, err := lockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if second, err := lockFolder(dir); !heldByAnother(err) {
		t.Errorf("a second lock: %v, %v", second, err)
	}
	for _, lacking := range []error{nil, syscall.ENOLCK, syscall.EBADF, syscall.ENOSYS, syscall.EOPNOTSUPP, syscall.EINVAL} {
		if heldByAnother(os.NewSyscallError("flock", lacking)) {
			t.Errorf("%v is taken for another run", lacking)
		}
	}
}

// TestRunningKeepsNoRunOut: a run can begin whenever somebody asks whether one goes on.
func TestRunningKeepsNoRunOut(t *testing.T) {
	dir := t.TempDir()
	if running, known := Running(filepath.Join(dir, "missing")); running || known {
		t.Errorf("a missing folder: %v, %v", running, known)
	}
	stop := make(chan struct{})
	var asking sync.WaitGroup
	asking.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				Running(dir)
			}
		}
	})
	for range 200 {
		lock, err := lockFolder(dir)
		if err != nil {
			t.Errorf("a run was kept out: %v", err)
			break
		}
		if running, known := Running(dir); !running || !known {
			t.Errorf("a run goes on: %v, %v", running, known)
		}
		lock.Close()
	}
	close(stop)
	asking.Wait()
	if running, known := Running(dir); running || !known {
		t.Errorf("no run goes on: %v, %v", running, known)
	}
}
