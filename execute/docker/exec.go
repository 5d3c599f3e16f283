package docker

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/execute"
)

// exec runs a command in a container, with its output to one writer, and returns its exit status.
func (s *session) exec(ctx context.Context, id string, words []string, out io.Writer) (status int, err error) {
	var made container.ExecCreateResponse
	err = bounded(ctx, s.timing.shortCall, func(ctx context.Context) error {
		made, err = s.services.ContainerExecCreate(ctx, id, container.ExecOptions{Cmd: words, AttachStdout: true, AttachStderr: true})
		return err
	})
	if err != nil {
		return 0, err
	}
	conn, err := s.services.ContainerExecAttach(withHijack(ctx), made.ID, container.ExecAttachOptions{})
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if err := demux(conn.Reader, out, out); err != nil {
		return 0, errors.Join(err, ctx.Err())
	}
	return s.execStatus(ctx, made.ID)
}

// execStatus returns the exit status of a command. The engine may close the output of one that still ends.
func (s *session) execStatus(ctx context.Context, id string) (int, error) {
	for {
		found, err := s.services.ContainerExecInspect(ctx, id)
		if err != nil || !found.Running {
			return found.ExitCode, err
		}
		if !execute.Pause(ctx, s.timing.retryWait/10) {
			return 0, ctx.Err()
		}
	}
}

// reset runs the Reset of every service, in the order of the world.
func (w *world) reset(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, w.spec.World.Patience())
	defer cancel()
	for _, service := range w.spec.World.Services {
		if len(service.Reset) == 0 {
			continue
		}
		m, said := w.members[service.Name], &execute.LastLine{}
		aside := m.log.aside()
		status, err := w.exec(ctx, m.id, service.Reset, io.MultiWriter(aside, said))
		_, _ = aside.Flush() // it never fails
		switch {
		case err != nil:
			return &execute.WorldFault{Service: service.Name, Problem: "could not be reset: " + execute.OneLine(err)}
		case status != 0:
			return &execute.WorldFault{Service: service.Name, Problem: fmt.Sprintf("could not be reset: its reset ended with exit status %d%s", status, said)}
		}
	}
	return nil
}
