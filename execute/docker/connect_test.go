package docker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/docker/cli/cli/config/configfile"
	ddocker "github.com/docker/cli/cli/context/docker"
	"github.com/docker/cli/cli/context/store"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"
	"github.com/org/baleen-action/execute"
)

// environment is a Getenv over a map.
func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

// configured makes a docker configuration with one context and returns its folder.
func configured(t *testing.T, current string) string {
	t.Helper()
	dir := t.TempDir()
	contexts := store.New(filepath.Join(dir, "contexts"), store.NewConfig(func() any { return &map[string]any{} }))
	for name, host := range map[string]string{"far": "tcp://far:2375", "near": "unix:///near.sock"} {
		meta := store.Metadata{Name: name, Endpoints: map[string]any{ddocker.DockerEndpoint: ddocker.EndpointMeta{Host: host}}}
		if err := contexts.CreateOrUpdate(meta); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(map[string]string{"currentContext": current})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestResolveFollowsDockersOrder(t *testing.T) {
	dir := configured(t, "near")
	home := t.TempDir()
	if err := os.Symlink(dir, filepath.Join(home, ".docker")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, host, context string
		env                 map[string]string
		want                string
	}{
		{name: "context first", context: "far", host: "tcp://a:1", env: map[string]string{"DOCKER_HOST": "tcp://b:1"}, want: "tcp://far:2375"},
		{name: "host", host: "tcp://a:1", env: map[string]string{"DOCKER_HOST": "tcp://b:1"}, want: "tcp://a:1"},
		{name: "DOCKER_HOST", env: map[string]string{"DOCKER_HOST": "tcp://b:1", "DOCKER_CONTEXT": "far", "DOCKER_CONFIG": dir}, want: "tcp://b:1"},
		{name: "DOCKER_CONTEXT", env: map[string]string{"DOCKER_CONTEXT": "far"}, want: "tcp://far:2375"},
		{name: "current context", want: "unix:///near.sock"},
		{name: "the default by name", context: "default", want: client.DefaultDockerHost},
		{name: "nothing", env: map[string]string{"DOCKER_CONFIG": home}, want: client.DefaultDockerHost},
	}
	for _, test := range tests {
		env := map[string]string{"HOME": home}
		for name, value := range test.env {
			env[name] = value
		}
		config, err := loadConfig(environment(env))
		if err != nil {
			t.Fatal(err)
		}
		end, err := resolve(ConnectOptions{Host: test.host, Context: test.context, Getenv: environment(env)}, config)
		if err != nil || end.Host != test.want {
			t.Errorf("%s: %q, %v", test.name, end.Host, err)
		}
	}
}

func TestTheUsersOwnDaemonIsFound(t *testing.T) {
	machine, own := t.TempDir(), t.TempDir()
	env := environment(map[string]string{"XDG_RUNTIME_DIR": own})
	at := func(dir string) string { return "unix://" + filepath.Join(dir, "docker.sock") }
	for _, step := range []struct{ made, want string }{{"", at(machine)}, {own, at(own)}, {machine, at(machine)}} {
		if step.made != "" {
			if err := os.WriteFile(filepath.Join(step.made, "docker.sock"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := defaultHost(at(machine), env); got != step.want {
			t.Errorf("after %q: %s", step.made, got)
		}
	}
}

func TestResolveTLS(t *testing.T) {
	certificates := t.TempDir()
	for _, name := range []string{"ca.pem", "cert.pem", "key.pem"} {
		if err := os.WriteFile(filepath.Join(certificates, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name, host   string
		env          map[string]string
		tls, trusted bool
	}{
		{name: "none", host: "tcp://a:1"},
		{name: "verified", host: "tcp://a:1", env: map[string]string{"DOCKER_TLS_VERIFY": "1"}, tls: true},
		{name: "not verified", host: "tcp://a:1", env: map[string]string{"DOCKER_TLS": "1"}, tls: true, trusted: true},
		{name: "socket", host: "unix:///a", env: map[string]string{"DOCKER_TLS_VERIFY": "1"}},
	}
	for _, test := range tests {
		env := map[string]string{"DOCKER_CERT_PATH": certificates}
		for name, value := range test.env {
			env[name] = value
		}
		end, err := resolve(ConnectOptions{Host: test.host, Getenv: environment(env)}, dockerConfig{})
		if err != nil || (end.TLSData != nil) != test.tls || end.SkipTLSVerify != test.trusted {
			t.Errorf("%s: %+v, %v", test.name, end, err)
		}
	}
}

func TestConnectSaysWhatToDo(t *testing.T) {
	tests := map[string]ConnectOptions{
		"no such context": {Context: "nowhere"},
		"no daemon":       {Host: "unix://" + filepath.Join(t.TempDir(), "none.sock")},
		"no host":         {Host: "nonsense"},
		"no certificates": {Host: "tcp://127.0.0.1:1"},
		"still not there": {Host: "http://127.0.0.1:1", Wait: time.Millisecond},
	}
	for name, o := range tests {
		o.Getenv = environment(map[string]string{"HOME": t.TempDir(), "DOCKER_TLS_VERIFY": "1"})
		_, _, err := Connect(t.Context(), o)
		var hint *execute.HintError
		if !errors.As(err, &hint) || hint.Hint == "" || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// answering is what a daemon of an API version answers.
func answering(version string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", version)
		if strings.HasSuffix(r.URL.Path, "/info") {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"ServerVersion":"1.2.3","NCPU":3,"MemTotal":4,"OSType":"linux","InitBinary":"docker-init"}`)
		}
	})
}

// daemon is an HTTP server that answers as a daemon of an API version.
func daemon(t *testing.T, version string) string {
	t.Helper()
	server := httptest.NewServer(answering(version))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "http://", "tcp://", 1)
}

func TestConnectNegotiates(t *testing.T) {
	for version, env := range map[string]map[string]string{"1.41": nil, "1.40": {"DOCKER_API_VERSION": "1.40"}} {
		c, server, err := Connect(t.Context(), ConnectOptions{Host: daemon(t, "1.41"), Getenv: environment(env)})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		want := Server{Version: "1.2.3", API: version, OS: "linux", NCPU: 3, MemTotal: 4, InitBinary: "docker-init"}
		if !reflect.DeepEqual(server, want) || c.ClientVersion() != version {
			t.Errorf("%+v", server)
		}
	}
	_, _, err := Connect(t.Context(), ConnectOptions{Host: daemon(t, "1.24"), Getenv: environment(nil)})
	if err == nil || !strings.Contains(err.Error(), "1.24") {
		t.Errorf("an engine too old: %v", err)
	}
}

// TestConnectWaitsForADaemonThatStartsLate: a service of a CI job begins to listen after the job has begun.
func TestConnectWaitsForADaemonThatStartsLate(t *testing.T) {
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := at.Addr().String()
	at.Close()
	var said []string
	o := ConnectOptions{Host: "tcp://" + address, Getenv: environment(nil), Wait: 20 * time.Second}
	o.Progress = func(line string) {
		said = append(said, line)
		late, err := net.Listen("tcp", address)
		if err != nil {
			t.Error(err)
			return
		}
		server := &http.Server{Handler: answering("1.41")}
		t.Cleanup(func() { server.Close() })
		go server.Serve(late) // it ends with the test
	}
	c, _, err := Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if len(said) != 1 || !strings.Contains(said[0], address) {
		t.Errorf("said %q", said)
	}
}

func TestConnectToAnEngineTooNew(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.99")
		if strings.HasSuffix(r.URL.Path, "/info") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"message":"client version 1.51 is too old. Minimum supported API version is 1.90"}`)
		}
	}))
	defer server.Close()
	_, _, err := Connect(t.Context(), ConnectOptions{Host: strings.Replace(server.URL, "http", "tcp", 1), Getenv: environment(nil)})
	var hint *execute.HintError
	if !errors.As(err, &hint) || !strings.Contains(hint.Hint, "update Baleen") || !strings.Contains(err.Error(), "1.90") {
		t.Errorf("%v", err)
	}
}

// certificates is a folder as DOCKER_CERT_PATH has it, with one certificate for all.
func certificates(t *testing.T, of tls.Certificate) string {
	t.Helper()
	dir := t.TempDir()
	key, err := x509.MarshalPKCS8PrivateKey(of.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: of.Certificate[0]})
	for name, text := range map[string][]byte{
		"ca.pem": certificate, "cert.pem": certificate, "key.pem": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestConnectWarnsWithoutVerification: a certificate that is not verified gives a warning.
func TestConnectWarnsWithoutVerification(t *testing.T) {
	server := httptest.NewTLSServer(answering("1.41"))
	defer server.Close()
	var said []string
	o := ConnectOptions{Host: strings.Replace(server.URL, "https", "tcp", 1), Progress: func(line string) { said = append(said, line) }}
	o.Getenv = environment(map[string]string{"DOCKER_TLS": "1", "DOCKER_CERT_PATH": certificates(t, server.TLS.Certificates[0])})
	c, _, err := Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if len(said) != 1 || !strings.Contains(said[0], "certificate is not verified") {
		t.Errorf("said %q", said)
	}
}

func TestAttachEndsWithItsContextThoughTheDaemonHangs(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "hung.sock")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	end := ddocker.Endpoint{EndpointMeta: ddocker.EndpointMeta{Host: "unix://" + socket}}
	c, err := newClient(context.Background(), end, environment(map[string]string{"DOCKER_API_VERSION": "1.41"}), dockerConfig{ConfigFile: configfile.New("")})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.ContainerAttach(withHijack(ctx), "x", container.AttachOptions{Stream: true}); err == nil {
		t.Error("attached to a daemon that never answers")
	}
}
