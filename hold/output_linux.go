package hold

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// output writes the streams of a command to files, apart and byte for byte. It reads to their ends even if a disk is full,
// because a command hangs when its pipe is full.
type output struct {
	limit   int64 // bytes of both streams together; 0: none
	readers []*os.File
	copying sync.WaitGroup

	mu      sync.Mutex
	written int64
	wrote   time.Time // when something last came
	cut     bool
	err     error
}

// stream makes the file of a stream, and returns the end of a pipe that the command writes to.
func (o *output) stream(dir, name string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", name, err)
	}
	if err := file.Chmod(0o644); err != nil { // whatever the umask is: another user sends it
		return nil, errors.Join(fmt.Errorf("make %s: %w", name, err), file.Close())
	}
	from, to, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make pipe: %w", err), file.Close())
	}
	o.readers = append(o.readers, from)
	o.copying.Go(func() {
		_, err := io.CopyBuffer(&limited{o, file}, struct{ io.Reader }{from}, make([]byte, 64<<10))
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = errors.New("a process that outlived the command kept its output open")
		}
		o.note(errors.Join(err, file.Close()))
	})
	return to, nil
}

// finish waits for the rest of the output, at most for a grace, and returns why some is missing.
func (o *output) finish(grace time.Duration) error {
	for _, r := range o.readers {
		_ = r.SetReadDeadline(time.Now().Add(grace)) // pipes have deadlines
	}
	o.copying.Wait()
	for _, r := range o.readers {
		r.Close()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// lastWrite is when something last came; zero: nothing has.
func (o *output) lastWrite() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.wrote
}

func (o *output) note(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
	}
}

// limited is one stream of an output.
type limited struct {
	output *output
	file   *os.File
}

// Write implements io.Writer; it never fails.
func (l *limited) Write(p []byte) (int, error) {
	o := l.output
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wrote = time.Now()
	if o.cut || o.err != nil {
		return len(p), nil
	}
	keep := p
	if o.limit > 0 && int64(len(p)) > o.limit-o.written {
		keep, o.cut = p[:o.limit-o.written], true
	}
	o.written += int64(len(keep))
	_, o.err = l.file.Write(keep)
	return len(p), nil
}
