package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/org/baleen-action/checkout"
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
)

// workspace is the folder of the suite's files in the containers, and the part of the checkout that is copied or mounted there.
type workspace struct {
	dir    string
	tree   *checkout.Tree  // to copy; nil: the containers use the image's files, or a mount
	mounts []execute.Mount // of the checkout
	room   execute.Room    // for the checkout in each container, on a cluster
}

// place decides where the suite's files are in the containers, and what to copy or mount there.
func (e Engine) place(ctx context.Context, s inputs.Settings) (workspace, error) {
	if !s.Suite.Brings() {
		dir := s.Suite.WorkDir
		if dir == "" {
			dir = path.Join("/", e.Spec.Image.WorkDir)
		}
		return workspace{dir: dir}, nil
	}
	image := e.Spec.Image
	if s.Suite.Workspace == inputs.WorkspaceBind {
		image.Volumes = nil // a mount takes the place of a volume
	}
	w := workspace{dir: execute.WorkspaceDir(image, s.Suite.WorkDir)}
	if hidden := execute.Mounted(e.Spec, w.dir); hidden != "" {
		return w, inputs.Wrong{Input: "workspace", Problem: fmt.Sprintf("%s brings the checkout to %s, where %s would hide it", s.Suite.Workspace, w.dir, hidden),
			Advice: "choose another --work-dir, or remove the volume"}
	}
	var err error
	if s.Suite.Workspace == inputs.WorkspaceBind {
		w.mounts, err = e.mount(ctx, s.Suite.Root, w.dir)
	} else {
		w.tree, err = readCheckout(s)
	}
	if err == nil && e.Cluster != nil {
		w.room, err = e.Cluster.Room(ctx, w.dir)
	}
	return w, err
}

// mount returns a mount of the checkout at dir, after a proof that the daemon sees the checkout.
func (e Engine) mount(ctx context.Context, root, dir string) ([]execute.Mount, error) {
	spec := e.Spec
	spec.WorkDir = dir
	mount, err := docker.Share(ctx, e.Docker, spec, execute.Mount{Source: root, Target: dir})
	if errors.Is(err, docker.ErrNotVisible) {
		return nil, inputs.Wrong{Input: "workspace", Problem: fmt.Sprintf("bind needs a daemon that sees root, and it does not see a test file there: %v", err),
			Advice: "--workspace copy, which works with every daemon"}
	}
	return []execute.Mount{mount}, err
}

// memoryFolder is where Baleen keeps timings from run to run.
const memoryFolder = ".baleen"

func readCheckout(s inputs.Settings) (*checkout.Tree, error) {
	tree, err := checkout.Read(s.Suite.Root, append(skip(s), memoryFolder)...)
	if err != nil {
		return nil, inputs.Wrong{Input: "workspace", Problem: err.Error(), Advice: "make the checkout readable, or build the image with the suite in it"}
	}
	if len(tree.Leaving) > 0 {
		text := tree.Leaving[0]
		if more := len(tree.Leaving) - 1; more > 0 {
			text += fmt.Sprintf(" (and %d more)", more)
		}
		return nil, inputs.Wrong{Input: "workspace", Problem: "a link leads out of root, and only files below root are copied: " + text,
			Advice: "name it in " + checkout.IgnoreFile + " if no test needs it, or set a root that also contains its target"}
	}
	return tree, nil
}

// carried refuses files to run that would not be copied into the containers.
func (w workspace) carried(files []cucumber.Target) error {
	if w.tree == nil {
		return nil
	}
	var wrong inputs.AllWrong
	for _, file := range files {
		if !w.tree.Carries(file.Path) {
			wrong = append(wrong, inputs.Wrong{Input: "files", Problem: fmt.Sprintf("%q is ignored by git or by %s, so it would not be copied", file.Path, checkout.IgnoreFile),
				Advice: "add the line !" + file.Path + " to " + checkout.IgnoreFile})
		}
	}
	return wrong.Err()
}

// Bring makes an image with the checkout, if the containers need one, and returns the spec that they share. If a script runs before
// them, its container gets the checkout, and its image has both. TakeAway removes the image.
func (s Suite) Bring(ctx context.Context, daemon docker.FileAPI) (execute.Spec, error) {
	if s.before != "" {
		return s.beforeRun(), nil
	}
	if s.tree == nil {
		return s.Spec, nil
	}
	with, err := docker.WithWorkspace(ctx, daemon, s.Spec, *s.checkout())
	spec := s.Spec
	spec.Image = with
	spec.Restore = func(context.Context) (execute.Image, error) {
		return execute.Image{}, errors.New("the image with the checkout was removed during the run")
	}
	return spec, err
}

// beforeRun is the spec with the script that runs first. The caller says where its output goes.
func (s Suite) beforeRun() execute.Spec {
	spec := s.Spec
	spec.Before = &execute.Before{Shell: s.shell, Script: s.before}
	spec.Before.Checkout = s.checkout()
	return spec
}

// checkout is what the containers get of the checkout; nil: they use the image's files.
func (s Suite) checkout() *execute.Checkout {
	if s.tree == nil {
		return nil
	}
	return &execute.Checkout{Dir: s.WorkDir, Open: s.tree.Stream, Room: s.room}
}

// Carried returns the spec for a cluster, which brings the checkout into each container.
func (s Suite) Carried() execute.Spec {
	spec := s.Spec
	spec.Checkout = s.checkout()
	return spec
}

// Unseen returns the places of a container that hold nothing of what the script that runs first wrote there, in docker run's words.
func (s Suite) Unseen() []string {
	if s.before == "" {
		return nil
	}
	return execute.NotInImage(s.Spec)
}

// TakeAway removes what Bring made, even if Bring did not finish, and what a script that runs first made.
func (s Suite) TakeAway(ctx context.Context, daemon docker.SweepAPI) error {
	if s.tree == nil && s.before == "" {
		return nil
	}
	return docker.RemoveWorkspace(ctx, daemon, s.Spec)
}

// overlay is the image as the containers see it: with the checkout over its working directory.
type overlay struct {
	execute.Files
	checkout *checkout.Tree
	dir      string
}

// over returns the files that the containers see.
func (w workspace) over(image execute.Files) execute.Files {
	if w.tree == nil {
		return image
	}
	return overlay{image, w.tree, w.dir}
}

// within is a path's name in the checkout, if the checkout has it.
func (o overlay) within(name string) (string, bool) {
	rel, below := strings.CutPrefix(path.Clean(name), strings.TrimSuffix(o.dir, "/")+"/")
	return rel, below && o.checkout.Has(rel)
}

// Exists implements execute.Files.
func (o overlay) Exists(name string) (bool, error) {
	if _, ok := o.within(name); ok {
		return true, nil
	}
	return o.Files.Exists(name)
}

// Tar implements execute.Files for single files.
func (o overlay) Tar(name string) (io.ReadCloser, error) {
	if rel, ok := o.within(name); ok {
		return o.checkout.File(rel)
	}
	return o.Files.Tar(name)
}
