package docker

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/org/baleen-action/execute"
)

// logbook are the log files of all services of a run.
type logbook struct{ execute.LogBook }

// open returns a new writer for what a container of a service will write.
func (b *logbook) open(spec execute.Spec, slot int, service string) *memberLog {
	m := newMemberLog(b.Open(spec.World, slot, service), spec.Mask)
	if spec.World.PerFile && m.to.Path != "" { // the container before still writes
		ahead, err := os.CreateTemp(filepath.Dir(m.to.Path), "."+service+".*")
		m.to.Note(err)
		m.ahead = ahead
	}
	return m
}

// take adds the lines that were written since the last call.
func (m *memberLog) take(to []execute.ServiceLog) []execute.ServiceLog { return m.to.Take(to) }

// memberLog is what one container of a service writes. What it writes before the slot is its own is kept aside.
type memberLog struct {
	to      *execute.LogFile
	mask    execute.Mask
	covered execute.Masking // of its own output

	mu      sync.Mutex
	ahead   *os.File // nil: the slot is its own
	written int64    // of the container's output
	skip    int64    // bytes that are read again
}

func newMemberLog(to *execute.LogFile, mask execute.Mask) *memberLog {
	m := &memberLog{to: to, mask: mask}
	m.covered = mask.Over(to.Path, memberFile{m})
	return m
}

// memberFile is the file that a memberLog writes to.
type memberFile struct{ *memberLog }

// Write implements io.Writer; it never fails.
func (f memberFile) Write(p []byte) (int, error) {
	if f.ahead == nil {
		return f.to.Write(p)
	}
	_, _ = f.ahead.Write(p) // its error comes when it is read
	return len(p), nil
}

// rewind is called before the output is read from its start again.
func (m *memberLog) rewind() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.skip = m.written
}

// Write implements io.Writer; it never fails.
func (m *memberLog) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := min(m.skip, int64(len(p)))
	m.skip -= known
	m.written += int64(len(p)) - known
	_, _ = m.covered.Write(p[known:]) // it never fails
	return len(p), nil
}

// flush is called after the last Write.
func (m *memberLog) flush() {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, _ = m.covered.Flush() // it never fails
}

// aside is a writer for what does not come from the container. It never fails.
func (m *memberLog) aside() execute.Masking { return m.mask.Over(m.to.Path, m.to) }

// settle writes what was kept aside to the service's log, where all that follows goes too.
func (m *memberLog) settle() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ahead == nil {
		return
	}
	ahead := m.ahead
	m.ahead = nil
	_, err := ahead.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.Copy(m.to, ahead)
	}
	if err = errors.Join(err, ahead.Close(), os.Remove(ahead.Name())); err != nil {
		m.to.Note(err)
	}
}
