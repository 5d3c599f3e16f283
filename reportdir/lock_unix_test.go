//go:build unix

package reportdir

import (
	"os"
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
