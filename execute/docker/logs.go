package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

// finishOutput waits for the rest of the output. If the attached stream cannot be trusted, or the engine's log ends
// differently, the log is read from its start and the longer of the two is kept.
func (a *attempt) finishOutput(s *stream, out *execute.Spool) {
	whole := s.finish(a.salvage, a.timing.outputGrace)
	out.Settle()
	if out.Cut || out.Err != nil || a.ending.removed || a.ending.lost != nil {
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
	a.ending.FromLog = err == nil
	if err != nil && (reason != nil || !a.ending.reconnect) {
		a.ending.Partial = errors.Join(reason, err)
	}
}

// readLogAgain reads the log into files beside the spool, and replaces the spool's files if the log holds all that they
// do.
func (a *attempt) readLogAgain(ctx context.Context, out *execute.Spool) error {
	again, err := execute.OpenSpool(logPath(out.Stdout.Path), logPath(out.Stderr.Path), out.Limit, out.Mask)
	if err != nil {
		return err
	}
	defer func() {
		_ = os.Remove(logPath(out.Stdout.Path)) // gone already if it replaced the spool's
		_ = os.Remove(logPath(out.Stderr.Path))
	}()
	err = a.readLog(ctx, "all", func(log io.Reader) error { return a.fillFromLog(again, log) })
	again.Close()
	if err = errors.Join(err, again.Err); err != nil {
		return err
	}
	return errors.Join(out.Stdout.TakeLonger(again.Stdout), out.Stderr.TakeLonger(again.Stderr))
}

func (a *attempt) fillFromLog(to *execute.Spool, log io.Reader) error {
	if a.plainLog.Load() {
		return demux(log, to.Stdout, to.Stderr)
	}
	return demux(log, &logLines{to: to.Stdout}, &logLines{to: to.Stderr})
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
