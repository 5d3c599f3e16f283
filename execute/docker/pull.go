package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/pkg/jsonmessage"

	"github.com/org/baleen-action/execute"
)

// hubKey is Docker Hub's name in docker's configuration.
const hubKey = "https://index.docker.io/v1/"

// puller is one pull with its retries.
type puller struct {
	ref string
	execute.PullOptions
}

func newPull(ref string, o execute.PullOptions) puller {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	if o.Backoff == nil {
		o.Backoff = backoff
	}
	if o.Stall == 0 {
		o.Stall = 5 * time.Minute
	}
	return puller{ref: ref, PullOptions: o}
}

// backoff is 2 to 3 s before the second try and 4 to 6 s before the third; it is random so that many machines do not
// retry at once.
func backoff(try int) time.Duration {
	base := time.Duration(try) * 2 * time.Second
	return base + rand.N(base/2)
}

// longestWait is the longest wait that a registry may ask for. A longer one means a quota of hours.
const longestWait = 2 * time.Minute

var retryText = regexp.MustCompile(`(?i)retry-after:?\s*([0-9.]+[a-zµ0-9.]*)`)

// retryAfter is the wait that a registry asks for when it limits pulls (429). Engines pass it on as text only.
func retryAfter(err error) time.Duration {
	found := retryText.FindStringSubmatch(err.Error())
	if found == nil {
		return 0
	}
	if wait, err := time.ParseDuration(found[1]); err == nil {
		return wait
	}
	seconds, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

func pull(ctx context.Context, d ImageAPI, p puller) error {
	const tries = 3
	auth, err := p.auth(ctx)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err := p.tryOnce(ctx, d, auth)
		if err == nil {
			return nil
		}
		if auth != "" && p.Username == "" && authRefused(err) {
			// A stale credential breaks the pull of a public image, which needs none.
			p.Progress("credentials of " + p.ref + " were refused, trying without them")
			if p.tryOnce(ctx, d, "") == nil {
				return nil
			}
		}
		wait := max(p.Backoff(try), retryAfter(err))
		if try == tries || !isTransient(err) || wait > longestWait || !execute.Pause(ctx, wait) {
			return withPullHint(p.ref, err)
		}
		p.Progress(fmt.Sprintf("pull of %s failed, trying again: %s", p.ref, execute.OneLine(err)))
	}
}

// errStalled ends a pull that made no progress. A limit on the whole pull could not fit both a small image and a slow
// line.
var errStalled = errors.New("no progress")

func (p puller) tryOnce(ctx context.Context, d ImageAPI, auth string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stalled := time.AfterFunc(p.Stall, func() { cancel(fmt.Errorf("%w for %s", errStalled, p.Stall)) })
	defer stalled.Stop()
	answer, err := d.ImagePull(ctx, p.ref, image.PullOptions{RegistryAuth: auth, Platform: p.Platform})
	if err == nil {
		defer answer.Close()
		err = p.readAnswer(answer, func() { stalled.Reset(p.Stall) })
	}
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, errStalled) {
		return cause
	}
	return err
}

// pullLine is the part of a line of a pull's answer (jsonmessage.JSONMessage) that matters. Error is deprecated there,
// but some engines send nothing else.
type pullLine struct {
	ID       string                 `json:"id"`
	Status   string                 `json:"status"`
	Progress json.RawMessage        `json:"progressDetail"`
	Error    string                 `json:"error"`
	Detail   *jsonmessage.JSONError `json:"errorDetail"`
}

// readAnswer reads a pull's answer to its end: once an engine has begun to write, it can only report a failure as
// another line (moby#42126). alive is called for each line.
func (p puller) readAnswer(answer io.Reader, alive func()) error {
	lines := json.NewDecoder(answer)
	for {
		var message pullLine
		if err := lines.Decode(&message); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		alive()
		if message.Detail != nil {
			return message.Detail
		}
		if message.Error != "" {
			return errors.New(message.Error)
		}
		if message.Status != "" && message.Progress == nil {
			p.Progress(strings.TrimSpace(message.ID + " " + message.Status))
		}
	}
}

// auth returns the header with the credentials for the reference's registry; empty if there are none.
func (p puller) auth(ctx context.Context) (string, error) {
	named, err := reference.ParseNormalizedNamed(p.ref)
	if err != nil {
		return "", &execute.HintError{Err: fmt.Errorf("pull image %q: %w", p.ref, err), Hint: "An image ID cannot be pulled: name a tag, or load the image first."}
	}
	host := reference.Domain(named)
	credentials := registry.AuthConfig{Username: p.Username, Password: p.Password, ServerAddress: host}
	if p.Username == "" && p.Getenv != nil {
		key := host
		if host == "docker.io" {
			key = hubKey
		}
		config, _ := loadConfig(p.Getenv) // Connect has said what is wrong with it
		found, err := config.credentials(ctx, key, helperTime)
		if err != nil {
			p.Progress("no credentials for " + host + ": " + execute.OneLine(err))
		}
		credentials = registry.AuthConfig{
			Username: found.Username, Password: found.Password, Auth: found.Auth, ServerAddress: found.ServerAddress,
			IdentityToken: found.IdentityToken, RegistryToken: found.RegistryToken,
		}
	}
	if credentials.Username == "" && credentials.Auth == "" && credentials.IdentityToken == "" && credentials.RegistryToken == "" {
		return "", nil
	}
	return registry.EncodeAuthConfig(credentials)
}

// isTransient reports whether a pull may work on a second try. The engine itself only repeats layers.
func isTransient(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	return answerLost(err) || errors.Is(err, errStalled) || containsAny(err, "connection refused", "connection reset", "no such host", "i/o timeout", "tls handshake timeout",
		"client.timeout", "unexpected eof", "server misbehaving", "temporary failure", "502 bad gateway", "503 service unavailable",
		"500 internal server error", "504 gateway", "toomanyrequests")
}

func authRefused(err error) bool {
	return cerrdefs.IsUnauthorized(err) || containsAny(err, "unauthorized", "denied", "authentication required", "incorrect username or password")
}

func containsAny(err error, any ...string) bool {
	text := strings.ToLower(err.Error())
	for _, part := range any {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// withPullHint adds what to do about a failed pull.
func withPullHint(ref string, err error) error {
	hint := "If it was built in this job, load it (docker buildx build --load) and check the spelling; otherwise check that the daemon can reach the registry."
	switch {
	case containsAny(err, "toomanyrequests", "rate limit"):
		hint = "The registry limits pulls: log in (docker login, or registry-username and registry-password), or use a mirror."
	case execute.IsNoSpace(err):
		hint = "Free disk space on the daemon's machine: docker system df shows what takes it."
	case containsAny(err, "no matching manifest", "does not match the specified platform"):
		hint = "The registry has no image for this platform: build one, or set platform."
	case authRefused(err), cerrdefs.IsNotFound(err), containsAny(err, "not found", "manifest unknown"):
		hint = "If it was built in this job, load it (docker buildx build --load) and check the spelling; if it is private, docker login or " +
			"registry-username and registry-password are needed; a pull request from a fork gets neither."
	}
	return &execute.HintError{Err: fmt.Errorf("pull image %q: %w", ref, err), Hint: hint}
}
