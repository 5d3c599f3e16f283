package platform

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

const (
	agentProgram = "buildkite-agent"
	// agentPatience is how long the agent may take for one annotation, and for all that are left when the run has ended.
	agentPatience = 20 * time.Second
	// agentFailures is how often in a row the agent may fail before it is left alone.
	agentFailures = 2
)

// buildkite annotates a build through Buildkite's agent, beside the run: see "buildkite-agent annotate" in its documentation.
// What goes wrong there never changes the verdict.
type buildkite struct {
	program string
	notes   *report.FileNotes
	ctx     context.Context
	cancel  context.CancelFunc
	working sync.WaitGroup

	mu      sync.Mutex
	waiting []report.FileNote // one for each context, the newest
	busy    bool              // a goroutine works on what waits
	failed  int               // how often in a row
	err     error             // the first one
	lost    int               // notes that are not shown
}

// newBuildkite returns nil if there is no agent.
func newBuildkite(most int) *buildkite {
	program, err := exec.LookPath(agentProgram)
	if err != nil || most == 0 {
		return nil
	}
	b := &buildkite{program: program, notes: report.NewFileNotes(most)}
	b.ctx, b.cancel = context.WithCancel(context.Background()) // it outlives the run's own, so that a cancelled run is annotated too
	return b
}

// send hands notes to the agent and does not wait for it.
func (b *buildkite) send(notes []report.FileNote) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range notes {
		older := slices.IndexFunc(b.waiting, func(other report.FileNote) bool { return other.Context == n.Context })
		if older >= 0 {
			b.waiting[older] = n
		} else {
			b.waiting = append(b.waiting, n)
		}
	}
	if !b.busy && len(b.waiting) > 0 {
		b.busy = true
		b.working.Go(b.work)
	}
}

// work annotates until nothing waits.
func (b *buildkite) work() {
	for n, more := b.next(); more; n, more = b.next() {
		err := b.annotate(n)
		b.mu.Lock()
		if b.failed++; err == nil {
			b.failed = 0
		} else {
			b.lost++
		}
		if b.err == nil {
			b.err = err
		}
		b.mu.Unlock()
	}
}

func (b *buildkite) next() (n report.FileNote, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed >= agentFailures || b.ctx.Err() != nil {
		b.lost += len(b.waiting)
		b.waiting = nil
	}
	if len(b.waiting) == 0 {
		b.busy = false
		return n, false
	}
	n, b.waiting = b.waiting[0], b.waiting[1:]
	return n, true
}

// annotate starts the agent once. Its own output says why it failed.
func (b *buildkite) annotate(n report.FileNote) error {
	ctx, cancel := context.WithTimeout(b.ctx, agentPatience)
	defer cancel()
	agent := exec.CommandContext(ctx, b.program, "annotate", "--style", "error", "--context", n.Context)
	agent.Stdin = strings.NewReader(n.Body)
	agent.WaitDelay = time.Second // for programs that it left behind with its output open
	out, err := agent.CombinedOutput()
	var plain *result.Cleaner
	switch said := plain.ShortLine(strings.TrimSpace(string(out)), maxSaid); {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s annotate did not end within %s", agentProgram, agentPatience)
	case said != "":
		return fmt.Errorf("%s annotate: %s: %w", agentProgram, said, err)
	}
	return fmt.Errorf("%s annotate: %w", agentProgram, err)
}

// maxSaid limits what is shown of the agent's output, in bytes.
const maxSaid = 300

// finish annotates what is left of a run that has ended, for a limited time, and returns a sentence if notes are missing.
func (b *buildkite) finish(run *result.Run) (notice string) {
	defer b.cancel()
	b.send(b.notes.Rest(run))
	timer := time.AfterFunc(agentPatience, b.cancel)
	defer timer.Stop()
	b.working.Wait()
	if b.lost == 0 {
		return ""
	}
	return fmt.Sprintf("baleen: %d annotations are missing on Buildkite: %v", b.lost, b.err)
}
