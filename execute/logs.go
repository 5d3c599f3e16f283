package execute

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/docker/docker/api/types/container"
)

// finishOutput waits for the rest of the output. If the attached stream cannot be trusted, or the engine's log ends
// differently, the log is read from its start and the longer of the two is kept.
func (a *attempt) finishOutput(s *stream, out *spool) {
	whole := s.finish(a.salvage, a.timing.outputGrace)
	if out.cut || out.err != nil || a.ending.removed || a.ending.lost != nil {
		return // nothing is missing, or the class already says that the output may be incomplete
	}
	reason := s.err
	if reason == nil && (!whole || s.early) {
		reason = errors.New("attached stream and container ended at different times")
	}
	if reason == nil && !a.ending.reconnect && a.matchesLog(out) {
		return
	}
	err := a.retry(a.salvage, a.timing.longCall, func(ctx context.Context) error { return a.readLogAgain(ctx, out) })
	a.ending.fromLog = err == nil
	if err != nil && (reason != nil || !a.ending.reconnect) {
		a.ending.partial = errors.Join(reason, err)
	}
}

// readLogAgain reads the log into files beside the spool, and replaces the spool's files if the log holds all that they
// do.
func (a *attempt) readLogAgain(ctx context.Context, out *spool) error {
	again, err := openSpool(logPath(out.stdout.path), logPath(out.stderr.path), out.limit)
	if err != nil {
		return err
	}
	defer func() {
		_ = os.Remove(logPath(out.stdout.path)) // gone already if it replaced the spool's
		_ = os.Remove(logPath(out.stderr.path))
	}()
	err = a.readLog(ctx, "all", func(log io.Reader) error { return a.fillFromLog(again, log) })
	again.close()
	if err = errors.Join(err, again.err); err != nil {
		return err
	}
	return errors.Join(out.stdout.takeLonger(again.stdout), out.stderr.takeLonger(again.stderr))
}

func (a *attempt) fillFromLog(to *spool, log io.Reader) error {
	if a.plainLog.Load() {
		return demux(log, to.stdout, to.stderr)
	}
	return demux(log, &logLines{to: to.stdout}, &logLines{to: to.stderr})
}

func logPath(path string) string {
	if path == "" {
		return ""
	}
	return path + ".log"
}

// readLog passes the log's last lines, a number or "all", to take.
func (a *attempt) readLog(ctx context.Context, lines string, take func(io.Reader) error) error {
	log, err := a.docker.ContainerLogs(ctx, a.id, container.LogsOptions{ShowStdout: true, ShowStderr: true, Tail: lines})
	if err != nil {
		return fmt.Errorf("read log: %w", err)
	}
	defer log.Close()
	if err := take(log); err != nil {
		return fmt.Errorf("read log: %w", err)
	}
	return nil
}

// takeLonger replaces f by other if other is longer. It fails if other does not begin with what f has: the log was
// rotated or holds other bytes than were written, so neither is known to be whole.
func (f *spoolFile) takeLonger(other *spoolFile) error {
	if f.file == nil {
		return nil
	}
	same, err := samePrefix(f.path, other.path, min(f.size, other.size))
	if err != nil {
		return err
	}
	if other.size > f.size || other.spool.cut {
		if err := os.Rename(other.path, f.path); err != nil {
			return fmt.Errorf("replace spool: %w", err)
		}
	}
	if !same || other.size < f.size-1 && !other.spool.cut { // logLines explains the one byte
		return errors.New("engine's log does not begin with the attached output")
	}
	f.size, f.spool.cut = max(f.size, other.size), f.spool.cut || other.spool.cut
	return nil
}

// samePrefix reports whether both files begin with the same n bytes.
func samePrefix(one, other string, n int64) (bool, error) {
	a, err := os.Open(one)
	if err != nil {
		return false, fmt.Errorf("compare output: %w", err)
	}
	defer a.Close()
	b, err := os.Open(other)
	if err != nil {
		return false, fmt.Errorf("compare output: %w", err)
	}
	defer b.Close()
	const piece = 64 << 10
	x, y := make([]byte, piece), make([]byte, piece)
	for ; n > 0; n -= piece {
		size := min(n, piece)
		_, err := io.ReadFull(a, x[:size])
		_, err2 := io.ReadFull(b, y[:size])
		if err := errors.Join(err, err2); err != nil {
			return false, fmt.Errorf("compare output: %w", err)
		}
		if !bytes.Equal(x[:size], y[:size]) {
			return false, nil
		}
	}
	return true, nil
}
