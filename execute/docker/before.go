package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/execute"
)

// prepareImage runs Spec.Before, if there is one, and makes the image. Until then no container but its own may be created.
func (s *session) prepareImage(work context.Context) error {
	b := s.spec.Before
	if b == nil {
		return nil
	}
	if work.Err() != nil {
		return context.Cause(work)
	}
	final := s.template
	s.template = final.forBefore(*b)
	mark := "baleen-" + rand.Text()
	first := s.rooms[0]
	a := &attempt{session: s, job: beforeJob(*b, mark), slotNumber: first.number, room: first, onStarted: func() {}, onPassed: func() {}}
	a.input = beforeInput(*b, mark, final.env)
	a.fill = func() error { return a.bringCheckout(work, b.Checkout) }
	defer a.remove()
	begun := time.Now()
	a.carryOut(work)
	made, err := a.keep(work)
	if err != nil {
		a.ending.prepare = err // of the containers that were to follow
	}
	o := a.outcome()
	o.Created, o.Ended = begun, time.Now()
	b.Done(o)
	switch {
	case work.Err() != nil:
		return context.Cause(work)
	case o.Class != execute.Passed:
		return execute.ErrBefore
	}
	s.startFrom(made, final)
	b.Made(made)
	return nil
}

// startFrom makes all further containers start from an image that a container was committed to.
func (s *session) startFrom(made execute.Image, final template) {
	final.config.Image, final.scratch = made.ID, made.Scratch
	if !final.committed {
		setCommand(&final.config, made)
		final.committed = true
	}
	s.template = final
	s.restore = func(context.Context) (execute.Image, error) {
		return execute.Image{}, errors.New("the image that the run made first was removed")
	}
}

func beforeJob(b execute.Before, mark string) execute.Job {
	command := append(slices.Clone(b.Shell[1:]), strings.ReplaceAll(receiver, "MARK", mark))
	return execute.Job{Name: b.Name, Command: command, Stdout: b.Stdout, Stderr: b.Stderr, Limit: b.Limit, Timeout: b.Timeout}
}

// forBefore returns the template without anything that must not stay in an image's configuration: a commit takes the
// variables of the container, and secrets are among them.
func (t template) forBefore(b execute.Before) template {
	t.env = nil
	t.config.Entrypoint = b.Shell[:1]
	t.config.OpenStdin, t.config.AttachStdin = true, true // without StdinOnce, which closes it when an attach is repeated
	t.host.ReadonlyRootfs = false
	t.committed, t.scratch = false, ""
	return t
}

// receiver reads a script from the standard input and runs it. The last line that it reads is the mark, so that a script is
// never run in part. Bourne shells read a line without further programs.
const receiver = `baleen_script=
while IFS= read -r baleen_line && [ "$baleen_line" != MARK ]; do
baleen_script="$baleen_script$baleen_line
"; done
[ "$baleen_line" = MARK ] || exit 125
eval "unset baleen_line baleen_script; $baleen_script" </dev/null`

// beforeInput returns what the receiver reads: the variables, and the script.
func beforeInput(b execute.Before, mark string, env []string) []byte {
	var text bytes.Buffer
	for _, entry := range execute.MergeEnv(env) {
		if name, value, ok := strings.Cut(entry, "="); ok && isName(name) {
			fmt.Fprintf(&text, "export %s='%s'\n", name, strings.ReplaceAll(value, "'", `'\''`))
		}
	}
	fmt.Fprintf(&text, "set -e\n%s\n%s\n", b.Script, mark)
	return text.Bytes()
}

// isName reports whether a shell can have a variable of this name (POSIX.1-2017, 3.235 Name).
func isName(name string) bool {
	wrong := func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	return name != "" && !strings.ContainsFunc(name, wrong) && (name[0] < '0' || name[0] > '9')
}

// bringCheckout copies the checkout, and the scratch folder of the jobs, into the created container.
func (a *attempt) bringCheckout(work context.Context, c *execute.Checkout) error {
	looked, err := Open(work, a.files, a.spec)
	if err != nil {
		return err
	}
	p := packing{files: looked.(*files), scratch: scratchInImage(a.spec)}
	fill := func(to io.Writer) error { return packScratch(to, p.scratch) }
	err = a.retry(work, longestCopy, func(ctx context.Context) error {
		if c != nil {
			content := c.Open()
			defer content.Close()
			p.checkout, p.dir, p.inImage, fill = content, strings.TrimPrefix(c.Dir, "/"), map[string]bool{}, p.pack
			var err error
			if p.owner, err = p.identity(a.spec); err != nil {
				return err
			}
		}
		return a.container(ctx).send(fill)
	})
	return errors.Join(err, looked.Close())
}

// scratchInImage is the scratch folder, if an image can hold it.
func scratchInImage(s execute.Spec) string {
	if s.Image.Covers(path.Clean(s.Scratch)) {
		return ""
	}
	return s.Scratch
}

// container returns the attempt's container as one to write files to.
func (a *attempt) container(ctx context.Context) *files {
	return &files{ctx: ctx, docker: a.files, id: a.id, ref: a.spec.Image.Ref}
}

// keep makes an image of the container, if it passed.
func (a *attempt) keep(work context.Context) (execute.Image, error) {
	made := a.spec.Image
	if class, _ := a.complete().Classify(); class != execute.Passed {
		return made, nil
	}
	made.Committed, made.Scratch = true, scratchInImage(a.spec)
	if err := a.checkScratch(made.Scratch); err != nil {
		return made, err
	}
	err := a.retry(work, longestCopy, func(ctx context.Context) (err error) {
		made.ID, err = a.container(ctx).commit(newTag(imagePrepared, a.spec.RunID))
		return err
	})
	if err != nil {
		err = fmt.Errorf("make image: %w", err)
	}
	return made, err
}

// checkScratch is an error unless the scratch folder is as it was made: what lies in it would be taken for a report of every
// job.
func (a *attempt) checkScratch(folder string) error {
	if folder == "" {
		return nil
	}
	return a.retry(a.salvage, a.timing.longCall, func(ctx context.Context) error {
		content, _, err := a.files.CopyFromContainer(ctx, a.id, path.Clean(folder))
		if err != nil {
			return fmt.Errorf("look into folder %q: %w", folder, err)
		}
		defer content.Close()
		archive := tar.NewReader(content)
		first, err := archive.Next()
		if err != nil {
			return fmt.Errorf("look into folder %q: %w", folder, err)
		}
		if _, err := archive.Next(); err != io.EOF || first.Typeflag != tar.TypeDir || first.Mode&0o777 != 0o777 {
			return &execute.HintError{Err: fmt.Errorf("folder %q was changed, where only the tests may write reports", folder), Hint: "Write to another folder."}
		}
		return nil
	})
}
