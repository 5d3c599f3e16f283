package docker

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
	"golang.org/x/sync/errgroup"
)

// baseline is one way to run trivial containers, to compare with.
type baseline struct {
	name   string
	target string // its ratio to the bare loop must not be above
	run    func(containers int) error
}

const (
	bareLoop = "bare API loop"
	xargsRun = "xargs docker run --rm"
)

func (f bench) baselines() []baseline {
	return []baseline{
		{bareLoop, "", f.bare},
		{xargsRun, "", f.xargs},
		{"baleen exit-code", "0.55", f.baleen(benchMode{sandbox: f.program})},
		{"baleen report", "0.70", f.baleen(benchMode{scratch: true, sandbox: f.program})},
		{"baleen exit-code bridge", "1.05", f.baleen(benchMode{})},
		{"baleen report bridge", "1.20", f.baleen(benchMode{scratch: true})},
	}
}

// bare makes only the necessary calls with the client, without any check.
func (f bench) bare(containers int) error {
	config := container.Config{Image: f.spec.Image.ID, Cmd: []string{"true"}, Labels: labels(f.Context(), f.docker, f.spec, "/proc")}
	left := make(chan struct{}, containers)
	for range containers {
		left <- struct{}{}
	}
	close(left)
	var slots errgroup.Group
	for range benchSlots {
		slots.Go(func() error {
			for range left {
				if err := f.bareOnce(f.Context(), config); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return slots.Wait()
}

func (f bench) bareOnce(ctx context.Context, config container.Config) error {
	made, err := f.docker.ContainerCreate(ctx, &config, &container.HostConfig{}, nil, nil, "")
	if err != nil {
		return err
	}
	output, err := f.docker.ContainerAttach(ctx, made.ID, container.AttachOptions{Stream: true, Stdout: true, Stderr: true})
	if err != nil {
		return err
	}
	defer output.Close()
	ended, broken := f.docker.ContainerWait(ctx, made.ID, container.WaitConditionNextExit)
	if err := f.docker.ContainerStart(ctx, made.ID, container.StartOptions{}); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, output.Reader); err != nil {
		return err
	}
	select {
	case <-ended:
	case err := <-broken:
		return err
	}
	return f.docker.ContainerRemove(ctx, made.ID, container.RemoveOptions{Force: true, RemoveVolumes: true})
}

// xargs runs docker run with xargs -P.
func (f bench) xargs(containers int) error {
	args := []string{"-P", fmt.Sprint(benchSlots), "-I{}", "docker", "run", "--rm"}
	for name, value := range labels(f.Context(), f.docker, f.spec, "/proc") {
		args = append(args, "--label", name+"="+value)
	}
	cmd := exec.CommandContext(f.Context(), "xargs", append(args, f.spec.Image.Ref, "true")...)
	var in bytes.Buffer
	for i := range containers {
		fmt.Fprintln(&in, i)
	}
	cmd.Stdin = &in
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// benchMode is how Baleen runs its containers.
type benchMode struct {
	scratch bool   // a report is brought out of each
	sandbox string // program of sandboxes; empty: none
}

// baleen runs them as package drive does, without reading reports.
func (f bench) baleen(mode benchMode) func(int) error {
	return func(containers int) error {
		spec := f.spec
		spec.Scratch = "/baleen-report"
		spec.Sandbox, spec.Notice = mode.sandbox, func(text string) { f.Error(text) }
		given := 0
		next := func() (execute.Job, bool) {
			if given == containers {
				return execute.Job{}, false
			}
			given++
			at := f.at(fmt.Sprint(given))
			job := execute.Job{Name: fmt.Sprint(given), Command: []string{"true"}, Stdout: at + ".out", Stderr: at + ".err", Timeout: time.Minute}
			if mode.scratch {
				job.Scratch, job.Into = spec.Scratch, at
			}
			return job, true
		}
		var wrong error
		done := func(o execute.Outcome) {
			if o.Class != execute.Passed || o.Fetched != mode.scratch {
				wrong = fmt.Errorf("%s: %s: %s", o.Job.Name, o.Class, o.Evidence)
			}
			_ = os.Remove(o.Job.Stdout)
			_ = os.Remove(o.Job.Stderr)
		}
		if err := New(f.docker, spec, benchSlots).Run(f.Context(), next, done); err != nil {
			return err
		}
		return wrong
	}
}
