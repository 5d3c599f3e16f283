package execute

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// spool writes one container's output to disk. It accepts every byte, because a reader that stops makes the engine lose
// output (moby#45689): bytes above the limit, or that the disk does not take, are dropped, and the spool remembers
// that.
type spool struct {
	stdout, stderr *spoolFile
	limit, written int64
	cut            bool
	err            error        // first error of a file
	wrote          atomic.Int64 // when something was last written, in nanoseconds since 1970; 0: never
}

// lastWrite returns when something was last written; otherwise, if nothing was since then.
func (s *spool) lastWrite(otherwise time.Time) time.Time {
	if wrote := time.Unix(0, s.wrote.Load()); wrote.After(otherwise) && s.wrote.Load() != 0 {
		return wrote
	}
	return otherwise
}

// spoolFile is one stream of a spool.
type spoolFile struct {
	spool *spool
	path  string
	file  *os.File // nil: the stream is dropped
	size  int64    // bytes of the container's output, without the mark of a cut
}

// openSpool creates or truncates the files for stdout and stderr; an empty name drops its stream.
func openSpool(stdout, stderr string, limit int64) (*spool, error) {
	s := &spool{limit: limit}
	var err error
	if s.stdout, err = s.open(stdout); err != nil {
		return nil, err
	}
	if s.stderr, err = s.open(stderr); err != nil {
		return nil, errors.Join(err, s.stdout.close())
	}
	return s, nil
}

func (s *spool) open(path string) (*spoolFile, error) {
	f := &spoolFile{spool: s, path: path}
	if path == "" {
		return f, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	f.file = file
	return f, nil
}

// Write implements io.Writer; it never fails.
func (f *spoolFile) Write(p []byte) (int, error) {
	s := f.spool
	s.wrote.Store(time.Now().UnixNano())
	if s.cut || s.err != nil {
		return len(p), nil
	}
	keep := p
	if s.limit > 0 && int64(len(p)) > s.limit-s.written {
		keep, s.cut = p[:s.limit-s.written], true
	}
	f.append(keep)
	f.size += int64(len(keep))
	s.written += int64(len(keep))
	if s.cut {
		f.append(fmt.Appendf(nil, "\n[baleen: output cut at %d bytes]\n", s.limit))
	}
	return len(p), nil
}

func (f *spoolFile) append(p []byte) {
	if f.file == nil {
		return
	}
	if _, err := f.file.Write(p); err != nil && f.spool.err == nil {
		f.spool.err = fmt.Errorf("write spool: %w", err)
	}
}

func (f *spoolFile) close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// tailContains reports whether the end of the stream so far has a text.
func (f *spoolFile) tailContains(text string) bool {
	const most = 64 << 10 // bytes: why something failed is at the end
	if f.file == nil {
		return false
	}
	file, err := os.Open(f.path)
	if err != nil {
		return false
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() > most {
		_, _ = file.Seek(-most, io.SeekEnd)
	}
	tail, _ := io.ReadAll(file)
	return bytes.Contains(tail, []byte(text))
}

// fill reads the framed stream r to its end, even after an error, so that the container is never blocked.
func (s *spool) fill(r io.Reader) error {
	err := demux(r, s.stdout, s.stderr)
	if err != nil {
		_, _ = io.Copy(io.Discard, r) // no frame can be recognized any more
	}
	return err
}

// close closes the files. An error that the file system reports only now (a quota, a network share) counts as a failed
// write.
func (s *spool) close() {
	for _, f := range []*spoolFile{s.stdout, s.stderr} {
		if err := f.close(); err != nil && s.err == nil {
			s.err = fmt.Errorf("close spool: %w", err)
		}
	}
}
