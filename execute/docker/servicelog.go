package docker

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/org/baleen-action/execute"
)

// logbook are the log files of all services of a run.
type logbook struct {
	mu   sync.Mutex
	logs map[string]*serviceLog // by file
	errs []error
}

// serviceLog is the log file of a service in a slot: what one container after the other wrote, byte for byte.
type serviceLog struct {
	service, path string

	mu    sync.Mutex
	file  *os.File
	err   error
	lines int // a last line without an end is one
	told  int // lines that an outcome has
	open  bool
}

// open returns a new writer for what a container of a service will write.
func (b *logbook) open(spec execute.Spec, slot int, service string) *memberLog {
	w := spec.World
	if w.Logs == "" {
		return newMemberLog(&serviceLog{service: service}, spec.Mask)
	}
	path := filepath.Join(w.Logs, strconv.Itoa(slot), service+".log")
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.logs == nil {
		b.logs = map[string]*serviceLog{}
	}
	log := b.logs[path]
	if log == nil {
		log = &serviceLog{service: service, path: path}
		b.logs[path] = log
		b.note(os.MkdirAll(filepath.Dir(path), 0o777))
		file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
		b.note(err)
		log.file = file
	}
	m := newMemberLog(log, spec.Mask)
	if w.PerFile { // the container before still writes
		ahead, err := os.CreateTemp(filepath.Dir(path), "."+service+".*")
		b.note(err)
		m.ahead = ahead
	}
	return m
}

func (b *logbook) note(err error) {
	if err != nil {
		b.errs = append(b.errs, fmt.Errorf("keep log of service: %w", err))
	}
}

// close closes the files. Its error is the first of each file.
func (b *logbook) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, log := range b.logs {
		b.note(log.err)
		if log.file != nil {
			b.note(log.file.Close())
		}
	}
	return errors.Join(b.errs...)
}

// Write implements io.Writer; it never fails, because a reader that stops keeps a service from writing.
func (l *serviceLog) Write(p []byte) (int, error) {
	if l.file == nil || len(p) == 0 {
		return len(p), nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range p {
		if !l.open {
			l.lines++
		}
		l.open = c != '\n'
	}
	if _, err := l.file.Write(p); err != nil && l.err == nil {
		l.err = err
	}
	return len(p), nil
}

// take adds the lines that were written since the last call.
func (m *memberLog) take(to []execute.ServiceLog) []execute.ServiceLog {
	l := m.to
	l.mu.Lock()
	defer l.mu.Unlock()
	part := execute.ServiceLog{Service: l.service, File: l.path, From: l.told + 1, To: l.lines}
	l.told = l.lines
	if part.To < part.From {
		return to
	}
	return append(to, part)
}

// memberLog is what one container of a service writes. What it writes before the slot is its own is kept aside.
type memberLog struct {
	to      *serviceLog
	mask    execute.Mask
	covered execute.Masking // of its own output

	mu      sync.Mutex
	ahead   *os.File // nil: the slot is its own
	written int64    // of the container's output
	skip    int64    // bytes that are read again
}

func newMemberLog(to *serviceLog, mask execute.Mask) *memberLog {
	m := &memberLog{to: to, mask: mask}
	m.covered = mask.Over(to.path, memberFile{m})
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
func (m *memberLog) aside() execute.Masking { return m.mask.Over(m.to.path, m.to) }

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
		m.to.note(err)
	}
}

func (l *serviceLog) note(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = errors.Join(l.err, err)
}
