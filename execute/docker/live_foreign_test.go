package docker

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"

	"github.com/org/baleen-action/execute"
)

// disturb removes, kills and prunes the run's containers at random until ctx ends, and returns how often it did.
func (f fixture) disturb(ctx context.Context) (disturbed int) {
	ours := filters.NewArgs(filters.Arg("label", labelRun+"="+f.spec.RunID))
	for execute.Pause(ctx, 50*time.Millisecond) {
		found, err := f.docker.ContainerList(ctx, container.ListOptions{All: true, Filters: ours})
		if err != nil || len(found) == 0 {
			continue
		}
		one := found[rand.N(len(found))].ID
		switch rand.N(3) {
		case 0:
			err = f.docker.ContainerRemove(ctx, one, container.RemoveOptions{Force: true, RemoveVolumes: true})
		case 1:
			err = f.docker.ContainerKill(ctx, one, "KILL")
		default:
			_, err = f.docker.ContainersPrune(ctx, ours)
		}
		if err == nil {
			disturbed++
		}
	}
	return disturbed
}

// TestEngineAVandalousNeighbour: whatever somebody else does to the containers, each job has an outcome, none is taken for
// a test that failed, and what passed is whole.
func TestEngineAVandalousNeighbour(t *testing.T) {
	f := newFixture(t)
	const lines = 100
	var jobs []execute.Job
	for i := range 24 {
		jobs = append(jobs, f.shell(fmt.Sprint("job", i), fmt.Sprintf("i=0; while [ $i -lt %d ]; do echo $i; i=$((i+1)); done; sleep 0.2; echo end; exit 0", lines)))
	}
	ctx, cancel := context.WithCancel(t.Context())
	disturbed := make(chan int)
	go func() { disturbed <- f.disturb(ctx) }()
	outcomes, err := f.run(t.Context(), 4, jobs...)
	cancel()
	if n := <-disturbed; n == 0 {
		t.Error("no container was disturbed")
	}
	if err != nil || len(outcomes) != len(jobs) {
		t.Errorf("%d outcomes of %d jobs, %v", len(outcomes), len(jobs), err)
	}
	classes := map[execute.Class]int{}
	for _, o := range outcomes {
		classes[o.Class]++
		text := read(t, o.Job.Stdout)
		switch {
		case o.Class == execute.Passed && (strings.Count(text, "\n") != lines+1 || !strings.HasSuffix(text, "\nend\n")):
			t.Errorf("%s passed with %d lines", o.Job.Name, strings.Count(text, "\n"))
		case o.Class != execute.Passed && o.Class != execute.Removed && o.Class != execute.Killed:
			t.Errorf("%s: %s: %s", o.Job.Name, o.Class, o.Evidence)
		}
	}
	t.Logf("%v", classes)
	// A removal that disturb began as the run ended may not have finished.
	err = f.leftovers()
	for deadline := time.Now().Add(20 * time.Second); err != nil && time.Now().Before(deadline); err = f.leftovers() {
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		t.Error(err)
	}
}
