package docker

import (
	"context"

	"github.com/distribution/reference"
	"github.com/org/baleen-action/execute"
)

// HasCredentials returns the registry of an image, and whether there are credentials for it. It pulls nothing. What goes wrong
// with a credential helper goes to Progress.
func HasCredentials(ctx context.Context, ref string, o execute.PullOptions) (host string, found bool, err error) {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return "", false, err
	}
	header, err := newPull(ref, o).auth(ctx)
	return reference.Domain(named), header != "", err
}
