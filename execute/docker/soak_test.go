package docker

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// BALEEN_SOAK sets the length of the soak; without it a short one runs.
const soakVariable = "BALEEN_SOAK"

// sizes are what a container prints: nothing, and what lies beside the sizes of buffers on the way.
var sizes = []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 1<<20 - 1, 1 << 20, 1<<20 + 1, 10 << 20}

// TestEngineSoak prints and exits, very often, while a display reads as slowly as a terminal over a bad line.
func TestEngineSoak(t *testing.T) {
	f := newFixture(t)
	runs := 4 * len(sizes)
	if os.Getenv(soakVariable) != "" {
		runs = 1000
	}
	sums := map[int]string{}
	for _, size := range sizes {
		sum := sha256.Sum256(bytes.Repeat([]byte("0123456789abcdef\n"), size/17+1)[:size])
		sums[size] = hex.EncodeToString(sum[:])
	}
	given, done := 0, 0
	next := func() (execute.Job, bool) {
		if given == runs {
			return execute.Job{}, false
		}
		size := sizes[given%len(sizes)]
		job := f.shell(fmt.Sprintf("%d-%d", given, size), fmt.Sprintf("yes 0123456789abcdef | head -c %d; exit %d", size, given%100))
		job.Timeout = 10 * time.Minute
		given++
		return job, true
	}
	record := func(o execute.Outcome) {
		done++
		display(o.Job.Stdout)
		f.check(o, sums)
	}
	before := descriptors(t)
	if err := New(f.docker, f.spec, 4).Run(t.Context(), next, record); err != nil {
		t.Error(err)
	}
	if done != runs {
		t.Errorf("only %d containers ran", done)
	}
	t.Logf("%d containers, %d descriptors before, %d after, %d MiB resident at most", done, before, descriptors(t), peak(t)>>20)
}

// display stands for a slow terminal: the run waits for it, and no container may lose a byte by that.
func display(path string) {
	file, err := os.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	_, _ = io.CopyN(io.Discard, file, 1<<10)
	time.Sleep(20 * time.Millisecond)
}

// check compares status and bytes.
func (f fixture) check(o execute.Outcome, sums map[int]string) {
	f.Helper()
	var run, size int
	if _, err := fmt.Sscanf(o.Job.Name, "%d-%d", &run, &size); err != nil {
		f.Fatal(err)
	}
	if o.ExitCode != run%100 || o.Class != execute.Passed && o.Class != execute.Failed {
		f.Errorf("%s: %s %d: %s", o.Job.Name, o.Class, o.ExitCode, o.Evidence)
	}
	if sum, length := sumOf(f.T, o.Job.Stdout); sum != sums[size] {
		f.Errorf("%s: %d bytes, which are not those that were printed: %s", o.Job.Name, length, o.Evidence)
	}
	_ = os.Remove(o.Job.Stdout)
	_ = os.Remove(o.Job.Stderr)
}

func sumOf(t *testing.T, path string) (string, int64) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	hash := sha256.New()
	n, err := io.Copy(hash, file)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(hash.Sum(nil)), n
}

// TestEngineOneContainerPrintsMuch prints more than would fit in memory; what is held of it at a time must stay small.
func TestEngineOneContainerPrintsMuch(t *testing.T) {
	f := newFixture(t)
	size := int64(64 << 20)
	if os.Getenv(soakVariable) != "" {
		size = 1 << 30
	}
	job := f.shell("much", fmt.Sprintf("head -c %d /dev/zero; exit 3", size))
	job.Timeout = time.Hour
	debug.FreeOSMemory() // what tests before this one took
	before := memory()
	most := before
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
				most = max(most, memory())
			}
		}
	}()
	o := f.one(job)
	close(stop)
	<-stopped
	info, err := os.Stat(filepath.Join(f.dir, "much.out"))
	if err != nil || info.Size() != size || o.ExitCode != 3 || o.Class != execute.Failed {
		t.Errorf("%+v: %v", o, err)
	}
	if most > before+64<<20 {
		t.Errorf("%d MiB of memory, %d MiB before", most>>20, before>>20)
	}
	t.Logf("%d MiB printed, %d MiB of memory at most, %d MiB before, %d MiB resident at most", size>>20, most>>20, before>>20, peak(t)>>20)
}

// memory is what the process has taken from the system.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
}

// peak is the most memory that the process had resident, in bytes.
func peak(t *testing.T) int64 {
	t.Helper()
	for line := range strings.Lines(read(t, "/proc/self/status")) {
		if text, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(text)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kib << 10
		}
	}
	t.Fatal("/proc/self/status has no VmHWM")
	return 0
}
