package execute

import (
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/distribution/reference"
)

// PullOptions say which platform of an image is meant, and how it is pulled if it must be.
type PullOptions struct {
	Policy   string // "missing" (also for empty), "always", "never"
	Platform string // os/arch[/variant]; empty: the engine's
	Username string // both empty: docker's own configuration for the registry
	Password string
	Getenv   func(string) string
	Progress func(string) // receives each new state, one line; may be nil
	Backoff  func(try int) time.Duration
	Stall    time.Duration // time without progress after which a pull is cancelled and tried again; 0: 5 minutes
}

// CheckReference returns an error unless ref can name an image.
func CheckReference(ref string) error {
	if _, err := reference.ParseAnyReference(ref); err != nil {
		return &HintError{fmt.Errorf("parse image %q: %w", ref, err), "Write it as in docker run: [registry/]name[:tag], all lower case."}
	}
	return nil
}

// Registry is the host name of the registry that ref names an image of, empty if ref cannot name one.
func Registry(ref string) string {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return ""
	}
	return reference.Domain(named)
}

// WorkspaceDir returns the folder for a checkout in an image: workDir, or the image's working directory if workDir is
// empty. It is never the root, nor a folder in a volume that the image declares.
func WorkspaceDir(i Image, workDir string) string {
	if workDir == "" {
		workDir = i.WorkDir
	}
	dir := path.Clean("/" + workDir)
	if dir == "/" {
		return "/workspace"
	}
	if i.Covers(dir) {
		return "/baleen-workspace"
	}
	return dir
}

// Covers reports whether a folder lies in a volume that the image declares; no image can hold its content.
func (i Image) Covers(dir string) bool {
	return slices.ContainsFunc(i.Volumes, func(volume string) bool { return IsBelow(dir, volume) })
}
