package docker

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/go-units"
	"github.com/google/go-cmp/cmp"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/org/baleen-action/execute"
)

func TestTemplateIsAsDockerRun(t *testing.T) {
	profile := filepath.Join(t.TempDir(), "profile.json")
	if err := os.WriteFile(profile, []byte("{ \"a\" : 1 }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	made, err := newTemplate(execute.Spec{
		Image: execute.Image{ID: "sha256:1", Platform: "linux/arm64/v8"}, RunID: "r", Entrypoint: []string{}, Network: "net", IPC: "host",
		Memory: 5, CPUs: 1.5, PidsLimit: 7, Ulimits: []string{"nofile=1:2"}, Volumes: []string{"/anonymous", "named:/x:ro", "./rel:/y"},
		Tmpfs: []string{"/t:size=1", "/u"}, SecurityOpt: []string{"no-new-privileges", "seccomp=" + profile, "systempaths=unconfined", "seccomp=unconfined"},
	}, map[string]string{"l": "1"})
	if err != nil {
		t.Fatal(err)
	}
	pids := int64(7)
	config := container.Config{Image: "sha256:1", Entrypoint: []string{""}, Labels: map[string]string{"l": "1"},
		Volumes: map[string]struct{}{"/anonymous": {}}}
	host := container.HostConfig{
		Binds: []string{"named:/x:ro", filepath.Join(here, "rel") + ":/y"}, NetworkMode: "net", IpcMode: "host",
		LogConfig:   container.LogConfig{Type: "local", Config: map[string]string{"max-size": "20m", "max-file": "5", "compress": "false"}},
		SecurityOpt: []string{"no-new-privileges", `seccomp={"a":1}`, "seccomp=unconfined"},
		MaskedPaths: []string{}, ReadonlyPaths: []string{}, Tmpfs: map[string]string{"/t": "size=1", "/u": ""},
		Resources: container.Resources{Memory: 5, MemorySwap: 5, NanoCPUs: 1500000000, PidsLimit: &pids, Ulimits: []*units.Ulimit{{Name: "nofile", Soft: 1, Hard: 2}}},
	}
	if diff := cmp.Diff(config, made.config); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(host, made.host); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&ocispec.Platform{OS: "linux", Architecture: "arm64", Variant: "v8"}, made.platform); diff != "" {
		t.Error(diff)
	}
}

func TestMergeEnv(t *testing.T) {
	got := execute.MergeEnv([]string{"A=1", "B=1"}, []string{"B=2", "C="}, []string{"A=3", "D=x=y"})
	if diff := cmp.Diff([]string{"A=3", "B=2", "C=", "D=x=y"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestInit(t *testing.T) {
	tests := []struct {
		name  string
		spec  execute.Spec
		has   bool
		want  any
		image []string
	}{
		{name: "default is the engine's", has: true, want: nil},
		{name: "auto", spec: execute.Spec{Init: "auto"}, has: true, want: true},
		{name: "auto without one", spec: execute.Spec{Init: "auto"}, want: false},
		{name: "auto above an init", spec: execute.Spec{Init: "auto"}, image: []string{"/usr/bin/tini", "--"}, has: true, want: false},
		{name: "auto with another entrypoint", spec: execute.Spec{Init: "auto", Entrypoint: []string{}}, image: []string{"/init"}, has: true, want: true},
		{name: "true", spec: execute.Spec{Init: "true"}, want: true},
		{name: "false", spec: execute.Spec{Init: "false"}, has: true, want: false},
	}
	for _, test := range tests {
		test.spec.Image.Entrypoint = test.image
		e := New(infoOnly{has: test.has}, test.spec, 1)
		got, err := e.init(t.Context())
		if err != nil || got == nil != (test.want == nil) || got != nil && *got != test.want {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
	}
}

func TestCapacity(t *testing.T) {
	const gib = 1 << 30
	for _, test := range []struct {
		cpus, want     int
		total, request int64
	}{
		{cpus: 4, want: 4}, {cpus: 64, want: 16}, {cpus: 0, want: 1}, {cpus: 8, total: 10 * gib, request: 2 * gib, want: 4},
		{cpus: 8, total: gib, request: 2 * gib, want: 1}, {cpus: 2, total: 100 * gib, request: gib, want: 2},
	} {
		if got := Capacity(Server{NCPU: test.cpus, MemTotal: test.total, MaxContainers: 1}, test.request); got != 1 {
			t.Errorf("%+v where one is the most: %d", test, got)
		}
		if got := Capacity(Server{NCPU: test.cpus, MemTotal: test.total}, test.request); got != test.want {
			t.Errorf("%+v: %d", test, got)
		}
	}
}

func TestServerHasNoInitWhereItIsOnlyConfigured(t *testing.T) {
	info := system.Info{ServerVersion: "1", InitBinary: "docker-init", InitCommit: system.Commit{ID: "N/A"}}
	if diff := cmp.Diff(Server{Version: "1"}, newServer(info)); diff != "" {
		t.Error(diff)
	}
}
