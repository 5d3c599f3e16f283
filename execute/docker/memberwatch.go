package docker

import (
	"context"
	"fmt"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/execute"
)

// follow keeps what a service writes, and notes its end.
func (w *world) follow(m *member) {
	defer m.log.flush()
	for {
		err := w.readOn(m)
		if w.sawEnd(w.life, m) {
			return
		}
		wait := w.timing.retryWait
		if err != nil { // there is no log to wait with
			wait = w.timing.poll / 5
		}
		if !execute.Pause(w.life, wait) {
			return
		}
	}
}

// readOn reads the engine's log of a service until its end, or until the connection breaks. It leaves out what was read
// before.
func (w *world) readOn(m *member) error {
	log, err := w.docker.ContainerLogs(w.life, m.id, container.LogsOptions{ShowStdout: true, ShowStderr: true, Follow: true})
	if err != nil {
		return fmt.Errorf("read log: %w", err)
	}
	defer log.Close()
	m.log.rewind()
	if w.plainLog.Load() {
		return demux(log, m.log, m.log)
	}
	return demux(log, &logLines{to: m.log}, &logLines{to: m.log})
}

// sawEnd inspects a service and reports whether it has ended. One that had to go on breaks the world.
func (w *world) sawEnd(ctx context.Context, m *member) bool {
	if m.id == "" {
		return false
	}
	found, err := w.inspectContainer(ctx, m.id)
	switch {
	case cerrdefs.IsNotFound(err):
		m.end(nil)
	case err == nil && found.State != nil && hasStarted(found.State) && !found.State.Running && !found.State.Restarting:
		m.end(found.State)
	default:
		return false
	}
	if !w.isLeaving() && (m.until != execute.ServiceCompleted || m.completion() != nil) {
		w.breakWith(&execute.WorldFault{Service: m.spec.Name, Problem: m.ending() + w.eventsOf(m)})
	}
	return true
}

func (m *member) end(state *container.State) {
	m.once.Do(func() {
		m.state = state
		close(m.ended)
	})
}

// ending says how a service ended, after its name.
func (m *member) ending() string {
	if m.state == nil {
		return "was removed by somebody else"
	}
	return execute.ServiceEnd(execute.Exit{Code: m.state.ExitCode, OOM: m.state.OOMKilled, Note: m.state.Error})
}

// eventsOf are the engine's events about the end of a service that somebody else may have ended.
func (w *world) eventsOf(m *member) string {
	if m.state != nil && !(execute.Exit{Code: m.state.ExitCode}).BySignal() {
		return ""
	}
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(w.life, patience)
	defer cancel()
	if seen := w.listEvents(ctx, m.id); seen != "" {
		return "; the engine saw: " + seen
	}
	return ""
}

// completion is why a service that has ended did not complete; nil if it did.
func (m *member) completion() error {
	if m.state != nil && m.state.ExitCode == 0 {
		return nil
	}
	return &execute.WorldFault{Service: m.spec.Name, Problem: m.ending()}
}
