package platformtest

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Step is a step of a GitHub job, with its files in a temporary folder.
type Step struct {
	Env    map[string]string
	Stdout bytes.Buffer
	Stderr bytes.Buffer
}

// NewStep returns a step with these inputs of the action.
func NewStep(t *testing.T, inputs map[string]string) *Step {
	t.Helper()
	dir := t.TempDir()
	s := &Step{Env: map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": dir,
		"GITHUB_OUTPUT": filepath.Join(dir, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(dir, "summary"),
	}}
	for name, value := range inputs {
		s.Env["INPUT_"+strings.ToUpper(name)] = value
	}
	return s
}

// Getenv returns a variable of the step.
func (s *Step) Getenv(name string) string { return s.Env[name] }

// Read returns the content of the file that a variable names; empty if it does not exist.
func (s *Step) Read(t *testing.T, variable string) string {
	t.Helper()
	text, err := os.ReadFile(s.Env[variable])
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

// Outputs returns the outputs that the step has set.
func (s *Step) Outputs(t *testing.T) []Output {
	t.Helper()
	all, err := ReadOutputs(s.Read(t, "GITHUB_OUTPUT"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Obeyed returns the commands that the runner obeys in the step's stdout, except those that stop and resume commands.
func (s *Step) Obeyed() []string {
	var runner GitHubRunner
	runner.Print(s.Stdout.String())
	return runner.Obeyed()
}
