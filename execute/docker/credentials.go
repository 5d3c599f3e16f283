package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/docker/cli/cli/config/configfile"
	"github.com/docker/cli/cli/config/types"
	helper "github.com/docker/docker-credential-helpers/client"
	helpers "github.com/docker/docker-credential-helpers/credentials"
)

// helperTime is how long a credential helper may take. One that waits for a person, or for a server that is away, would
// hold up the run for ever.
const helperTime = 30 * time.Second

// credentials finds a registry's credentials in docker's order: DOCKER_AUTH_CONFIG, the credential helper, the configuration
// file. Docker's own code has no limit for a helper, and nothing ends it.
func (c dockerConfig) credentials(ctx context.Context, registry string, limit time.Duration) (types.AuthConfig, error) {
	name := c.CredentialsStore
	if own, ok := c.CredentialHelpers[registry]; ok {
		name = own
	}
	if name == "" {
		return c.GetAuthConfig(registry)
	}
	if found, err := configfile.New("").GetAuthConfig(registry); err == nil && found.Username != "" {
		return found, nil
	}
	return askHelper(ctx, "docker-credential-"+name, registry, limit)
}

// askHelper asks a credential helper. What it writes stays out of errors: it may be the secret.
func askHelper(ctx context.Context, name, registry string, limit time.Duration) (types.AuthConfig, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	found, err := helper.Get(func(args ...string) helper.Program { return newHelper(ctx, name, args) }, registry)
	switch {
	case helpers.IsErrCredentialsNotFound(err):
		return types.AuthConfig{}, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return types.AuthConfig{}, fmt.Errorf("ask credential helper %s: no answer for %s", name, limit)
	case ctx.Err() != nil:
		return types.AuthConfig{}, fmt.Errorf("ask credential helper %s: %w", name, ctx.Err())
	case err != nil:
		_, missing := exec.LookPath(name)
		return types.AuthConfig{}, errors.Join(fmt.Errorf("ask credential helper %s: it ended with an error", name), missing)
	}
	const tokenUser = "<token>" // docker/cli, cli/config/credentials/native_store.go
	if found.Username == tokenUser {
		return types.AuthConfig{IdentityToken: found.Secret, ServerAddress: registry}, nil
	}
	return types.AuthConfig{Username: found.Username, Password: found.Secret, ServerAddress: registry}, nil
}

// helperProgram is a credential helper that ends with its context, and all that it has started with it.
type helperProgram struct{ *exec.Cmd }

func newHelper(ctx context.Context, name string, args []string) helperProgram {
	const patience = time.Second // with pipes that somebody else keeps open
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = patience
	endWithChildren(cmd)
	return helperProgram{cmd}
}

// Input implements the helper's Program.
func (p helperProgram) Input(in io.Reader) { p.Stdin = in }
