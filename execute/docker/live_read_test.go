package docker

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestEngineReadsSideBySide: what containers leave is read by several slots at once. Each job here waits in its Read for the
// other's, so both would wait forever if Read held what outcomes are reported under.
func TestEngineReadsSideBySide(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var both sync.WaitGroup
	both.Add(2)
	met := make(chan struct{})
	go func() { both.Wait(); close(met) }()
	var jobs []execute.Job
	alone := make(chan string, 2)
	for _, name := range []string{"one", "other"} {
		job := f.shell(name, "true")
		job.Read = func(o execute.Outcome) {
			both.Done()
			select {
			case <-met:
			case <-ctx.Done():
				alone <- o.Job.Name
			}
		}
		jobs = append(jobs, job)
	}
	outcomes, err := f.run(t.Context(), 2, jobs...)
	if err != nil || len(outcomes) != len(jobs) {
		t.Fatalf("%d outcomes, %v", len(outcomes), err)
	}
	close(alone)
	for name := range alone {
		t.Errorf("%s was read alone", name)
	}
	<-met
}
