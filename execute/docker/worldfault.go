package docker

import (
	"errors"

	"github.com/org/baleen-action/execute"
)

// asFault makes a fault of any error of a start but a lack of addresses and the caller's cancellation.
func asFault(err error) *execute.WorldFault {
	var f *execute.WorldFault
	if errors.As(err, &f) {
		return f
	}
	return &execute.WorldFault{Service: "network", Problem: "could not be made: " + execute.OneLine(err)}
}

// breakWith records why the services are of no more use.
func (w *world) breakWith(f *execute.WorldFault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fault == nil && !w.leaving {
		w.fault = f
		close(w.broken)
	}
}

// currentFault is why the services are of no more use; nil if they are.
func (w *world) currentFault() *execute.WorldFault {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.fault
}

// leave is called before the services are removed.
func (w *world) leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.leaving = true
}

func (w *world) isLeaving() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.leaving
}

// tellFault returns the fault for an outcome.
func (w *world) tellFault() *execute.WorldFault {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = w.told || w.fault != nil
	return w.fault
}

// isTold reports whether an outcome has the fault.
func (w *world) isTold() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.told
}
