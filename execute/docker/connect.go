package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/docker/cli/cli/connhelper"
	dcontext "github.com/docker/cli/cli/context"
	ddocker "github.com/docker/cli/cli/context/docker"
	"github.com/docker/cli/cli/context/store"
	"github.com/docker/docker/client"
	"github.com/org/baleen-action/execute"
)

// pingTime is how long a daemon may take to answer a ping; ssh needs most of it.
const pingTime = 30 * time.Second

// ConnectOptions choose the daemon. If Host and Context are empty the environment decides, as for docker.
type ConnectOptions struct {
	Host    string // unix://, tcp://, ssh://
	Context string // name of a docker context; overrides Host
	Getenv  func(string) string
	// Progress receives one line about what takes time or is doubtful; may be nil.
	Progress func(string)
	// Wait is how long a daemon at a tcp address may take to appear: one that is a service of a CI job starts at the
	// same time as the job. 0: 30 s.
	Wait time.Duration
}

// Connect opens the client of a daemon and checks that it answers. The options choose the daemon, or else DOCKER_HOST,
// DOCKER_CONTEXT, the configuration's current context or the default socket, in this order.
func Connect(ctx context.Context, o ConnectOptions) (*client.Client, Server, error) {
	config, err := loadConfig(o.Getenv)
	if err != nil {
		o.notify("docker's configuration cannot be read: " + execute.OneLine(err))
	}
	end, err := resolve(o, config)
	if err != nil {
		hint := "Check docker-host, docker-context, DOCKER_HOST and DOCKER_CONTEXT; docker context ls lists what there is."
		var known *execute.HintError
		if errors.As(err, &known) {
			hint = known.Hint
		}
		return nil, Server{}, &execute.HintError{Err: fmt.Errorf("find docker daemon: %w", err), Hint: hint}
	}
	c, err := newClient(ctx, end, o.Getenv, config)
	if err != nil {
		hint := "Check docker-host and the certificates in DOCKER_CERT_PATH."
		return nil, Server{}, &execute.HintError{Err: fmt.Errorf("connect to docker daemon at %s: %w", end.Host, err), Hint: hint}
	}
	if end.SkipTLSVerify {
		o.notify("the connection to " + end.Host + " is encrypted, but the server's certificate is not verified: set DOCKER_TLS_VERIFY, or skip-tls-verify of the context to false")
	}
	server, err := o.waitForDaemon(ctx, c, address(end))
	if err != nil {
		return nil, Server{}, errors.Join(unreachable(end, err), c.Close())
	}
	if strings.HasPrefix(end.Host, "ssh://") {
		server.MaxContainers = mostOverSSH
	}
	server.ProxyEnv = config.proxyEnv(c.DaemonHost())
	return c, server, nil
}

// address is where the client goes: with TLS it may use a proxy.
func address(end ddocker.Endpoint) string {
	if end.TLSData == nil && !end.SkipTLSVerify {
		return end.Host
	}
	return strings.Replace(end.Host, "tcp://", "https://", 1)
}

// unreachable adds what to do about a daemon that does not answer.
func unreachable(end ddocker.Endpoint, err error) error {
	host := end.Host
	var known *execute.HintError
	if errors.As(err, &known) {
		return known
	}
	if m, ok := misconnected(address(end), err); ok {
		return &execute.HintError{Err: fmt.Errorf("reach docker daemon at %s: %s: %s", host, m.text, execute.OneLine(err)), Hint: m.hint}
	}
	hint := "Start the daemon, or name another one with docker-host or docker-context."
	switch {
	case strings.Contains(err.Error(), "permission denied"):
		hint = "Allow this user to use the socket: add it to the docker group, or run as root."
	case strings.HasPrefix(host, "ssh://"):
		hint = "Check that ssh reaches the host without a prompt, and that docker is installed there."
	}
	return &execute.HintError{Err: fmt.Errorf("reach docker daemon at %s: %w", host, err), Hint: hint}
}

// resolve finds the endpoint in docker's order. A host from the options or DOCKER_HOST is never combined with a
// context's certificates.
func resolve(o ConnectOptions, config dockerConfig) (ddocker.Endpoint, error) {
	name := o.Context
	host := o.Host
	if name == "" && host == "" {
		host = o.Getenv(client.EnvOverrideHost)
	}
	if name == "" && host == "" {
		name = o.Getenv("DOCKER_CONTEXT")
	}
	if name == "" && host == "" {
		name = config.CurrentContext
	}
	if name == "" || name == "default" {
		return fromEnvironment(host, o.Getenv, config.dir)
	}
	return fromContext(name, config.dir)
}

