package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/client"
	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
)

// infoOnly is a daemon that only answers info.
type infoOnly struct {
	Daemon
	has bool
}

func (i infoOnly) Info(context.Context) (system.Info, error) {
	if i.has {
		return system.Info{InitBinary: "docker-init"}, nil
	}
	return system.Info{}, nil
}

// fakeRegistry is a daemon with at most one image, and a registry that answers as its script says.
type fakeRegistry struct {
	Daemon
	there   bool
	answers []any // of one pull each: an error, or the stream's text
	arrives bool  // with the last answer
	auths   []string
}

func (s *fakeRegistry) ImageInspect(context.Context, string, ...client.ImageInspectOption) (image.InspectResponse, error) {
	if !s.there {
		return image.InspectResponse{}, fmt.Errorf("no such image: %w", cerrdefs.ErrNotFound)
	}
	return image.InspectResponse{ID: "sha256:1", Os: "linux", Architecture: "amd64", Created: "2020-01-02T03:04:05Z"}, nil
}

func (s *fakeRegistry) ImagePull(_ context.Context, _ string, o image.PullOptions) (io.ReadCloser, error) {
	s.auths = append(s.auths, o.RegistryAuth)
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	} else if s.arrives {
		s.there = true
	}
	if err, bad := answer.(error); bad {
		return nil, err
	}
	return io.NopCloser(strings.NewReader(answer.(string))), nil
}

func TestResolve(t *testing.T) {
	const fine, refusal = `{"status":"Pulling"}{"id":"a","status":"Download complete"}`, `{"errorDetail":{"message":"denied: requested access"},"error":"denied"}`
	tests := []struct {
		name    string
		policy  string
		shelf   fakeRegistry
		pulls   int
		wants   bool
		failure string // part of the hint
	}{
		{name: "there", policy: "missing", shelf: fakeRegistry{there: true}, wants: true},
		{name: "never and there", policy: "never", shelf: fakeRegistry{there: true}, wants: true},
		{name: "never", policy: "never", failure: "--load"},
		{name: "pulled", policy: "missing", shelf: fakeRegistry{answers: []any{fine}, arrives: true}, pulls: 1, wants: true},
		{name: "always", policy: "always", shelf: fakeRegistry{there: true, answers: []any{fine}}, pulls: 1, wants: true},
		{name: "pulled but not there", policy: "missing", shelf: fakeRegistry{answers: []any{fine}}, pulls: 1, failure: "--load"},
		{name: "error hidden in the stream", policy: "missing", shelf: fakeRegistry{answers: []any{refusal}}, pulls: 1, failure: "fork"},
		{name: "not found", policy: "missing", shelf: fakeRegistry{answers: []any{cerrdefs.ErrNotFound}}, pulls: 1, failure: "spelling"},
		{name: "passing trouble", policy: "missing", shelf: fakeRegistry{answers: []any{errReset, errors.New("net/http: TLS handshake timeout"), fine}, arrives: true}, pulls: 3, wants: true},
		{name: "lasting trouble", policy: "missing", shelf: fakeRegistry{answers: []any{errReset}}, pulls: 3, failure: "--load) and check the spelling; otherwise check that the daemon can reach the registry"},
		{name: "stream cut", policy: "missing", shelf: fakeRegistry{answers: []any{`{"status":"Pul`, fine}, arrives: true}, pulls: 2, wants: true},
		{name: "rate limit", policy: "missing", shelf: fakeRegistry{answers: []any{errors.New("toomanyrequests: slow down")}}, pulls: 3, failure: "limits pulls"},
		{name: "rate limit with a time", policy: "missing", shelf: fakeRegistry{answers: []any{errors.New("toomanyrequests: retry-after: 3ms, allowed: 44000/minute"), fine}, arrives: true}, pulls: 2, wants: true},
		{name: "rate limit of hours", policy: "missing", shelf: fakeRegistry{answers: []any{errors.New("toomanyrequests: Retry-After: 21600")}}, pulls: 1, failure: "limits pulls"},
		{name: "disk full", policy: "missing", shelf: fakeRegistry{answers: []any{`{"error":"no space left on device"}`}}, pulls: 1, failure: "disk space"},
		{name: "no such platform", policy: "missing", shelf: fakeRegistry{answers: []any{errors.New("no matching manifest for linux/arm64")}}, pulls: 1, failure: "platform"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := execute.PullOptions{Policy: test.policy, Getenv: func(string) string { return t.TempDir() }, Backoff: func(int) time.Duration { return time.Microsecond }}
			got, err := Resolve(t.Context(), &test.shelf, "example.test/suite:1", o)
			if len(test.shelf.auths) != test.pulls {
				t.Errorf("%d pulls", len(test.shelf.auths))
			}
			if test.wants {
				want := execute.Image{Ref: "example.test/suite:1", ID: "sha256:1", Created: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)}
				if diff := cmp.Diff(want, got); diff != "" || err != nil {
					t.Errorf("%v, %s", err, diff)
				}
				return
			}
			var hint *execute.HintError
			if !errors.As(err, &hint) || !strings.Contains(hint.Hint, test.failure) {
				t.Errorf("%#v", err)
			}
		})
	}
}

