package execute

import (
	"errors"
	"fmt"
	"strings"
	"time"
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
func (a *attempt) outcome() Outcome {
	e := &a.ending
	o := Outcome{Job: a.job, Slot: a.slotNumber, Container: a.id, ExitCode: -1, Cut: e.cut, Fetched: e.fetched,
		ScratchCut: oneLine(e.scratchCut), Artifacts: e.collected, ArtifactsMissing: oneLine(e.artifacts),
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
	o.NotRun = o.Class == StartFailed && e.launch != ""
	o.Advice = advice(o.Class, o.Evidence)
	if e.events != "" {
		o.Evidence += "; the engine saw: " + e.events
	}
	if e.fromLog {
		o.Evidence = strings.TrimPrefix(o.Evidence+"; its output was read from the engine's log", "; ")
	}
	if e.scratch != nil && !e.removed && e.lost == nil {
		o.Evidence += "; " + oneLine(e.scratch)
	}
	return o
}

// classify finds the class, trying the cause that explains most first.
func (e *ending) classify() (Class, string) {
	failed := errors.Join(e.spool, e.create, e.prepare, e.start, e.partial, e.scratch)
	switch {
	case e.cancelled:
		return Cancelled, e.status("ended because the run was cancelled")
	case noSpace(failed):
		return NoSpace, oneLine(failed)
	case e.service != nil:
		return e.service.class(), e.service.Error()
	case imageGone(e.create):
		return BadImage, oneLine(e.create)
	case e.removed, e.pruned:
		return Removed, "the container was removed by somebody else before its end was seen"
	case e.lost != nil:
		return Lost, oneLine(e.lost)
	case answerLost(e.create), answerLost(e.prepare), answerLost(e.start):
		return Lost, oneLine(errors.Join(e.create, e.prepare, e.start))
	case e.create != nil, e.prepare != nil, e.start != nil:
		return StartFailed, oneLine(errors.Join(e.create, e.prepare, e.start))
	case e.timedOut:
		return Timeout, e.expired()
	case e.silent != "":
		return Silent, e.silenced()
	case e.state == nil:
		return OutputIncomplete, oneLine(e.spool)
	}
	return e.byStatus()
}

// byStatus classifies a container that ended without us.
func (e *ending) byStatus() (Class, string) {
	code := e.state.ExitCode
	switch {
	case code == exitKilled && e.state.OOMKilled:
		return OOM, e.status("the engine reports that it ran out of memory")
	case code == exitKilled:
		return Killed, e.status("killed, perhaps because memory ran out; the engine does not report that")
	case code == exitTerm, code == exitInterrupt:
		return Killed, e.status("terminated by somebody else, perhaps because the engine stopped")
	case code == exitUnknown && e.reconnect:
		return Lost, e.status("the connection broke, and the engine lost its status (moby#30308)")
	case e.networkGone:
		return Removed, e.status("the container that holds its network was ended or removed by somebody else")
	case code == exitEngine, code == exitDenied, code == exitMissing:
		return StartFailed, e.notRun()
	case code != 0 && e.launch != "":
		return StartFailed, e.notRun()
	case e.spool != nil:
		return OutputIncomplete, oneLine(e.spool)
	case e.partial != nil:
		return OutputIncomplete, oneLine(e.partial)
	case code == 0:
		return Passed, e.status("")
	}
	return Failed, e.status("")
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
		text += ", " + oneLine(errors.New(e.state.Error))
	}
	return text
}

// oneLine returns an error's text on one line.
func oneLine(err error) string {
	if err == nil {
		return ""
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}
