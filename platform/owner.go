package platform

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// giveBack gives the files written below the workspace to its owner. An action's container runs as root; a self-hosted runner
// that does not run as root could not delete root's files before the next job (actions/runner#434).
func (p Platform) giveBack(dir string) error {
	workspace := p.getenv("GITHUB_WORKSPACE")
	if workspace == "" || os.Geteuid() != 0 {
		return nil
	}
	owner, err := ownerOf(workspace)
	if err != nil {
		return fmt.Errorf("find owner of workspace: %w", err)
	}
	written := []string{p.getenv(outputVariable), p.getenv(summaryVariable)}
	for _, name := range []string{dir, p.options.Timings} {
		for above := p.inWorkspace(name); filepath.IsLocal(above) && above != "."; above = filepath.Dir(above) {
			written = append(written, filepath.Join(workspace, above))
		}
	}
	for _, name := range written {
		err = errors.Join(err, owner.adopt(name))
	}
	return errors.Join(err, filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		return errors.Join(err, owner.adopt(name))
	}))
}

// fileOwner holds the numeric IDs of a file's owner.
type fileOwner struct{ user, group int }

// adopt gives a file to the owner if it belongs to root. It ignores a file of another user and one that does not exist.
func (o fileOwner) adopt(name string) error {
	if name == "" {
		return nil
	}
	now, err := ownerOf(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || now == o || now.user != 0 {
		return err
	}
	return os.Lchown(name, o.user, o.group)
}
