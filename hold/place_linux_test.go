package hold

import (
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// TestKeep: it returns on SIGTERM.
func TestKeep(t *testing.T) {
	survive := make(chan os.Signal, 1)
	signal.Notify(survive, syscall.SIGTERM)
	defer signal.Stop(survive)
	over := make(chan struct{})
	go func() { Keep(); close(over) }()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM) // it may not listen yet
		select {
		case <-over:
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Error("it did not return")
}
