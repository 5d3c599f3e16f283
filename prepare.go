package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/checkout"
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// preparation is everything that has to be known before the first container starts.
type preparation struct {
	settings settings
	docker   execute.Docker
	server   execute.Server
	image    execute.Image
	workDir  string
	checkout *checkout.Tree // to be brought into the containers; nil: they have what the image has
	recipe   cucumber.Recipe
	why      string // the recipe is this one
	command  command
	clean    *result.Cleaner
	run      *result.Run
	parsed   map[string]cucumber.File // by path
	sums     map[string]string        // of the files' content, by path
	planned  []plannedFile
	history  *history
	units    []shard.Unit
	whole    int // scenarios of all nodes
	foretold shard.Forecast
}

// prepare reaches the daemon, looks into the image and plans. Its errors are wrong inputs (status 2) or say why the run
// cannot be carried out (status 3).
func (p program) prepare(ctx context.Context, s settings, fallback string) (*preparation, error) {
	prep := &preparation{settings: s, clean: p.clean, history: loadHistory(s.Timings)}
	if err := p.reach(ctx, prep); err != nil {
		return nil, err
	}
	prep.run = p.newRun(prep)
	err := prep.inspect(ctx, fallback)
	if err != nil {
		// An answer may have been lost together with the name of what it was about. What cannot be removed now, the next
		// run removes.
		_ = execute.RemoveWorkspace(ctx, prep.docker, prep.run.ID)
	}
	return prep, err
}

// reach connects to the daemon, removes what dead runs left there, and makes sure of the image.
func (p program) reach(ctx context.Context, prep *preparation) error {
	var err error
	prep.docker, prep.server, err = p.connect(ctx, p.connection(prep.settings.engineInputs))
	if err != nil {
		return err
	}
	p.sweep(ctx, prep.docker)
	s := &prep.settings
	if s.Network == "auto" || s.Network == sandboxNetwork {
		if s.spec.Network, err = execute.OwnNetwork(ctx, prep.docker); err != nil {
			return err
		}
	}
	s.spec.Hurry = p.hurry
	s.spec.Restore = func(ctx context.Context) (execute.Image, error) {
		return execute.Resolve(ctx, prep.docker, s.Image, execute.PullOptions{
			Policy:   s.Pull,
			Platform: s.Platform,
			Username: s.RegistryUsername,
			Password: s.RegistryPassword,
			Getenv:   p.getenv,
			Progress: func(line string) { fmt.Fprintln(p.stdout, line) },
		})
	}
	prep.image, err = s.spec.Restore(ctx)
	return err
}

func (p program) connection(in engineInputs) execute.ConnectOptions {
	return execute.ConnectOptions{
		Host:     strings.TrimSpace(in.DockerHost),
		Context:  strings.TrimSpace(in.DockerContext),
		Getenv:   p.getenv,
		Progress: func(line string) { fmt.Fprintln(p.stdout, line) },
	}
}

// sweep removes what runs that were killed left behind. It is a service to the next run, so it never keeps one from
// starting.
func (p program) sweep(ctx context.Context, docker execute.Docker) {
	removed, err := execute.Sweep(ctx, docker)
	if len(removed) > 0 {
		fmt.Fprintf(p.stdout, "removed %d containers that dead runs left behind\n", len(removed))
	}
	if err != nil {
		fmt.Fprintf(p.stderr, "baleen: remove what dead runs left behind: %v\n", err)
	}
}

