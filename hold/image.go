package hold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// Look is what there is at a path of an image.
type Look struct {
	Exists bool   `json:"exists"`
	Real   string `json:"real"` // the path, with its links followed; what is not there is itself
}

// LookAt looks at an absolute path in the container that this program runs in.
func LookAt(name string) (Look, error) {
	at := "/"
	_, err := os.Lstat(name)
	look := Look{Exists: err == nil}
	if err != nil && !missing(err) {
		return look, fmt.Errorf("look at %s: %w", name, err)
	}
	links := 0
	for rest := strings.Split(path.Clean("/" + name)[1:], "/"); len(rest) > 0; {
		next := path.Join(at, rest[0])
		rest = rest[1:]
		target, err := os.Readlink(next)
		const mostLinks = 255 // as Linux follows at most
		if links++; err != nil || links > mostLinks {
			at = next
			continue
		}
		if path.IsAbs(target) {
			at = "/"
		}
		rest = append(strings.Split(strings.TrimPrefix(path.Clean(target), "/"), "/"), rest...)
	}
	look.Real = at
	return look, nil
}

// missing reports whether there is nothing at a path, also because a file stands in its way.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), "not a directory")
}

// Description is what a command of a container would find.
type Description struct {
	Env  []string `json:"env"` // NAME=VALUE
	Dir  string   `json:"dir"` // working directory
	User string   `json:"user"`
}

// Describe describes the container that this program runs in.
func Describe() (Description, error) {
	dir, err := os.Getwd()
	if err != nil {
		return Description{}, fmt.Errorf("find working directory: %w", err)
	}
	return Description{Env: os.Environ(), Dir: dir, User: fmt.Sprint(os.Getuid())}, nil
}
