package inputs

import (
	"fmt"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// onFailure is the value of artifacts-when for containers that did not pass.
const onFailure = "failed"

// artifacts checks which files are copied out of the containers, and when.
func (c *checker) artifacts(in Run) Artifacts {
	a := Artifacts{Patterns: list(in.Artifacts), Failed: in.ArtifactsWhen == onFailure}
	c.oneOf("artifacts-when", in.ArtifactsWhen, onFailure, "always")
	for _, pattern := range a.Patterns {
		name := path.Clean(strings.TrimPrefix(pattern, "!"))
		switch {
		case path.IsAbs(name), name == "..", strings.HasPrefix(name, "../"):
			c.say("artifacts", fmt.Sprintf("%q is not below work-dir", pattern), "--artifacts 'screenshots/**'; a glob is relative to work-dir")
		case !doublestar.ValidatePattern(name):
			c.say("artifacts", fmt.Sprintf("%q is not a glob", pattern), "--artifacts 'screenshots/**/*.png'")
		}
	}
	return a
}
