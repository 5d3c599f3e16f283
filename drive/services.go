package drive

import (
	"fmt"
	"path/filepath"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// services completes what stands beside the tests of each slot.
func (r *suiteRun) services(w *execute.World) {
	w.Logs = filepath.Join(r.dir, reportdir.Services)
	if r.run.Node.Several() { // whose folders are to be merged
		w.Logs = filepath.Join(w.Logs, fmt.Sprintf("node-%d", r.run.Node.Index))
	}
	w.Waiting = func() int {
		if r.stopped {
			return 0
		}
		return r.queue.first.Len() + r.queue.again.Len()
	}
}

// serviceLogs are the parts of services' logs in the model's words.
func (r *suiteRun) serviceLogs(of []execute.ServiceLog) []result.ServiceLog {
	var out []result.ServiceLog
	for _, log := range of {
		out = append(out, result.ServiceLog{Service: log.Service, File: r.inFolder(log.File), From: log.From, To: log.To})
	}
	return out
}

// lastWords are what shows why a container did not pass: the end of the log of a service that was of no use, or else of its own
// output.
func lastWords(clean *result.Cleaner, o execute.Outcome) string {
	for _, log := range o.ServiceLogs {
		if log.Service == o.Service {
			return clean.Tail(log.File, min(tailLines, log.To-log.From+1), tailBytes)
		}
	}
	return tail(clean, o.Job.Stdout, o.Job.Stderr)
}

// withFreshServices queues a try again, before all others, if its services were of no use for the first time. It reports
// whether it did.
func (r *suiteRun) withFreshServices(t try, class result.Class) bool {
	if class != result.ServiceFault || t.fresh || r.stopped {
		return false
	}
	t.fresh = true
	r.queue.addFirst(t)
	r.expect(t, 1)
	return true
}
