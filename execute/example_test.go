package execute_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/org/baleen-action/execute"
)

// One command in each of three containers, two at a time.
func Example() {
	ctx := context.Background()
	docker, server, err := execute.Connect(ctx, execute.ConnectOptions{Getenv: os.Getenv})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer docker.Close()
	image, err := execute.Resolve(ctx, docker, "my-test-runner", execute.PullOptions{Getenv: os.Getenv})
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
	if err := execute.New(docker, spec, execute.Capacity(server, 0)).Run(ctx, next, done); err != nil {
		fmt.Println(err)
	}
}
