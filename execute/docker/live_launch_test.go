package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/image"
	"github.com/org/baleen-action/execute"
)

// TestEngineACommandThatNeverRanIsNoFailure: an exit status of 1 is not the command's if it was never there.
func TestEngineACommandThatNeverRanIsNoFailure(t *testing.T) {
	f := newFixture(t)
	foreign := f.foreignImage()
	var variables []string
	for i := range 60 {
		variables = append(variables, fmt.Sprintf("V%d=%s", i, strings.Repeat("x", 60_000)))
	}
	for _, init := range []string{"true", "false"} {
		for name, test := range map[string]struct {
			change   func(*execute.Spec, *execute.Job)
			class    execute.Class
			evidence string
			advice   string
		}{
			"processor": {func(s *execute.Spec, _ *execute.Job) { s.Image = foreign }, execute.StartFailed, "xec format error", "processor"},
			"variables": {func(_ *execute.Spec, j *execute.Job) { j.Env = variables }, execute.StartFailed, "rgument list too long", "variables"},
			"pids":      {func(s *execute.Spec, j *execute.Job) { s.PidsLimit, j.Command[2] = 1, "ls /; true" }, execute.StartFailed, "Resource temporarily unavailable", "pids-limit"},
			"shell":     {func(_ *execute.Spec, j *execute.Job) { j.Command[0] = "bash" }, execute.StartFailed, "bash", "shell"},
			"failure with the words of one": {func(_ *execute.Spec, j *execute.Job) {
				j.Command[2] = "echo begun; echo 'exec sh: exec format error' >&2; exit 1"
			}, execute.Failed, "exit status 1", ""},
			"failure that says so later": {func(_ *execute.Spec, j *execute.Job) {
				j.Command[2] = "echo begun >&2; echo 'sh: cannot fork' >&2; exit 2"
			}, execute.Failed, "exit status 2", ""},
			"success with the words of one": {func(_ *execute.Spec, j *execute.Job) { j.Command[2] = "echo 'sh: cannot fork' >&2" }, execute.Passed, "", ""},
		} {
			one, job := f, f.shell("job", "exit 9")
			one.spec.Init = init
			test.change(&one.spec, &job)
			o := one.one(job)
			if o.Class != test.class || !strings.Contains(o.Evidence, test.evidence) || !strings.Contains(o.Advice, test.advice) {
				t.Errorf("%s, init %s: %s: %s; %s", name, init, o.Class, o.Evidence, o.Advice)
			}
		}
	}
}

// TestEngineWarningsAreTold runs an image for another processor, of which the engine warns with each container.
func TestEngineWarningsAreTold(t *testing.T) {
	f := newFixture(t)
	f.spec.Image = f.foreignImage()
	var notices []string
	f.spec.Notice = func(text string) { notices = append(notices, text) }
	if _, err := f.run(t.Context(), 1, f.shell("one", "true"), f.shell("two", "true")); err != nil {
		t.Error(err)
	}
	if len(notices) != 1 || !strings.Contains(notices[0], "platform (linux/s390x) does not match") {
		t.Errorf("notices %q", notices)
	}
}

// foreignImage is one for a processor that nobody has, whose shell is no program of this one.
func (f fixture) foreignImage() execute.Image {
	f.Helper()
	ref := "baleen-test/foreign:" + f.spec.RunID
	program := append([]byte("\x7fELF\x02\x02\x01"), make([]byte, 57)...)
	layer := f.pack(map[string][]byte{"bin/sh": program})
	config := fmt.Appendf(nil, `{"architecture": "s390x", "os": "linux", "config": {"Env": ["PATH=/bin"]},
		"rootfs": {"type": "layers", "diff_ids": ["sha256:%x"]}}`, sha256.Sum256(layer))
	manifest := fmt.Appendf(nil, `[{"Config": "config.json", "RepoTags": [%q], "Layers": ["layer.tar"]}]`, ref)
	archive := f.pack(map[string][]byte{"config.json": config, "layer.tar": layer, "manifest.json": manifest})
	answer, err := f.docker.ImageLoad(f.Context(), bytes.NewReader(archive))
	if err != nil {
		f.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		_, _ = f.docker.ImageRemove(context.WithoutCancel(f.Context()), ref, image.RemoveOptions{Force: true})
	})
	found, err := Resolve(f.Context(), f.docker, ref, execute.PullOptions{Policy: "never"})
	if err != nil {
		f.Fatal(err)
	}
	return found
}

// pack is a tar of files that may be run.
func (f fixture) pack(files map[string][]byte) []byte {
	f.Helper()
	var content bytes.Buffer
	w := tar.NewWriter(&content)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o755, Size: int64(len(files[name]))}
		if err := writeFile(w, &header, bytes.NewReader(files[name])); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	return content.Bytes()
}
