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

// Spool writes one container's output to disk. It accepts every byte, because a reader that stops makes the engine lose
// output (moby#45689): bytes above the limit, or that the disk does not take, are dropped, and the spool remembers
// that.
type Spool struct {
	Stdout, Stderr *SpoolFile
	Mask           Mask
	Limit, Written int64
	Cut            bool
	Err            error        // first error of a file
	wrote          atomic.Int64 // when something was last written, in nanoseconds since 1970; 0: never
}

// LastWrite returns when something was last written; otherwise, if nothing was since then.
func (s *Spool) LastWrite(otherwise time.Time) time.Time {
	if wrote := time.Unix(0, s.wrote.Load()); wrote.After(otherwise) && s.wrote.Load() != 0 {
		return wrote
	}
	return otherwise
}

// SpoolFile is one stream of a spool.
type SpoolFile struct {
	spool *Spool
	Path  string
	File  *os.File // nil: the stream is dropped
	mask  Masking  // of the file
	Size  int64    // bytes of the container's output, without the mark of a cut
	held  int      // bytes at its end that the mask might have covered if more had followed
}

// OpenSpool creates or truncates the files for stdout and stderr; an empty name drops its stream.
func OpenSpool(stdout, stderr string, limit int64, mask Mask) (*Spool, error) {
	s := &Spool{Limit: limit, Mask: mask}
	var err error
	if s.Stdout, err = s.open(stdout); err != nil {
		return nil, err
	}
	if s.Stderr, err = s.open(stderr); err != nil {
		return nil, errors.Join(err, s.Stdout.close())
	}
	return s, nil
}

func (s *Spool) open(path string) (*SpoolFile, error) {
	f := &SpoolFile{spool: s, Path: path}
	if path == "" {
		return f, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	f.File, f.mask = file, s.Mask.Over(path, file)
	return f, nil
}

// Write implements io.Writer; it never fails.
func (f *SpoolFile) Write(p []byte) (int, error) {
	s := f.spool
	s.wrote.Store(time.Now().UnixNano())
	if s.Cut || s.Err != nil {
		return len(p), nil
	}
	keep := p
	if s.Limit > 0 && int64(len(p)) > s.Limit-s.Written {
		keep, s.Cut = p[:s.Limit-s.Written], true
	}
	f.append(keep)
	f.Size += int64(len(keep))
	s.Written += int64(len(keep))
	if s.Cut {
		s.Stdout.flush(Masking.Cut)
		s.Stderr.flush(Masking.Cut)
		f.append(fmt.Appendf(nil, "\n[baleen: output cut at %d bytes]\n", s.Limit))
	}
	return len(p), nil
}

func (f *SpoolFile) append(p []byte) {
	if f.File == nil {
		return
	}
	_, err := f.mask.Write(p)
	f.spool.note("write", err)
}

// flush writes what the mask holds back.
func (f *SpoolFile) flush(how func(Masking) error) {
	if f.File != nil {
		f.spool.note("write", how(f.mask))
	}
}

// Settle makes the files hold all that came. It is called after the stream has ended.
func (s *Spool) Settle() {
	for _, f := range []*SpoolFile{s.Stdout, s.Stderr} {
		f.flush(func(m Masking) error {
			held, err := m.Flush()
			f.held += held
			return err
		})
	}
}

// note keeps the first error of a file.
func (s *Spool) note(doing string, err error) {
	if err != nil && s.Err == nil {
		s.Err = fmt.Errorf("%s spool: %w", doing, err)
	}
}

func (f *SpoolFile) close() error {
	if f.File == nil {
		return nil
	}
	return f.File.Close()
}

// TailContains reports whether the end of the stream so far has a text.
func (f *SpoolFile) TailContains(text string) bool {
	const most = 64 << 10 // bytes: why something failed is at the end
	if f.File == nil {
		return false
	}
	file, err := os.Open(f.Path)
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

// Close closes the files. An error that the file system reports only now (a quota, a network share) counts as a failed
// write.
func (s *Spool) Close() {
	s.Settle()
	for _, f := range []*SpoolFile{s.Stdout, s.Stderr} {
		s.note("close", f.close())
	}
}
