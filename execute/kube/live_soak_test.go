//go:build cluster && !nokube

package kube

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestClusterSoak: of many Pods in a row, every byte and every exit status arrives, and Baleen grows in nothing. BALEEN_SOAK makes
// them 500.
func TestClusterSoak(t *testing.T) {
	const slots = 8
	pods := 2 * slots
	if os.Getenv(soakVariable) != "" {
		pods = 500
	}
	l := connect(t)
	e := l.open(t, func(s *Settings) { s.PlaceTimeout = 10 * time.Minute })
	s := soak{t: t, dir: t.TempDir()}
	began := time.Now()
	err := e.Run(t.Context(), l.spec(), execute.Queue{Slots: slots, Done: s.check, Next: func(execute.Opening) (execute.Job, bool) {
		s.begun++
		return s.job(s.begun), s.begun <= pods
	}})
	if err != nil || s.ended != pods {
		t.Errorf("%d of %d ended, %v", s.ended, pods, err)
	}
	early, late := s.held[len(s.held)/2], s.held[len(s.held)-1]
	t.Logf("%d pods, %d bytes, %s; resident %d MiB at most, descriptors %d and %d, goroutines %d and %d", pods, s.bytes, time.Since(began).Round(time.Second),
		s.resident>>20, early.descriptors, late.descriptors, early.goroutines, late.goroutines)
	const most = 64 << 20
	if s.resident > most || late.descriptors > early.descriptors+10 || late.goroutines > early.goroutines+30 {
		t.Error("Baleen grows")
	}
}

// soak is what came of the Pods so far.
type soak struct {
	t               *testing.T
	dir             string
	begun, ended    int
	bytes, resident int64
	held            []holding
}

// holding is what a process holds at a moment.
type holding struct{ descriptors, goroutines int }

// status is the exit status that a Pod's command ends with: most pass.
func (s *soak) status(n int) int {
	if n%5 != 3 {
		return 0
	}
	return n%200 + 3
}

// job prints a number of bytes that is different for each, up to 2 MB, and reports their digests.
func (s *soak) job(n int) execute.Job {
	at := filepath.Join(s.dir, strconv.Itoa(n))
	const script = `head -c $1 /dev/urandom >/tmp/out; head -c $2 /dev/urandom >/tmp/err; cd /tmp; sha256sum out err | cut -d' ' -f1 >/baleen-report/sums; cat out; cat err >&2; exit $3`
	large := n * 7919 % 1000
	return execute.Job{Name: strconv.Itoa(n), Command: []string{"sh", "-c", script, "x", strconv.Itoa(large * 2000), strconv.Itoa(n % 37 * 1000), strconv.Itoa(s.status(n))},
		Timeout: 5 * time.Minute, Stdout: at + ".out", Stderr: at + ".err", Scratch: "/baleen-report", Into: at}
}

// check compares what one Pod left with what it reported, and notes what Baleen holds.
func (s *soak) check(o execute.Outcome) {
	s.ended++
	n, _ := strconv.Atoi(o.Job.Name)
	want, class := s.status(n), execute.Passed
	if want != 0 {
		class = execute.Failed
	}
	sums := text(s.t, filepath.Join(o.Job.Into, "sums"))
	if got := s.sum(o.Job.Stdout) + s.sum(o.Job.Stderr); got != sums || sums == "" || o.Class != class && want != 126 && want != 127 || o.ExitCode != want {
		s.t.Errorf("%s: %s, status %d of %d, %s", o.Job.Name, o.Class, o.ExitCode, want, o.Evidence)
	}
	_ = os.RemoveAll(o.Job.Into)
	_ = os.Remove(o.Job.Stdout)
	_ = os.Remove(o.Job.Stderr)
	descriptors, _ := os.ReadDir("/proc/self/fd")
	s.held = append(s.held, holding{len(descriptors), runtime.NumGoroutine()})
	s.resident = max(s.resident, residentMemory(s.t))
}

func (s *soak) sum(name string) string {
	file, err := os.Open(name)
	if err != nil {
		s.t.Error(err)
		return ""
	}
	defer file.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	if err != nil {
		s.t.Error(err)
	}
	s.bytes += n
	return hex.EncodeToString(sum.Sum(nil)) + "\n"
}

// residentMemory is what the process has in memory, in bytes (proc_pid_statm(5)).
func residentMemory(t *testing.T) int64 {
	t.Helper()
	var size, pages int64
	content, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		_, err = fmt.Fscan(strings.NewReader(string(content)), &size, &pages)
	}
	if err != nil {
		t.Error(err)
	}
	return pages * int64(os.Getpagesize())
}
