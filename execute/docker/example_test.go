package docker_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
)

// One command in each of three containers, two at a time.
func Example() {
	ctx := context.Background()
	daemon, server, err := docker.Connect(ctx, docker.ConnectOptions{Getenv: os.Getenv})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer daemon.Close()
	image, err := docker.Resolve(ctx, daemon, "my-test-runner", execute.PullOptions{Getenv: os.Getenv})
	if err != nil {
		fmt.Println(err)
		return
	}
	spec := execute.Spec{Image: image, RunID: "demo", Init: "auto", Deadline: time.Now().Add(time.Hour)}
	jobs := []string{"login", "search", "checkout"}
	next := func() (execute.Job, bool) {
		if len(jobs) == 0 {
			return execute.Job{}, false
		}
		name := jobs[0]
		jobs = jobs[1:]
		return execute.Job{Name: name, Command: []string{"cucumber", name + ".feature"}, Stdout: name + ".log"}, true
	}
	done := func(o execute.Outcome) { fmt.Println(o.Job.Name, o.Class, o.ExitCode, o.Evidence) }
	if err := docker.New(daemon, spec, docker.Capacity(server, 0)).Run(ctx, next, done); err != nil {
		fmt.Println(err)
	}
}
