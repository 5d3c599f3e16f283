package platform

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// giveBack makes the owner of the workspace the owner of what was written there. An action's container runs as root, and
// a self-hosted runner that does not could not clean its workspace for the next job (actions/runner#434).
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

// fileOwner is who a file belongs to, by numbers.
type fileOwner struct{ user, group int }

// adopt gives a file to the owner if it is root's; what belongs to somebody else is left alone, and so is what is not
// there.
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
