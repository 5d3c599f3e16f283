package docker

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/org/baleen-action/execute"
)

// Exit statuses with a meaning of their own.
const (
	exitEngine    = 125
	exitDenied    = 126
	exitMissing   = 127
	exitInterrupt = 130 // 128 + SIGINT
	exitKilled    = 137 // 128 + SIGKILL
	exitTerm      = 143 // 128 + SIGTERM
	exitUnknown   = 255
)

// outcome makes the outcome from the ending.
func (a *attempt) outcome() execute.Outcome {
	e := &a.ending
	o := execute.Outcome{Job: a.job, Slot: a.slotNumber, Container: a.id, ExitCode: -1, Cut: e.cut, Fetched: e.fetched,
		ScratchCut: execute.OneLine(e.scratchCut), Artifacts: e.collected, ArtifactsMissing: execute.OneLine(e.artifacts),
		Waited: e.waited, ServiceLogs: e.logs}
	if e.state != nil {
		o.ExitCode = e.state.ExitCode
		o.Started, _ = time.Parse(time.RFC3339Nano, e.state.StartedAt)
		o.Finished, _ = time.Parse(time.RFC3339Nano, e.state.FinishedAt)
		if o.Finished.Before(o.Started) {
			o.Finished = o.Started // for a very short run the engine records the start after the end
		}
	}
	o.Class, o.Evidence = e.classify()
	if e.service != nil {
		o.Service = e.service.service
	}
	o.NotRun = o.Class == execute.StartFailed && e.launch != ""
	o.Advice = execute.Advice(o.Class, o.Evidence)
	if e.events != "" {
		o.Evidence += "; the engine saw: " + e.events
	}
	if e.fromLog {
		o.Evidence = strings.TrimPrefix(o.Evidence+"; its output was read from the engine's log", "; ")
	}
	if e.scratch != nil && !e.removed && e.lost == nil {
		o.Evidence += "; " + execute.OneLine(e.scratch)
	}
	return o
}

// classify finds the class, trying the cause that explains most first.
func (e *ending) classify() (execute.Class, string) {
	failed := errors.Join(e.spool, e.create, e.prepare, e.start, e.partial, e.scratch)
	switch {
	case e.cancelled:
		return execute.Cancelled, e.status("ended because the run was cancelled")
	case execute.IsNoSpace(failed):
		return execute.NoSpace, execute.OneLine(failed)
	case e.service != nil:
		return e.service.class(), e.service.Error()
	case imageGone(e.create):
		return execute.BadImage, execute.OneLine(e.create)
	case e.removed, e.pruned:
		return execute.Removed, "the container was removed by somebody else before its end was seen"
	case e.lost != nil:
		return execute.Lost, execute.OneLine(e.lost)
	case answerLost(e.create), answerLost(e.prepare), answerLost(e.start):
		return execute.Lost, execute.OneLine(errors.Join(e.create, e.prepare, e.start))
	case e.create != nil, e.prepare != nil, e.start != nil:
		return execute.StartFailed, execute.OneLine(errors.Join(e.create, e.prepare, e.start))
	case e.timedOut:
		return execute.Timeout, e.expired()
	case e.silent != "":
		return execute.Silent, e.silenced()
	case e.state == nil:
		return execute.OutputIncomplete, execute.OneLine(e.spool)
	}
	return e.byStatus()
}

// byStatus classifies a container that ended without us.
func (e *ending) byStatus() (execute.Class, string) {
	code := e.state.ExitCode
	switch {
	case code == exitKilled && e.state.OOMKilled:
		return execute.OOM, e.status("the engine reports that it ran out of memory")
	case code == exitKilled:
		return execute.Killed, e.status("killed, perhaps because memory ran out; the engine does not report that")
	case code == exitTerm, code == exitInterrupt:
		return execute.Killed, e.status("terminated by somebody else, perhaps because the engine stopped")
	case code == exitUnknown && e.reconnect:
		return execute.Lost, e.status("the connection broke, and the engine lost its status (moby#30308)")
	case e.networkGone:
		return execute.Removed, e.status("the container that holds its network was ended or removed by somebody else")
	case code == exitEngine, code == exitDenied, code == exitMissing:
		return execute.StartFailed, e.notRun()
	case code != 0 && e.launch != "":
		return execute.StartFailed, e.notRun()
	case e.spool != nil:
		return execute.OutputIncomplete, execute.OneLine(e.spool)
	case e.partial != nil:
		return execute.OutputIncomplete, execute.OneLine(e.partial)
	case code == 0:
		return execute.Passed, e.status("")
	}
	return execute.Failed, e.status("")
}

// notRun is the evidence for a command that did not run, in the words of what was to start it.
func (e *ending) notRun() string {
	text := e.status("the command could not be run in the container")
	if e.launch != "" {
		text += ", " + e.launch
	}
	return text
}

func (e *ending) expired() string {
	text := e.status("ended because its time was up")
	if e.processes != "" {
		text += whileRan + e.processes
	}
	return text
}

// status is the engine's description of the end, preceded by the reason.
func (e *ending) status(reason string) string {
	if e.state == nil {
		return reason
	}
	text := fmt.Sprintf("exit status %d", e.state.ExitCode)
	if reason != "" {
		text = reason + ": " + text
	}
	if e.state.OOMKilled && e.state.ExitCode != exitKilled {
		text += ", out of memory in one of its processes"
	}
	if e.state.Error != "" {
		text += ", " + execute.OneLine(errors.New(e.state.Error))
	}
	return text
}