func (p program) newRun(prep *preparation) *result.Run {
	s := prep.settings
	run := &result.Run{
		Schema:      result.Schema,
		Version:     version(),
		ID:          newID(p.now()),
		Name:        p.clean.Line(s.Name),
		Image:       p.clean.Line(s.Image),
		ImageID:     prep.image.ID,
		Engine:      engineName(prep.server),
		Arch:        architecture(prep),
		Root:        path.Clean(filepath.ToSlash(s.Root)),
		Strict:      s.strict,
		AllowEmpty:  s.allowEmpty,
		FlakyFails:  s.Flaky == "fail",
		Concurrency: s.concurrency,
		Started:     p.now().UTC(),
		Verdict:     result.Verdict{State: result.StateRunning, Exit: result.ExitIncomplete},
	}
	if run.Concurrency == 0 {
		run.Concurrency = execute.Capacity(prep.server, s.spec.Memory)
	}
	if most := prep.server.Most; most > 0 {
		run.Concurrency = min(run.Concurrency, most)
	}
	return run
}

func engineName(s execute.Server) string {
	return fmt.Sprintf("%s (API %s, %s/%s, %d CPUs)", s.Version, s.API, s.OS, s.Arch, s.NCPU)
}

// architecture is what the containers run on: it decides how long they take.
func architecture(prep *preparation) string {
	if _, arch, asked := strings.Cut(prep.image.Platform, "/"); asked {
		return arch
	}
	return prep.server.Arch
}

// newID names a run: when it started, and enough randomness for two that start together on one daemon.
func newID(now time.Time) string {
	var random [4]byte
	rand.Read(random[:]) //nolint:errcheck // documented never to fail
	return now.UTC().Format("20060102-150405-") + hex.EncodeToString(random[:])
}

// inspect looks into the image: which runner it holds, how it is started, and whether its feature files are the ones
// that are planned.
func (prep *preparation) inspect(ctx context.Context, fallback string) error {
	s := prep.settings
	prep.workDir = s.WorkDir
	if prep.workDir == "" {
		prep.workDir = path.Join("/", prep.image.WorkDir)
	}
	if err := prep.prepareWorkspace(ctx); err != nil {
		return err
	}
	image, err := execute.Open(ctx, prep.docker, prep.spec())
	if err != nil {
		return fmt.Errorf("look into image %q: %w", s.Image, err)
	}
	defer image.Close()
	files := prep.seen(image)
	if exists, err := files.Exists(scratch); err != nil || exists {
		return errors.Join(err, wrongInput{"image", "it holds " + scratch + ", where reports are to be written: an old one would pass for this run's", "remove that folder from the image"})
	}
	temp, err := os.MkdirTemp("", "baleen-")
	if err != nil {
		return fmt.Errorf("make temporary folder: %w", err)
	}
	defer os.RemoveAll(temp)
	found, wrong := lookup{settings: s, files: files, workDir: prep.workDir, temp: temp}.find()
	if wrong == nil {
		wrong = prep.carried(found.found)
	}
	if wrong == nil {
		wrong = prep.nothing(found)
	}
	d := detection{settings: s, image: prep.image, files: files, workDir: prep.workDir, fallback: fallback}
	if err := together(prep.detect(d), wrong); err != nil {
		return err
	}
	return prep.plan(found)
}

// detect finds out how the suite is run.
func (prep *preparation) detect(d detection) error {
	var err error
	if prep.recipe, prep.why, err = d.runner(); err != nil {
		return err
	}
	if prep.command, err = d.command(prep.recipe); err != nil {
		return err
	}
	config := d.config(prep.command)
	prep.run.Filters, prep.run.Policy = config.Filters, config.Policy
	prep.command.failFast = config.Policy.FailFast != ""
	return nil
}

// spec is what all containers of the run share.
func (prep *preparation) spec() execute.Spec {
	spec := prep.settings.spec
	spec.Image, spec.RunID = prep.image, prep.run.ID
	spec.Scratch = scratch
	spec.Ordered = prep.settings.maxFailures > 0
	spec.Deadline = prep.run.Started.Add(prep.settings.runTimeout + tidying)
	spec.Env = slices.Concat(prep.recipe.Env, []string{"BALEEN_RUN=" + prep.run.ID}, prep.settings.env)
	return spec
}

// tidying is how much longer than its run-timeout a run may take to remove its containers; anybody may remove what is older.
const tidying = 10 * time.Minute
