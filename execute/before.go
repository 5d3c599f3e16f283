package execute

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
)

// Before is a script that runs once, in a container of the specification's image and in the world of the first slot. What
// it leaves in the container's file system is the image that the jobs' containers start from. Volumes and tmpfs are not
// part of it, nor are processes.
type Before struct {
	Name     string   // of the job: part of the container's name
	Shell    []string // the words before a script; the image's entrypoint is not used
	Script   string
	Checkout *Checkout // copied into the container first; nil: none
	Stdout   string    // as in Job
	Stderr   string
	Limit    int64
	Timeout  time.Duration
	Done     func(Outcome) // receives its outcome before the first job starts, and none if Run fails earlier
	Made     func(Image)   // receives the image; not called if the script failed
}

// ErrBefore is the error of a run whose script Spec.Before did not pass; Before.Done knows more.
var ErrBefore = errors.New("what runs before the tests did not pass")

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
	a := &attempt{session: s, job: b.job(mark), slotNumber: first.number, room: first, onStarted: func() {}, onPassed: func() {}}
	a.input = b.input(mark, final.env)
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
	case o.Class != Passed:
		return ErrBefore
	}
	s.startFrom(made, final)
	b.Made(made)
	return nil
}

// startFrom makes all further containers start from an image that a container was committed to.
func (s *session) startFrom(made Image, final template) {
	final.config.Image, final.scratch = made.ID, made.Scratch
	if !final.committed {
		setCommand(&final.config, made)
		final.committed = true
	}
	s.template = final
	s.restore = func(context.Context) (Image, error) {
		return Image{}, errors.New("the image that the run made first was removed")
	}
}

func (b Before) job(mark string) Job {
	command := append(slices.Clone(b.Shell[1:]), strings.ReplaceAll(receiver, "MARK", mark))
	return Job{Name: b.Name, Command: command, Stdout: b.Stdout, Stderr: b.Stderr, Limit: b.Limit, Timeout: b.Timeout}
}

// forBefore returns the template without anything that must not stay in an image's configuration: a commit takes the
// variables of the container, and secrets are among them.
func (t template) forBefore(b Before) template {
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

// input returns what the receiver reads: the variables, and the script.
func (b Before) input(mark string, env []string) []byte {
	var text bytes.Buffer
	for _, entry := range mergeEnv(env) {
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
func (a *attempt) bringCheckout(work context.Context, c *Checkout) error {
	looked, err := Open(work, a.files, a.spec)
	if err != nil {
		return err
	}
	p := packing{files: looked.(*files), scratch: a.spec.scratchInImage()}
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
func (s Spec) scratchInImage() string {
	if s.Image.covers(path.Clean(s.Scratch)) {
		return ""
	}
	return s.Scratch
}

// container returns the attempt's container as one to write files to.
func (a *attempt) container(ctx context.Context) *files {
	return &files{ctx: ctx, docker: a.files, id: a.id, ref: a.spec.Image.Ref}
}

// keep makes an image of the container, if it passed.
func (a *attempt) keep(work context.Context) (Image, error) {
	made := a.spec.Image
	if class, _ := a.ending.classify(); class != Passed {
		return made, nil
	}
	made.Committed, made.Scratch = true, a.spec.scratchInImage()
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
			return &HintError{fmt.Errorf("folder %q was changed, where only the tests may write reports", folder), "Write to another folder."}
		}
		return nil
	})
}
