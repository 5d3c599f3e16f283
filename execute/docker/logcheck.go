package docker

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/org/baleen-action/execute"
)

const (
	confirmAll   = 1 << 20 // bytes of output up to which the whole log is compared
	confirmLines = "64"    // lines compared of a longer log; the engine splits lines at 16 KiB
)

var errMore = errors.New("engine's log holds more than the attached output")

// matchesLog reports whether the output ends as the engine's log does. A connection that is cut exactly between two
// frames as the container ends looks like the stream's own end, and a slow reader's rest may be in the log alone
// (moby#45689). If there is no log to compare with, the output is taken as whole.
func (a *attempt) matchesLog(out *execute.Spool) bool {
	if a.plainLog.Load() {
		return true // json-file replaces invalid bytes, so a difference means nothing
	}
	lines := "all"
	if out.Written > confirmAll {
		lines = confirmLines
	}
	err := bounded(a.salvage, a.timing.shortCall, func(ctx context.Context) error {
		return a.readLog(ctx, lines, func(log io.Reader) error { return matchEnd(out, log) })
	})
	return !errors.Is(err, errMore)
}

// matchEnd returns errMore if the files do not end with what the framed log holds.
func matchEnd(s *execute.Spool, log io.Reader) error {
	var stdout, stderr bytes.Buffer
	if err := demux(io.LimitReader(log, 2*confirmAll), &stdout, &stderr); err != nil && !errors.Is(err, errTruncated) {
		return err
	}
	for _, pair := range []struct {
		file *execute.SpoolFile
		tail *bytes.Buffer
	}{{s.Stdout, &stdout}, {s.Stderr, &stderr}} {
		var tail bytes.Buffer // as it is in the file, unless something that is covered began before it
		if err := s.Mask.Copy("", &tail, pair.tail); err != nil {
			return err
		}
		if !endsWith(pair.file, tail.Bytes()) {
			return errMore
		}
	}
	return nil
}

// endsWith reports whether the file ends with the log's tail. Line ends are ignored, because the log drops some, see
// logLines.
func endsWith(f *execute.SpoolFile, tail []byte) bool {
	if f.File == nil {
		return true
	}
	size := min(f.Size, int64(len(tail)+len(tail)/linePiece+1))
	end := make([]byte, size)
	if _, err := f.File.ReadAt(end, f.Size-size); err != nil {
		return false
	}
	return bytes.HasSuffix(withoutNewlines(end), withoutNewlines(tail))
}

// withoutNewlines returns text without its line ends.
func withoutNewlines(text []byte) []byte { return bytes.ReplaceAll(text, []byte{'\n'}, nil) }
