package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/activity"
	"github.com/org/baleen-action/execute"
)

// activity looks at a running container from outside: beside its processes, the CPU time that it uses, and its open connections. What
// cannot be found out is empty.
func (a *attempt) activity(processes string) execute.Activity {
	ctx, cancel := context.WithTimeout(a.salvage, lookPatience)
	defer cancel()
	of := execute.Activity{Processes: processes}
	var looks sync.WaitGroup
	looks.Go(func() { of.CPU = a.cpuUse(ctx) })
	looks.Go(func() { of.Connections = a.connections(ctx) })
	looks.Wait()
	return of
}

// processStates returns the running processes with their states as ps has them: R runs, S and D wait, T is stopped. If the engine
// takes no such question, it returns the commands alone.
func (a *attempt) processStates() string {
	ctx, cancel := context.WithTimeout(a.salvage, lookPatience)
	defer cancel()
	found, err := a.docker.ContainerTop(ctx, a.id, []string{"-eo", "pid,stat,time,args"})
	if err != nil {
		return a.processList()
	}
	var out []string
	for _, process := range found.Processes {
		const columns = 4
		if len(process) == columns && !byEngine(process[3]) {
			out = append(out, strings.Join(strings.Fields(process[3]), " ")+fmt.Sprintf(" (%s, CPU %s)", process[1], process[2]))
		}
	}
	return strings.Join(out, "; ") // whole: whoever shows it masks the secrets in it first
}

// cpuUse measures how much CPU time a container uses, over a second.
func (a *attempt) cpuUse(ctx context.Context) string {
	before, err := a.cpuTime(ctx)
	if err != nil {
		return ""
	}
	began := time.Now()
	if !execute.Pause(ctx, time.Second) {
		return ""
	}
	now, err := a.cpuTime(ctx)
	if err != nil || now < before {
		return ""
	}
	return activity.Share(now-before, time.Since(began))
}

func (a *attempt) cpuTime(ctx context.Context) (time.Duration, error) {
	answer, err := a.looks.ContainerStatsOneShot(ctx, a.id)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	var stats container.StatsResponse
	err = json.NewDecoder(answer.Body).Decode(&stats)
	return time.Duration(stats.CPUStats.CPUUsage.TotalUsage), err
}

// connections asks the sandbox, which shares the container's network, for its open connections. Without a sandbox they are not known.
func (a *attempt) connections(ctx context.Context) string {
	if a.sandbox == nil {
		return ""
	}
	answer, err := a.sandbox.line(ctx, lookPatience, askConnections)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(answer)
}

// askConnections is the line to which a sandbox answers with the open connections of its network.
const askConnections = "connections"