func TestPullCredentials(t *testing.T) {
	dir := t.TempDir()
	const text = `{"auths":{"example.test":{"auth":"dTpw"},"https://index.docker.io/v1/":{"auth":"aHViOnA="}}}`
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	getenv := func(name string) string { return map[string]string{"DOCKER_CONFIG": dir}[name] }
	tests := []struct {
		ref, user, want string
	}{
		{ref: "example.test/a", want: "u"}, {ref: "a", want: "hub"}, {ref: "other.test/a"}, {ref: "other.test/a", user: "given", want: "given"},
	}
	for _, test := range tests {
		auth, err := newPull(test.ref, execute.PullOptions{Username: test.user, Password: "p", Getenv: getenv}).auth(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := registry.DecodeAuthConfig(auth)
		if err != nil || decoded.Username != test.want {
			t.Errorf("%+v: %+v, %v", test, decoded, err)
		}
	}
}

// TestPullAsksTheCredentialHelper: what the helper prints beside the credentials is not shown.
func TestPullAsksTheCredentialHelper(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	for name, text := range map[string]string{
		"config.json":              `{"credHelpers":{"helped.test":"fine","broken.test":"broken"}}`,
		"docker-credential-fine":   "#!/bin/sh\necho hush >&2; read host; test \"$1 $host\" = 'get helped.test' && echo '{\"Username\":\"helper\",\"Secret\":\"s3cret\"}'\n",
		"docker-credential-broken": "#!/bin/sh\necho s3cret; exit 1\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var said []string
	o := execute.PullOptions{Getenv: environment(map[string]string{"DOCKER_CONFIG": dir}), Progress: func(line string) { said = append(said, line) }}
	auth, err := newPull("helped.test/a", o).auth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if decoded, err := registry.DecodeAuthConfig(auth); err != nil || decoded.Username != "helper" || decoded.Password != "s3cret" {
		t.Errorf("%+v, %v", decoded, err)
	}
	if auth, err := newPull("broken.test/a", o).auth(t.Context()); auth != "" || err != nil {
		t.Errorf("%q, %v", auth, err)
	}
	if text := strings.Join(said, "\n"); len(said) != 1 || strings.Contains(text, "s3cret") || !strings.Contains(text, "credential helper") {
		t.Errorf("said %q", said)
	}
}

func TestAStaleCredentialDoesNotBreakAPublicPull(t *testing.T) {
	t.Setenv("DOCKER_AUTH_CONFIG", `{"auths":{"example.test":{"auth":"dTpw"}}}`)
	s := &fakeRegistry{answers: []any{cerrdefs.ErrUnauthenticated, `{"status":"done"}`}, arrives: true}
	var said []string
	o := execute.PullOptions{Getenv: func(string) string { return "/none" }, Progress: func(line string) { said = append(said, line) }}
	if _, err := Resolve(t.Context(), s, "example.test/a", o); err != nil {
		t.Fatal(err)
	}
	if len(s.auths) != 2 || s.auths[0] == "" || s.auths[1] != "" || len(said) != 2 {
		t.Errorf("%q, %q", s.auths, said)
	}
}

func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"toomanyrequests: retry-after: 245.292µs, allowed: 44000/minute": 245292 * time.Nanosecond, "429: Retry-After: 12": 12 * time.Second,
		"retry-after 1m30s": 90 * time.Second, "toomanyrequests": 0, "retry-after: soon": 0, "retry-after: 1..2": 0,
	} {
		if got := retryAfter(errors.New(text)); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}
