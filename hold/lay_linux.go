package hold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// RoomIn looks at an absolute path in the container that this program runs in.
func RoomIn(dir string) (Room, error) {
	const write = 2 // access(2), W_OK
	info, err := os.Stat(dir)
	if err != nil && missing(err) {
		return Room{Writable: os.Getuid() == 0}, nil
	}
	if err == nil && !info.IsDir() {
		err = errors.New("image has no folder there")
	}
	if err != nil {
		return Room{}, fmt.Errorf("look at %s: %w", dir, err)
	}
	room := Room{Exists: true, Writable: true}
	_ = filepath.WalkDir(dir+"/.", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && syscall.Access(name, write) != nil {
			room.Writable = false
			return fs.SkipAll
		}
		return nil
	})
	return room, nil
}

// CopyImage copies a folder of the image into Workspace in the shared folder, and then says there that it did, or why not.
func CopyImage(from, dir string) error {
	problem := ""
	if err := copyTree(from, filepath.Join(dir, Workspace)); err != nil {
		problem = err.Error()
	}
	part := filepath.Join(dir, Copied+".part")
	if err := os.WriteFile(part, []byte(problem), 0o644); err != nil {
		return fmt.Errorf("copy folder of image: %w", err)
	}
	return os.Rename(part, filepath.Join(dir, Copied))
}

// copyTree copies what its user can read: the rest is of no use to the command, which runs as the same user.
func copyTree(from, to string) error {
	defer syscall.Umask(syscall.Umask(0))
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(from)
	if err != nil {
		if missing(err) {
			return nil
		}
		return err
	}
	return filepath.WalkDir(real, func(name string, entry fs.DirEntry, err error) error {
		rel, unrelated := filepath.Rel(real, name)
		if err == nil && unrelated == nil && rel != "." {
			err = copyEntry(name, filepath.Join(to, rel), entry)
		}
		switch {
		case errors.Is(err, fs.ErrPermission) && entry != nil && entry.IsDir():
			return fs.SkipDir
		case errors.Is(err, fs.ErrPermission):
			return nil
		}
		return err
	})
}

func copyEntry(from, to string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		return os.Mkdir(to, info.Mode().Perm()|0o700)
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case info.Mode().IsRegular():
		if err := copyFile(from, to); err != nil {
			return err
		}
		return errors.Join(os.Chmod(to, info.Mode().Perm()), os.Chtimes(to, info.ModTime(), info.ModTime()))
	}
	return nil
}