func fromContext(name, dir string) (ddocker.Endpoint, error) {
	if dir == "" {
		return ddocker.Endpoint{}, fmt.Errorf("read docker context %q: %w", name, errHomeless)
	}
	contexts := store.New(filepath.Join(dir, "contexts"), store.NewConfig(
		func() any { return &map[string]any{} },
		store.EndpointTypeGetter(ddocker.DockerEndpoint, func() any { return &ddocker.EndpointMeta{} }),
	))
	found, err := contexts.GetMetadata(name)
	if err != nil {
		return ddocker.Endpoint{}, fmt.Errorf("read docker context %q: %w", name, err)
	}
	meta, err := ddocker.EndpointFromContext(found)
	if err != nil {
		return ddocker.Endpoint{}, fmt.Errorf("read docker context %q: %w", name, err)
	}
	return ddocker.WithTLSData(contexts, name, meta)
}

// fromEnvironment returns an endpoint without a context. For the client's own FromEnv, DOCKER_CERT_PATH alone means TLS
// without verification; here, as for the docker command, TLS is used only if DOCKER_TLS_VERIFY or DOCKER_TLS is set.
func fromEnvironment(host string, getenv func(string) string, dir string) (ddocker.Endpoint, error) {
	if host == "" {
		host = defaultHost(client.DefaultDockerHost, getenv)
	}
	verify := getenv(client.EnvTLSVerify) != ""
	host, err := hostAddress(host, verify || getenv("DOCKER_TLS") != "")
	end := ddocker.Endpoint{EndpointMeta: ddocker.EndpointMeta{Host: host}}
	if err != nil {
		return end, err
	}
	if !verify && getenv("DOCKER_TLS") == "" || !strings.HasPrefix(host, "tcp://") {
		return end, nil
	}
	certificates := getenv(client.EnvOverrideCertPath)
	if certificates == "" {
		certificates = dir
	}
	if certificates == "" {
		return end, fmt.Errorf("read certificates: %w, and DOCKER_CERT_PATH is not set", errHomeless)
	}
	at := func(name string) string { return filepath.Join(certificates, name) }
	data, err := dcontext.TLSDataFromFiles(at("ca.pem"), at("cert.pem"), at("key.pem"))
	if err != nil {
		return end, fmt.Errorf("read certificates: %w", err)
	}
	end.TLSData, end.SkipTLSVerify = data, !verify
	return end, nil
}

// defaultHost is the address of a daemon that nothing names: the machine's, or else the user's own (rootless).
func defaultHost(machine string, getenv func(string) string) string {
	own := filepath.Join(getenv("XDG_RUNTIME_DIR"), "docker.sock")
	_, absent := os.Stat(strings.TrimPrefix(machine, "unix://"))
	if _, err := os.Stat(own); err == nil && absent != nil && filepath.IsAbs(own) {
		return "unix://" + own
	}
	return machine
}

func newClient(ctx context.Context, end ddocker.Endpoint, getenv func(string) string, config dockerConfig) (*client.Client, error) {
	options, err := end.ClientOpts()
	if err != nil {
		return nil, err
	}
	dial, err := hostDialer(end, sshSharing(ctx, end.Host, getenv))
	if err != nil {
		return nil, err
	}
	if dial != nil {
		options = append(options, client.WithDialContext(dial.bindToContext))
	}
	if version := getenv(client.EnvOverrideAPIVersion); version != "" {
		options = append(options, client.WithVersion(version))
	}
	if headers := config.HTTPHeaders; len(headers) > 0 {
		options = append(options, client.WithHTTPHeaders(headers))
	}
	return client.NewClientWithOpts(append(options, client.WithUserAgent("baleen"))...)
}

// hostDialer dials the endpoint; nil if the client must dial itself: with TLS, and for Windows' pipes.
func hostDialer(end ddocker.Endpoint, ssh []string) (dialer, error) {
	helper, err := connhelper.GetConnectionHelperWithSSHOpts(end.Host, ssh)
	if err != nil {
		return nil, err
	}
	if helper != nil {
		return helper.Dialer, nil
	}
	at, err := client.ParseHostURL(end.Host)
	if err != nil {
		return nil, err
	}
	if at.Scheme == "npipe" || end.TLSData != nil || end.SkipTLSVerify {
		return nil, nil
	}
	network, address := at.Scheme, at.Host
	if network == "http" || network == "https" {
		network = "tcp"
	}
	plain := &net.Dialer{Timeout: pingTime, KeepAlive: pingTime}
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		return plain.DialContext(ctx, network, address)
	}, nil
}
