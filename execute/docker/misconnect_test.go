package docker

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestAWrongWayToTheDaemonIsNamedAtOnce: what is wrong with the way does not get better by waiting.
func TestAWrongWayToTheDaemonIsNamedAtOnce(t *testing.T) {
	secure, plain := httptest.NewTLSServer(answering("1.41")), httptest.NewServer(answering("1.41"))
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>Bad Gateway</html>")
	}))
	for _, server := range []*httptest.Server{secure, plain, web} {
		defer server.Close()
	}
	tcp := func(s *httptest.Server) string { return "tcp://" + s.Listener.Addr().String() }
	known, strange := certificates(t, secure.TLS.Certificates[0]), certificates(t, selfSigned(t))
	for name, test := range map[string]struct{ host, certificates, want string }{
		"plain to TLS":   {tcp(secure), "", "expects TLS"},
		"TLS to plain":   {tcp(plain), known, "does not use TLS"},
		"wrong CA":       {tcp(secure), strange, "cannot be verified"},
		"no daemon":      {tcp(web), "", "no docker daemon"},
		"without scheme": {secure.Listener.Addr().String(), "", "expects TLS"},
		"a path":         {"/var/run/docker.sock", "", "is a path"},
	} {
		env := map[string]string{}
		if test.certificates != "" {
			env = map[string]string{"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": test.certificates}
		}
		started := time.Now()
		_, _, err := Connect(t.Context(), ConnectOptions{Host: test.host, Getenv: environment(env), Wait: time.Minute})
		var hint *execute.HintError
		if !errors.As(err, &hint) || hint.Hint == "" || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(started); took > 20*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

func TestHostAddress(t *testing.T) {
	for host, want := range map[string]string{
		"unix://": "unix:///var/run/docker.sock", "a:1": "tcp://a:1", "a": "tcp://a:2375", "tcp://": "tcp://localhost:2375", ":1": "tcp://localhost:1",
		"tcp://a:1": "tcp://a:1", " unix:///s ": "unix:///s", "ssh://me@a": "ssh://me@a", "tcp://[::1]:2": "tcp://[::1]:2",
	} {
		if got, err := hostAddress(host, false); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", host, got, err, want)
		}
	}
}

// selfSigned is a certificate that nobody trusts.
func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	about := x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	made, err := x509.CreateCertificate(rand.Reader, &about, &about, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{made}, PrivateKey: private}
}
