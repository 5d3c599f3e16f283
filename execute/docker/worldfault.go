package docker

import (
	"errors"
	"fmt"

	"github.com/org/baleen-action/execute"
)

// serviceFault is why the services of a slot were of no use.
type serviceFault struct {
	service string
	problem string // what is said after its name
}

// Error names the service.
func (f *serviceFault) Error() string {
	if f.service == execute.BeforeSlot {
		return execute.BeforeSlot + " " + f.problem
	}
	return fmt.Sprintf("service %s %s", f.service, f.problem)
}

// class is that of a container whose services were of no use.
func (f *serviceFault) class() execute.Class {
	if f.service == execute.BeforeSlot {
		return execute.BeforeFailed
	}
	return execute.ServiceFault
}

// asFault makes a fault of any error of a start but a lack of addresses and the caller's cancellation.
func asFault(err error) *serviceFault {
	var f *serviceFault
	if errors.As(err, &f) {
		return f
	}
	return &serviceFault{service: "network", problem: "could not be made: " + execute.OneLine(err)}
}

// breakWith records why the services are of no more use.
func (w *world) breakWith(f *serviceFault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fault == nil && !w.leaving {
		w.fault = f
		close(w.broken)
	}
}

// currentFault is why the services are of no more use; nil if they are.
func (w *world) currentFault() *serviceFault {
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
func (w *world) tellFault() *serviceFault {
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
