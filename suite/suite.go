// Package suite finds what to run: the feature files, the image's runner, and the command of one container. It proves that the image
// and the checkout hold the same feature files.
package suite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/org/baleen-action/checkout"
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
)

// Suite is what to run, and how.
type Suite struct {
	Recipe  cucumber.Recipe
	Why     string // this recipe was chosen, in words
	Command Command
	Config  cucumber.Config // the runner's own, in the image
	Files   []File
	Stale   Staleness
	Links   []string     // links to folders with feature files that this runner does not follow
	WorkDir string       // in the containers
	Spec    execute.Spec // what all containers share

	tree   *checkout.Tree // to copy into the containers; nil: they use the image's files
	room   execute.Room   // for it
	before string         // script that runs once before them; empty: none does
	shell  []string       // that runs before
}

// Engine is the daemon or the cluster that has the image of a suite.
type Engine struct {
	Docker  docker.Daemon
	Cluster Cluster      // in place of Docker; nil: Docker
	Spec    execute.Spec // of the run; its image is resolved
}

// Cluster opens the image that was resolved for reading.
type Cluster interface {
	Files(ctx context.Context) (execute.Files, error)
	// Room is where in the containers a checkout for a folder goes. Files is called after it.
	Room(ctx context.Context, dir string) (execute.Room, error)
}

// image opens the image for reading.
func (e Engine) image(ctx context.Context) (execute.Files, error) {
	if e.Cluster != nil {
		return e.Cluster.Files(ctx)
	}
	return docker.Open(ctx, e.Docker, e.Spec)
}

// settle makes what the daemon is to mount, and what stands beside the tests, ready for it. A cluster has neither.
func (e *Engine) settle(ctx context.Context, s inputs.Settings) error {
	if e.Cluster != nil {
		return nil
	}
	return inputs.Join(e.translate(ctx), e.serve(ctx, s))
}

// Open looks into the image: which runner it has, how to start it, and whether its feature files are those of the checkout. If no
// runner is detected, Open uses fallback. Its error holds the wrong inputs, or the reason why nothing can run.
func Open(ctx context.Context, e Engine, s inputs.Settings, fallback string) (Suite, error) {
	s = e.bound(s)
	if err := e.settle(ctx, s); err != nil {
		return Suite{}, err
	}
	at, err := e.place(ctx, s)
	if err != nil {
		return Suite{}, err
	}
	e.Spec.WorkDir, e.Spec.Mounts = at.dir, append(e.Spec.Mounts, at.mounts...)
	if err := untouched(e.Spec, asWritten); err != nil {
		return Suite{}, err
	}
	placed := e.Spec
	if !s.Suite.Brings() {
		e.Spec.WorkDir = s.Suite.WorkDir // empty: the engine takes the image's
	}
	image, err := e.image(ctx)
	if err != nil {
		return Suite{}, fmt.Errorf("look into image %q: %w", s.Suite.Image, err)
	}
	defer image.Close()
	files := at.over(image)
	if err := cmp.Or(clean(files), unlinked(placed, image)); err != nil {
		return Suite{}, err
	}
	temp, err := os.MkdirTemp("", "baleen-")
	if err != nil {
		return Suite{}, fmt.Errorf("make temporary folder: %w", err)
	}
	defer os.RemoveAll(temp)
	looks := lookup{settings: s, files: files, workDir: at.dir, home: e.Spec.Image.WorkDir, temp: temp}
	compared := looks.compareAll(e.Spec)
	defer compared()
	d := detection{settings: s, image: e.Spec.Image, files: files, workDir: at.dir, fallback: fallback}
	suite, err := d.suite()
	looks.follow = suite.Recipe.Links(suite.Command.version)
	found, wrong := looks.find()
	if wrong == nil {
		wrong = inputs.Join(at.carried(found.Files), found.nothing(s))
	}
	if wrong == nil && (found.here || s.Suite.Stale == inputs.StaleFail) {
		suite.Stale, wrong = compared()
	}
	if err := inputs.Join(err, wrong); err != nil {
		return Suite{}, err
	}
	suite.WorkDir, suite.tree, suite.room, suite.before = at.dir, at.tree, at.room, s.Suite.BeforeRun
	suite.shell = s.Suite.Shell
	suite.Spec = e.Spec
	suite.Spec.Scratch = Scratch
	suite.Spec.Env = slices.Concat(suite.Recipe.Env, e.Spec.Env)
	suite.Links = found.Links
	suite.Files, err = found.read(suite.Recipe, suite.Config.Language)
	return suite, err
}

// Without finds the files of a suite in the checkout alone, for a plan without an image.
func Without(s inputs.Settings, recipe cucumber.Recipe, why string) (Suite, error) {
	suite := Suite{Recipe: recipe, Why: why, Command: newCommand(s.Suite, recipe, nil)}
	found, err := lookup{settings: s, follow: recipe.Links(cucumber.Version{})}.inCheckout()
	if err == nil {
		err = found.nothing(s)
	}
	if err != nil {
		return suite, err
	}
	suite.Links = found.Links
	suite.Files, err = found.read(suite.Recipe, "")
	return suite, err
}

// clean refuses an image that already has a report folder.
func clean(files execute.Files) error {
	exists, err := files.Exists(Scratch)
	if err == nil && !exists {
		return nil
	}
	return errors.Join(err, inputs.Wrong{Input: "image", Problem: "it holds " + Scratch + ", where Baleen writes reports: an old report would count as this run's",
		Advice: "remove that folder from the image"})
}
