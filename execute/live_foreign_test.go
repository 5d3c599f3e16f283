package execute

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// vandal removes, kills and prunes what it finds of the run until its context ends. It tells how often it struck.
func (f fixture) vandal(ctx context.Context) (struck int) {
	ours := filters.NewArgs(filters.Arg("label", labelRun+"="+f.spec.RunID))
	for pause(ctx, 50*time.Millisecond) {
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
			struck++
		}
	}
	return struck
}

// TestEngineAVandalousNeighbour: whatever somebody else does to the containers, each job has an outcome, none is taken for
// a test that failed, and what passed is whole.
func TestEngineAVandalousNeighbour(t *testing.T) {
	f := newFixture(t)
	const lines = 100
	var jobs []Job
	for i := range 24 {
		jobs = append(jobs, f.shell(fmt.Sprint("job", i), fmt.Sprintf("i=0; while [ $i -lt %d ]; do echo $i; i=$((i+1)); done; sleep 0.2; echo end; exit 0", lines)))
	}
	ctx, cancel := context.WithCancel(t.Context())
	struck := make(chan int)
	go func() { struck <- f.vandal(ctx) }()
	outcomes, err := f.run(t.Context(), 4, jobs...)
	cancel()
	if n := <-struck; n == 0 {
		t.Error("the neighbour never struck")
	}
	if err != nil || len(outcomes) != len(jobs) {
		t.Errorf("%d outcomes of %d jobs, %v", len(outcomes), len(jobs), err)
	}
	classes := map[Class]int{}
	for _, o := range outcomes {
		classes[o.Class]++
		text := read(t, o.Job.Stdout)
		switch {
		case o.Class == Passed && (strings.Count(text, "\n") != lines+1 || !strings.HasSuffix(text, "\nend\n")):
			t.Errorf("%s passed with %d lines", o.Job.Name, strings.Count(text, "\n"))
		case o.Class != Passed && o.Class != Removed && o.Class != Killed:
			t.Errorf("%s: %s: %s", o.Job.Name, o.Class, o.Evidence)
		}
	}
	t.Logf("%v", classes)
	// What the neighbour was removing as the run ended is the neighbour's work, and on its way.
	err = f.nothing()
	for deadline := time.Now().Add(20 * time.Second); err != nil && time.Now().Before(deadline); err = f.nothing() {
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		t.Error(err)
	}
}
