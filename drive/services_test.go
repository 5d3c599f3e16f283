package drive

import (
	"testing"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// TestFreshServices: a unit whose services were of no use comes again at once, and only once. If all fail again, the run stops.
func TestFreshServices(t *testing.T) {
	r := &suiteRun{run: &result.Run{Concurrency: 1}, queue: newQueue(&result.Run{}, []shard.Unit{{Name: "a"}, {Name: "b"}})}
	open := execute.Opening{Places: 1, Free: func(string) bool { return true }}
	first, _ := r.queue.next(open)
	if !r.withFreshServices(first, result.ServiceFault) || r.withFreshServices(first, result.Killed) {
		t.Error("a fault of services is not told from others")
	}
	r.run.Attempts = []result.Attempt{{Unit: "a", Number: 1, Class: result.ServiceFault, Superseded: true}}
	if _, broken := r.allBroken(); broken {
		t.Error("the run stops before fresh services were tried")
	}
	second, ok := r.queue.next(open)
	if !ok || second.Name != "a" || second.number != 2 || r.queue.units["a"].open != 2 || r.withFreshServices(second, result.ServiceFault) {
		t.Errorf("%+v, %v", second, ok)
	}
	r.run.Attempts = append(r.run.Attempts, result.Attempt{Unit: "a", Number: 2, Class: result.ServiceFault})
	if first, broken := r.allBroken(); !broken || first.Number != 2 {
		t.Errorf("%+v, %v", first, broken)
	}
}
