package hold

import (
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// TestKeep: it returns on SIGTERM, and not as a success.
func TestKeep(t *testing.T) {
	survive := make(chan os.Signal, 1)
	signal.Notify(survive, syscall.SIGTERM)
	defer signal.Stop(survive)
	over := make(chan int, 1)
	go func() { over <- Keep() }()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM) // it may not listen yet
		select {
		case code := <-over:
			if code != 143 {
				t.Errorf("exit status %d", code)
			}
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
	t.Error("it did not return")
}

// TestHear: a signal to stop is heard after any number of those that Go sends to itself.
func TestHear(t *testing.T) {
	signals := hear()
	defer signal.Stop(signals)
	for range 1000 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGURG)
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	select {
	case s := <-signals:
		if s != syscall.SIGTERM {
			t.Errorf("heard %s first", s)
		}
	case <-time.After(10 * time.Second):
		t.Error("heard nothing")
	}
}
