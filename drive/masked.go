package drive

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/mask"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// knowing returns the session with what hides secrets on the console, in the model and in files.
func (s session) knowing(secrets []string) session {
	s.clean, s.mask = result.NewCleaner(secrets), mask.New(secrets)
	return s
}

// masked covers secrets in the files of a run. What it covers in raw/ is kept until the report there was read: the names of files and
// scenarios in it, which decide the verdict, may hold a secret.
type masked struct {
	mask   *mask.Mask // nil: files are as the containers wrote them
	hidden *mask.Hidden
	raw    string
}

// masked returns what covers secrets in the report folder.
func (s session) masked(wanted bool, dir string) masked {
	m := masked{hidden: mask.NewHidden(), raw: filepath.Join(dir, reportdir.Raw)}
	if wanted {
		m.mask = s.mask
	}
	return m
}

// hides reports whether the files of a run are free of known secrets, as text. If the run continues an earlier report, its folder
// keeps the files of that report, too.
func (s session) hides(wanted bool, run *result.Run) bool {
	return (wanted || s.mask == nil) && (len(run.Continues) == 0 || run.Masked)
}

// onDisk is what containers' output, reports and artifacts pass on their way to disk.
func (m masked) onDisk() execute.Mask {
	if m.mask == nil {
		return nil
	}
	return func(path string, file io.Writer) execute.Masking {
		if strings.HasPrefix(path, m.raw+string(filepath.Separator)) {
			return m.mask.Writer(file, m.hidden.In(path))
		}
		return m.mask.Writer(file, nil)
	}
}

// report is a folder below raw/ as the container wrote it.
func (m masked) report(dir string) fs.FS { return m.hidden.FS(dir, os.DirFS(dir)) }

// attachments covers secrets in the files that a report holds.
func (m masked) attachments(to func(*cucumber.Attachment) (io.WriteCloser, error)) func(*cucumber.Attachment) (io.WriteCloser, error) {
	if m.mask == nil {
		return to
	}
	return func(a *cucumber.Attachment) (io.WriteCloser, error) {
		file, err := to(a)
		if err != nil || file == nil {
			return file, err
		}
		return maskedFile{m.mask.Writer(file, nil), file}, nil
	}
}

type maskedFile struct {
	*mask.Writer
	file io.Closer
}

// Close implements io.Closer.
func (f maskedFile) Close() error {
	_, err := f.Flush()
	return errors.Join(err, f.file.Close())
}
