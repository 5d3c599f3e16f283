package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/org/baleen-action/checkout"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/shard"
)

// timingsFolder is where Baleen keeps what it learns from run to run.
const timingsFolder = ".baleen"

// workspace checks where the suite's files are to be at run time.
func (c *checker) workspace(s *settings) {
	c.oneOf("files-from", s.FilesFrom, "auto", "workspace", "image")
	c.oneOf("workspace", s.Workspace, "image", "copy", "bind")
	if s.brings() && s.FilesFrom == "image" {
		c.say("files-from", "image contradicts workspace "+s.Workspace+": the containers have the checkout's files", "leave one of them out")
	}
}

// brings tells whether the containers have the checkout's files over the image's.
func (s settings) brings() bool { return s.Workspace == "copy" || s.Workspace == "bind" }

// prepareWorkspace finds what is to be brought into the containers, and where to, if anything is.
func (prep *preparation) prepareWorkspace(ctx context.Context) error {
	s := &prep.settings
	if !s.brings() {
		return nil
	}
	image := prep.image
	if s.Workspace == "bind" {
		image.Volumes = nil // a mount takes the place of a volume
	}
	prep.workDir = execute.WorkspaceDir(image, s.WorkDir)
	s.spec.WorkDir = prep.workDir
	if hidden := execute.Mounted(s.spec, prep.workDir); hidden != "" {
		return wrongInput{"workspace", fmt.Sprintf("%s brings the checkout to %s, and %s would hide it", s.Workspace, prep.workDir, hidden), "--work-dir another folder, or leave the volume out"}
	}
	if s.Workspace == "bind" {
		return prep.mountCheckout(ctx)
	}
	return prep.readCheckout()
}

func (prep *preparation) mountCheckout(ctx context.Context) error {
	s := &prep.settings
	mount, err := execute.Share(ctx, prep.docker, prep.spec(), execute.Mount{Source: s.Root, Target: prep.workDir})
	if errors.Is(err, execute.ErrUnseen) {
		return wrongInput{"workspace", fmt.Sprintf("bind needs a daemon that sees root, and a file that was made there for a moment: %v", err),
			"--workspace copy, which works with every daemon"}
	}
	s.spec.Mounts = append(s.spec.Mounts, mount)
	return err
}

func (prep *preparation) readCheckout() error {
	skip := append(lookup{settings: prep.settings}.skip(), timingsFolder)
	tree, err := checkout.Read(prep.settings.Root, skip...)
	if err != nil {
		return wrongInput{"workspace", err.Error(), "make the checkout readable, or build the image with the suite in it"}
	}
	if len(tree.Leaving) > 0 {
		text := tree.Leaving[0]
		if more := len(tree.Leaving) - 1; more > 0 {
			text += fmt.Sprintf(" (and %d more)", more)
		}
		return wrongInput{"workspace", "a link leads out of root, where nothing is copied from: " + text,
			"name it in " + checkout.IgnoreFile + " if no test needs it, or give a root that holds both ends"}
	}
	prep.checkout = tree
	return nil
}

// carried makes sure that what is to run will be in the containers.
func (prep *preparation) carried(found shard.Found) error {
	if prep.checkout == nil {
		return nil
	}
	var wrong wrongInputs
	for _, file := range found.Files {
		if !prep.checkout.Has(file.Path) {
			wrong = append(wrong, wrongInput{"files", fmt.Sprintf("%q is ignored by git or by %s, so it would not be copied", file.Path, checkout.IgnoreFile),
				"a line !" + file.Path + " in " + checkout.IgnoreFile + " brings it back"})
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// bring makes the image that the containers are created from, if it has to hold the checkout. The image is removed by
// takeAway.
func (prep *preparation) bring(ctx context.Context) error {
	if prep.checkout == nil {
		return nil
	}
	with, err := execute.WithWorkspace(ctx, prep.docker, prep.spec(), execute.Checkout{Dir: prep.workDir, Open: prep.checkout.Stream})
	if err != nil {
		return err
	}
	prep.image = with
	prep.settings.spec.Restore = func(context.Context) (execute.Image, error) {
		return execute.Image{}, errors.New("the image with the checkout was removed during the run")
	}
	return nil
}

// takeAway removes what bring made, or began to make.
func (prep *preparation) takeAway(ctx context.Context) error {
	if prep.checkout == nil {
		return nil
	}
	return execute.RemoveWorkspace(ctx, prep.docker, prep.run.ID)
}

// overlay is an image as the containers will see it: with the checkout over its working directory.
type overlay struct {
	execute.Files
	checkout *checkout.Tree
	dir      string
}

// seen are the files that the containers will see.
func (prep *preparation) seen(image execute.Files) execute.Files {
	if prep.checkout == nil {
		return image
	}
	return overlay{image, prep.checkout, prep.workDir}
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

// Tar implements execute.Files for the small files that are looked at.
func (o overlay) Tar(name string) (io.ReadCloser, error) {
	if rel, ok := o.within(name); ok {
		return o.checkout.File(rel)
	}
	return o.Files.Tar(name)
}
