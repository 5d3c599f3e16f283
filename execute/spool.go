package execute

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// spool keeps one container's output on disk. It never refuses a byte: what is over the limit, or what the disk does not
// take, is dropped and remembered, because a reader that stops makes the engine lose output (moby#45689).
type spool struct {
	stdout, stderr *spoolFile
	limit, written int64
	cut            bool
	err            error // the first that a file gave
}

// spoolFile is one stream's end of a spool.
type spoolFile struct {
	spool *spool
	path  string
	file  *os.File // nil where nobody asked for the stream
	size  int64    // bytes of the container's own, without a mark
}

// openSpool truncates the files that stdout and stderr name; an empty name drops its stream.
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

// Write implements io.Writer; it always succeeds.
func (f *spoolFile) Write(p []byte) (int, error) {
	s := f.spool
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

// fill reads the framed stream r to its end. After an error the rest is still read, as far as there is one.
func (s *spool) fill(r io.Reader) error {
	err := demux(r, s.stdout, s.stderr)
	if err != nil {
		_, _ = io.Copy(io.Discard, r) // nothing can be told apart any more, but the container must not block
	}
	return err
}

// close closes the files; what a file system reports only now (a quota, a network share) counts as a failed write.
func (s *spool) close() {
	for _, f := range []*spoolFile{s.stdout, s.stderr} {
		if err := f.close(); err != nil && s.err == nil {
			s.err = fmt.Errorf("close spool: %w", err)
		}
	}
}
