package docker

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/org/baleen-action/execute"
)

// openSandboxes imports their program. If that fails, containers have networks of their own. Cancellation does not interrupt the import: the
// daemon would carry it out all the same, perhaps after the run has looked for what it leaves.
func (s *session) openSandboxes(ctx context.Context, e *Engine) {
	if ctx.Err() != nil || s.spec.Sandbox == "" || s.spec.World.PerFile || s.spec.World.Join != "" {
		return
	}
	err := sandboxable(s.spec)
	if err == nil {
		err = bounded(s.salvage, s.timing.longCall, func(ctx context.Context) error { return s.importSandbox(ctx, e) })
	}
	if err != nil && s.spec.SandboxIfPossible {
		s.sandboxes.off.Store(true)
	} else if err != nil {
		s.withoutSandboxes(err)
	}
}

// sandboxable is an error if containers of the specification cannot join a sandbox, or could leave its network changed.
func sandboxable(s execute.Spec) error {
	if rights := s.NetworkRights(); len(rights) > 0 {
		return fmt.Errorf("containers with %s could leave it changed", strings.Join(rights, ", "))
	}
	if s.Runtime != "" && s.SandboxIfPossible {
		return fmt.Errorf("runtime %s may have networks of its own kind", s.Runtime)
	}
	return nil
}

func (s *session) importSandbox(ctx context.Context, e *Engine) error {
	info, err := e.info(ctx)
	if err != nil {
		return err
	}
	if info.IndexServerAddress == "" && s.spec.SandboxIfPossible {
		// Podman (pkg/api/handlers/compat/info.go): containers that share its networks share other files than Docker's, and
		// have no address under their host name.
		return errors.New("the engine is not Docker's")
	}
	p, err := findProgram(ctx, s.spec.Sandbox, newServer(info))
	if err != nil {
		return err
	}
	s.sandboxes.image, err = importProgram(ctx, s.server, p, s.template.config.Labels)
	return err
}

// withoutSandboxes stops using sandboxes, and says so once.
func (s *session) withoutSandboxes(err error) {
	if !s.sandboxes.off.Swap(true) && s.spec.Notice != nil {
		s.spec.Notice("no sandboxes, so every container gets a network of its own: " + execute.OneLine(err))
	}
}

// otherNetwork says what gives containers what they do not have in a sandbox.
const otherNetwork = "; network: bridge gives every container a network, a host name and these files of its own"

// tellShared says once that containers depend on what they share in a sandbox.
func (s *session) tellShared(text string) {
	if !s.sandboxes.told.Swap(true) {
		s.notice(text + otherNetwork)
	}
}

// noteOwnName reports a container that failed and printed its own ID: it looked for itself by the host name that a
// container has without a sandbox.
func (a *attempt) noteOwnName(outputs ...*execute.SpoolFile) {
	const idAsHostName = 12 // digits of it
	if a.sandbox == nil || a.ending.Exit == nil || a.ending.Exit.Code == 0 || len(a.id) < idAsHostName {
		return
	}
	for _, out := range outputs {
		if out.TailContains(a.id[:idAsHostName]) {
			a.tellShared("a container that failed named its own ID, which is not its host name, because the containers of a slot share /etc/hostname and /etc/hosts")
			return
		}
	}
}
