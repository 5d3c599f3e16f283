//go:build cluster && !nokube

package kube

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// registry is Debian's docker-registry on loopback, which node 1 reaches as it shares the machine's network, and which containerd
// speaks to without TLS.
type registry struct {
	t        *testing.T
	host     string
	user     string // the only one that it serves; empty: it serves all
	password string
}

// newRegistry starts a registry. With a file of users in htpasswd's format, it serves only them.
func newRegistry(t *testing.T, users string) registry {
	t.Helper()
	if out, err := exec.Command("../../scripts/need", "docker-registry").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := registry{t: t, host: free.Addr().String()}
	free.Close()
	dir := t.TempDir()
	config, text := filepath.Join(dir, "config.yml"), "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: "+dir+"/data}}\nhttp: {addr: "+r.host+"}\n"
	if users != "" {
		text += "auth: {htpasswd: {realm: suites, path: " + dir + "/users}}\n"
	}
	if err := errors.Join(os.WriteFile(config, []byte(text), 0o600), os.WriteFile(filepath.Join(dir, "users"), []byte(users), 0o600)); err != nil {
		t.Fatal(err)
	}
	server := exec.Command("docker-registry", "serve", config)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for range 300 {
		if answer, err := http.Get("http://" + r.host + "/v2/"); err == nil {
			answer.Body.Close()
			return r
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the registry does not answer")
	return r
}

// put sends something to the registry, and returns its digest.
func (r registry) put(method, url, kind string, content []byte) string {
	r.t.Helper()
	if status, _ := r.send(method, url, kind, content); status != http.StatusCreated {
		r.t.Fatalf("%s %s: %d", method, url, status)
	}
	return digestOf(content)
}

// send makes a request, and returns the status and the location of the answer.
func (r registry) send(method, url, kind string, content []byte) (status int, location string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, url, bytes.NewReader(content))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	if r.user != "" {
		request.SetBasicAuth(r.user, r.password)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode, answer.Header.Get("Location")
}

func digestOf(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }

// blob describes a part of an image.
type blob struct {
	MediaType string `json:"mediaType"`
	Size      int    `json:"size"`
	Digest    string `json:"digest"`
}

func (r registry) blob(kind string, content []byte) blob {
	r.t.Helper()
	_, at := r.send(http.MethodPost, "http://"+r.host+"/v2/suite/blobs/uploads/", "", nil)
	return blob{kind, len(content), r.put(http.MethodPut, at+"&digest="+digestOf(content), "application/octet-stream", content)}
}

// push gives a tag an image of the engine with one more label, and returns its digest.
func (r registry) push(image, tag, label string) string {
	r.t.Helper()
	saved, err := exec.Command("docker", "save", image).Output()
	if err != nil {
		r.t.Fatal(err)
	}
	files := map[string][]byte{}
	for from := tar.NewReader(bytes.NewReader(saved)); ; {
		header, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		content, err2 := io.ReadAll(from)
		if err := errors.Join(err, err2); err != nil {
			r.t.Fatal(err)
		}
		files[header.Name] = content
	}
	var list []struct {
		Config string
		Layers []string
	}
	var config map[string]any
	if err := errors.Join(json.Unmarshal(files["manifest.json"], &list), json.Unmarshal(files[list[0].Config], &config)); err != nil {
		r.t.Fatal(err)
	}
	config["author"] = label // another image with the same files
	text, err := json.Marshal(config)
	if err != nil {
		r.t.Fatal(err)
	}
	const kind = "application/vnd.docker.distribution.manifest.v2+json"
	manifest := map[string]any{"schemaVersion": 2, "mediaType": kind, "config": r.blob("application/vnd.docker.container.image.v1+json", text)}
	var layers []blob
	for _, name := range list[0].Layers {
		layers = append(layers, r.blob("application/vnd.docker.image.rootfs.diff.tar", files[name]))
	}
	manifest["layers"] = layers
	text, err = json.Marshal(manifest)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.put(http.MethodPut, "http://"+r.host+"/v2/suite/manifests/"+tag, kind, text)
}

// TestClusterRegistry: a tag becomes a digest once, and all Pods run that image, also when the tag is moved meanwhile. A tag that is not there
// is a wrong image, with a hint.
func TestClusterRegistry(t *testing.T) {
	l := connect(t)
	r := newRegistry(t, "")
	first := r.push(l.image, "1", "first")
	e := l.open(t, func(s *Settings) { s.NodeSelector = map[string]string{"kubernetes.io/hostname": "node1"} })
	spec := execute.Spec{Image: execute.Image{Ref: r.host + "/suite:1"}, Scratch: "/baleen-report"}
	image, err := e.Resolve(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	want := r.host + "/suite@" + first
	if len(image.Digests) != 1 || image.Digests[0] != want {
		t.Fatalf("%+v, want %s", image, want)
	}
	spec.Image = image
	moved := r.push(l.image, "1", "second")
	for name, o := range run(t, e, spec, 2, jobFor(t, "a", "true"), jobFor(t, "b", "true")) {
		if o.Class != execute.Passed {
			t.Errorf("%s: %s, %s", name, o.Class, o.Evidence)
		}
	}
	again := spec // as a rerun has it: by digest alone
	again.Image = execute.Image{Ref: want}
	if image, err := e.Resolve(t.Context(), again); err != nil || moved == first || len(image.Digests) != 1 || image.Digests[0] != want {
		t.Errorf("%+v, %v, want %s", image, err, want)
	}
	again.Image.Ref = r.host + "/suite:none"
	var hint *execute.HintError
	if _, err := e.Resolve(t.Context(), again); !errors.As(err, &hint) || !strings.Contains(err.Error(), "not found") || !strings.Contains(hint.Hint, "pull-secrets") {
		t.Errorf("%v", err)
	}
}

// TestClusterPullSecrets: an image that only some may pull needs one of the pull-secrets, and without it the hint says so.
func TestClusterPullSecrets(t *testing.T) {
	l := connect(t).inNamespace(t, nil)
	r := newRegistry(t, "ci:$2a$04$uD1.05y5oU7YKZwK3.kmuuTBDq1.UEo4jvB66aZvgiJ9YW7IcYV.6\n") // bcrypt of the password
	r.user, r.password = "ci", "secret"
	r.push(l.image, "1", "private")
	login := fmt.Sprintf(`{"auths": {%q: {"username": %q, "password": %q}}}`, r.host, r.user, r.password)
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "registry"}, Type: corev1.SecretTypeDockerConfigJson, StringData: map[string]string{corev1.DockerConfigJsonKey: login}}
	if err := l.core.Post().Namespace(l.Namespace).Resource("secrets").Body(secret).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
	spec := execute.Spec{Image: execute.Image{Ref: r.host + "/suite:1"}, Scratch: "/baleen-report"}
	var hint *execute.HintError
	if _, err := l.open(t, onNode("node1")).Resolve(t.Context(), spec); !errors.As(err, &hint) || !strings.Contains(hint.Hint, "pull-secrets") {
		t.Errorf("without the secret: %v", err)
	}
	e := l.open(t, func(s *Settings) { onNode("node1")(s); s.PullSecrets = []string{"registry"} })
	var err error
	if spec.Image, err = e.Resolve(t.Context(), spec); err != nil {
		t.Fatal(err)
	}
	if o := run(t, e, spec, 1, jobFor(t, "a", "true"))["a"]; o.Class != execute.Passed {
		t.Errorf("%s, %s", o.Class, o.Evidence)
	}
}
