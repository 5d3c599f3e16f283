package docker

import (
	"errors"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/execute"
)

// ending collects what is known about how an attempt ended.
type ending struct {
	execute.Ending // its Fault comes last
	create         error
	prepare        error // between create and start
	start          error // the container never ran
	lost           error
	removed        bool
	unplaced       bool // there was no address for it, and others of the run hold some
	pruned         bool // somebody removed it before it started, so it never ran
	dead           bool // somebody's removal was under way at its end, or had failed
	networkGone    bool // the sandbox that holds its network was gone at its end
	service        *execute.WorldFault
	reconnect      bool // the connection to the daemon broke while the container was running
}

// outcome makes the outcome from the ending.
func (a *attempt) outcome() execute.Outcome { return a.complete().Outcome(a.job, a.slotNumber) }

// complete returns the ending with what was wrong with the container.
func (a *attempt) complete() execute.Ending {
	e := a.ending.Ending
	e.Container, e.Failed, e.Fault = a.id, a.ending.failed(), a.ending.fault()
	if a.ending.service != nil {
		e.Service = a.ending.service.Service
	}
	if a.ending.removed || a.ending.lost != nil {
		e.Scratch = nil // it went with the container
	}
	return e
}

// failed is what kept the command from running.
func (e *ending) failed() error { return errors.Join(e.create, e.prepare, e.start) }

// exitUnknown is the status that the engine gives a container whose own it does not know.
const exitUnknown = 255

// fault finds what was wrong with the container itself, trying the cause that explains most first.
func (e *ending) fault() *execute.Fault {
	switch failed := e.failed(); {
	case e.service != nil:
		return &execute.Fault{Class: e.service.Class(), Evidence: e.service.Error()}
	case imageGone(e.create):
		return &execute.Fault{Class: execute.BadImage, Evidence: execute.OneLine(e.create)}
	case e.removed, e.pruned:
		return &execute.Fault{Class: execute.Removed, Evidence: "the container was removed by somebody else before its end was seen"}
	case e.lost != nil:
		return &execute.Fault{Class: execute.Lost, Evidence: execute.OneLine(e.lost)}
	case answerLost(e.create), answerLost(e.prepare), answerLost(e.start):
		return &execute.Fault{Class: execute.Lost, Evidence: execute.OneLine(failed)}
	case failed != nil:
		return &execute.Fault{Class: execute.StartFailed, Evidence: execute.OneLine(failed)}
	case e.Exit == nil, e.TimedOut, e.Silent != "":
		return nil
	}
	return e.faultAtExit()
}

// faultAtExit finds what was wrong with a container that ended without us.
func (e *ending) faultAtExit() *execute.Fault {
	switch {
	case e.Exit.Code == exitUnknown && e.reconnect:
		return &execute.Fault{Class: execute.Lost, Evidence: e.Status("the connection broke, and the engine lost its status (moby#30308)")}
	case e.dead && e.Exit.BySignal() && !e.Exit.OOM:
		return &execute.Fault{Class: execute.Removed, Evidence: e.Status("the container was removed by somebody else while it ran")}
	case e.networkGone && !e.Exit.BySignal():
		return &execute.Fault{Class: execute.Removed, Evidence: e.Status("the container that holds its network was ended or removed by somebody else")}
	}
	return nil
}

// exitOf returns the end of a container that has ended.
func exitOf(state *container.State) *execute.Exit {
	e := &execute.Exit{Code: state.ExitCode, OOM: state.OOMKilled, Note: state.Error}
	e.Started, _ = time.Parse(time.RFC3339Nano, state.StartedAt)
	e.Finished, _ = time.Parse(time.RFC3339Nano, state.FinishedAt)
	if e.Finished.Before(e.Started) {
		e.Finished = e.Started // for a very short run the engine records the start after the end
	}
	return e
}
