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
)

// Exit is the end of a container as the engine saw it.
type Exit struct {
	Code     int
	OOM      bool      // memory ran out in it
	Note     string    // what else the engine says of it; may be empty
	Started  time.Time // by the engine's clock
	Finished time.Time // by the engine's clock, not before Started
}

// BySignal reports whether a signal may have ended the container.
func (e Exit) BySignal() bool {
	return e.Code == exitKilled || e.Code == exitTerm || e.Code == exitInterrupt
}

// Fault is why an attempt came to nothing although it was neither cancelled nor stopped by us: what only the engine can find out.
type Fault struct {
	Class    Class
	Evidence string // one line
}

// Ending is what is known about how an attempt ended. It is classified once, when it is complete.
type Ending struct {
	Container string // ID; empty if none was created
	Exit      *Exit  // nil: no end was seen
	Fault     *Fault // nil: none is known
	Cancelled bool
	TimedOut  bool
	Processes string // that were running when the time was up
	Silent    string // what it was doing when it had been silent for too long; empty: it was not
	Launch    string // what could not start the command said about it

	Failed  error  // what kept the command from running
	Spool   error  // writing the output failed
	Partial error  // part of the output is gone
	Cut     bool   // the output exceeded its limit
	FromLog bool   // the output comes from the engine's log
	Events  string // the engine's events for a container that somebody else ended

	Fetched    bool     // the scratch folder was copied out, perhaps not all of it
	Scratch    error    // copying it out failed
	ScratchCut error    // why not all of it was copied
	Artifacts  error    // copying some artifacts out failed
	Collected  []string // artifacts that were copied

	Waited  time.Duration // for services
	Service string        // that was of no use
	Logs    []ServiceLog
}

// Outcome makes the outcome from the ending.
func (e Ending) Outcome(job Job, slot int) Outcome {
	o := Outcome{Job: job, Slot: slot, Container: e.Container, ExitCode: -1, Cut: e.Cut, Fetched: e.Fetched,
		ScratchCut: OneLine(e.ScratchCut), Artifacts: e.Collected, ArtifactsMissing: OneLine(e.Artifacts),
		Waited: e.Waited, Service: e.Service, ServiceLogs: e.Logs}
	if e.Exit != nil {
		o.ExitCode, o.Started, o.Finished = e.Exit.Code, e.Exit.Started, e.Exit.Finished
	}
	o.Class, o.Evidence = e.Classify()
	o.NotRun = o.Class == StartFailed && e.Launch != ""
	o.Advice = Advice(o.Class, o.Evidence)
	if e.Events != "" {
		o.Evidence += "; the engine saw: " + e.Events
	}
	if e.FromLog {
		o.Evidence = strings.TrimPrefix(o.Evidence+"; its output was read from the engine's log", "; ")
	}
	if e.Scratch != nil {
		o.Evidence += "; " + OneLine(e.Scratch)
	}
	return o
}

// Classify finds the class and its evidence, trying the cause that explains most first.
func (e Ending) Classify() (Class, string) {
	switch failed := errors.Join(e.Spool, e.Failed, e.Partial, e.Scratch); {
	case e.Cancelled:
		return Cancelled, e.Status("ended because the run was cancelled")
	case IsNoSpace(failed):
		return NoSpace, OneLine(failed)
	case e.Fault != nil:
		return e.Fault.Class, e.Fault.Evidence
	case e.TimedOut:
		return Timeout, e.expired()
	case e.Silent != "":
		return Silent, e.silenced()
	case e.Exit == nil:
		return OutputIncomplete, OneLine(e.Spool)
	}
	return e.byStatus()
}

// byStatus classifies a container that ended without us.
func (e Ending) byStatus() (Class, string) {
	code := e.Exit.Code
	switch {
	case code == exitKilled && e.Exit.OOM:
		return OOM, e.Status("the engine reports that it ran out of memory")
	case code == exitKilled:
		return Killed, e.Status("killed, perhaps because memory ran out; the engine does not report that")
	case code == exitTerm, code == exitInterrupt:
		return Killed, e.Status("terminated by somebody else, perhaps because the engine stopped")
	case code == exitEngine, code == exitDenied, code == exitMissing:
		return StartFailed, e.notRun()
	case code != 0 && e.Launch != "":
		return StartFailed, e.notRun()
	case e.Spool != nil:
		return OutputIncomplete, OneLine(e.Spool)
	case e.Partial != nil:
		return OutputIncomplete, OneLine(e.Partial)
	case code == 0:
		return Passed, e.Status("")
	}
	return Failed, e.Status("")
}

// notRun is the evidence for a command that did not run, in the words of what was to start it.
func (e Ending) notRun() string {
	text := e.Status("the command could not be run in the container")
	if e.Launch != "" {
		text += ", " + e.Launch
	}
	return text
}

func (e Ending) expired() string {
	text := e.Status("ended because its time was up")
	if e.Processes != "" {
		text += WhileRan + e.Processes
	}
	return text
}

// silenced is the evidence for a container that was ended because of its silence.
func (e Ending) silenced() string {
	before, processes, found := strings.Cut(e.Silent, WhileRan)
	text := e.Status(before)
	if found {
		text += WhileRan + processes
	}
	return text
}

// WhileRan stands before the processes in an evidence.
const WhileRan = ", while these ran: "

// Status is the engine's description of the end, preceded by the reason.
func (e Ending) Status(reason string) string {
	if e.Exit == nil {
		return reason
	}
	text := fmt.Sprintf("exit status %d", e.Exit.Code)
	if reason != "" {
		text = reason + ": " + text
	}
	if e.Exit.OOM && e.Exit.Code != exitKilled {
		text += ", out of memory in one of its processes"
	}
	if e.Exit.Note != "" {
		text += ", " + OneLine(errors.New(e.Exit.Note))
	}
	return text
}
