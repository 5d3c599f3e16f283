package suite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
)

const (
	// patience is how long a program may take to print its configuration.
	patience = time.Minute
	// maxAnswer limits how much of its output is read, in bytes.
	maxAnswer = 1 << 20
)

// Once runs a single job in a container, and returns its outcome.
type Once func(context.Context, execute.Spec, execute.Job) (execute.Outcome, error)

// Ask runs a runner's configuration, if it is a program, and returns the configuration with the program's answer. The program
// runs in a container like those of the suite, but without a network. spec is what those containers share.
func (s Suite) Ask(ctx context.Context, once Once, spec execute.Spec) (cucumber.Config, error) {
	config := s.Config
	question := config.Question
	if question == nil {
		return config, nil
	}
	dir, err := os.MkdirTemp("", "baleen-")
	if err != nil {
		return config, fmt.Errorf("make temporary folder: %w", err)
	}
	defer os.RemoveAll(dir)
	job := execute.Job{
		Name:    "configuration",
		Command: question.Words,
		Stdout:  filepath.Join(dir, "stdout"),
		Stderr:  filepath.Join(dir, "stderr"),
		Limit:   maxAnswer,
		Timeout: patience,
	}
	outcome, err := once(ctx, forQuestion(spec), job)
	if err != nil {
		return config, fmt.Errorf("ask %s: %w", question.File, err)
	}
	answer, err := os.ReadFile(job.Stdout)
	if err == nil && !config.Answer(answer) {
		err = fmt.Errorf("%s%s", outcome.Evidence, lastLine(job.Stderr))
	}
	if err != nil {
		return config, fmt.Errorf("ask %s: %w", question.File, err)
	}
	return config, nil
}

// forQuestion changes the spec of the suite's containers for a question.
func forQuestion(spec execute.Spec) execute.Spec {
	spec.RunID += "-question" // because an engine removes everything of its run
	spec.Entrypoint = []string{}
	spec.Scratch, spec.Sandbox, spec.Network = "", "", "none"
	spec.Before, spec.World, spec.Mask = nil, execute.World{}, nil // the answer is read, and kept nowhere
	return spec
}

// lastLine returns the last line of a program's error output, after a colon; empty if there is none.
func lastLine(file string) string {
	text, err := os.ReadFile(file)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if last := lines[len(lines)-1]; err == nil && last != "" {
		return ": " + last
	}
	return ""
}
