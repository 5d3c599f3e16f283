package execute

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// LogBook are the log files of all services of a run. The zero value is empty.
type LogBook struct {
	mu   sync.Mutex
	logs map[string]*LogFile // by path
	errs []error
}

// LogFile is the log file of a service in a slot: what one container after the other wrote, byte for byte.
type LogFile struct {
	Service, Path string

	part  sync.Mutex // held while Part runs
	mu    sync.Mutex
	file  *os.File
	err   error
	lines int // a last line without an end is one
	told  int // lines that an outcome has
	open  bool
}

// Open returns the log of a service in a slot, which is one file of World.Logs however often it is opened. A world that keeps no
// logs has one without a path, which drops what is written.
func (b *LogBook) Open(w World, slot int, service string) *LogFile {
	if w.Logs == "" {
		return &LogFile{Service: service}
	}
	path := filepath.Join(w.Logs, strconv.Itoa(slot), service+".log")
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.logs == nil {
		b.logs = map[string]*LogFile{}
	}
	log := b.logs[path]
	if log == nil {
		log = &LogFile{Service: service, Path: path}
		b.logs[path] = log
		b.note(os.MkdirAll(filepath.Dir(path), 0o777))
		file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
		b.note(err)
		log.file = file
	}
	return log
}

func (b *LogBook) note(err error) {
	if err != nil {
		b.errs = append(b.errs, fmt.Errorf("keep log of service: %w", err))
	}
}

// Close closes the files. Its error joins the first of each file.
func (b *LogBook) Close() error {
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
func (l *LogFile) Write(p []byte) (int, error) {
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

// Take adds the lines that were written since the last call.
func (l *LogFile) Take(to []ServiceLog) []ServiceLog {
	l.mu.Lock()
	defer l.mu.Unlock()
	part := ServiceLog{Service: l.Service, File: l.Path, From: l.told + 1, To: l.lines}
	l.told = l.lines
	if part.To < part.From {
		return to
	}
	return append(to, part)
}

// Part adds what write writes, and the lines of that alone.
func (l *LogFile) Part(to []ServiceLog, write func() error) ([]ServiceLog, error) {
	l.part.Lock()
	defer l.part.Unlock()
	err := write()
	return l.Take(to), err
}

// Note keeps an error for LogBook.Close.
func (l *LogFile) Note(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = errors.Join(l.err, err)
}
