package hold

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// Install copies this program into a folder.
func Install(dir string) error {
	part := filepath.Join(dir, Program+".part")
	if err := copyFile("/proc/self/exe", part); err != nil {
		return fmt.Errorf("install program: %w", err)
	}
	if err := os.Chmod(part, 0o755); err != nil {
		return fmt.Errorf("install program: %w", err)
	}
	return os.Rename(part, filepath.Join(dir, Program))
}

// Keep keeps a container running until it is told to end, and returns its exit status. As process 1 it reaps what others leave. That it
// was told to end is no success: a Job whose Pod succeeds is over, and removes all Pods that it owns.
func Keep() int {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGCHLD)
	for {
		s := (<-signals).(syscall.Signal)
		if s != syscall.SIGCHLD {
			return exitSignal + int(s)
		}
		for {
			pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
			if pid <= 0 && !errors.Is(err, syscall.EINTR) {
				break
			}
		}
	}
}
