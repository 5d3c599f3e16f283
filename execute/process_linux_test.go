package execute

import (
	"errors"
	"io/fs"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestStartTime: a process that runs has a start time. One that has ended has none, even if its parent has not waited for it yet.
func TestStartTime(t *testing.T) {
	child := exec.Command("cat")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	pid := strconv.Itoa(child.Process.Pid)
	if start, err := StartTime("/proc", pid); err != nil || strings.Trim(start, "0123456789") != "" {
		t.Errorf("%q, %v", start, err)
	}
	if err := in.Close(); err != nil { // now it ends, and stays a zombie until Wait
		t.Fatal(err)
	}
	for range 100 {
		if _, err = StartTime("/proc", pid); err != nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
}
