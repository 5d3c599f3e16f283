package drive

import (
	"path/filepath"

	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/trace"
)

// writeTrace writes the run's trace.json, with the calls to its engine.
func (r *suiteRun) writeTrace() error {
	o := trace.Options{Clean: r.session.clean}
	kept, more := r.calls.All()
	for _, s := range docker.ServiceLives(kept) {
		o.Services = append(o.Services, trace.Service{Slot: s.Slot, Name: s.Service, ID: s.ID, Began: s.Began, Ended: s.Ended})
	}
	o.CallsLeftOut = more
	o.Calls = func(yield func(trace.Call) bool) {
		for _, c := range kept {
			if !yield(trace.Call{Method: c.Method, Of: c.Of, As: c.As, Began: c.Began, Took: c.Took, Error: c.Error}) {
				return
			}
		}
	}
	return writeTrace(r.run, r.dir, o)
}

// traceOptions are what the nodes' own traces hold.
func (m *merging) traceOptions() trace.Options {
	o := trace.Options{Clean: m.session.clean}
	var nodes []trace.Kept
	for _, s := range m.sources {
		node := trace.Kept{Name: filepath.Join(s.dir, reportdir.Trace), Run: s.run}
		services, left := node.Services()
		o.Services, o.CallsLeftOut = append(o.Services, services...), o.CallsLeftOut+left
		nodes = append(nodes, node)
	}
	o.Calls = func(yield func(trace.Call) bool) {
		for _, node := range nodes {
			for c := range node.Calls() {
				if !yield(c) {
					return
				}
			}
		}
	}
	return o
}
