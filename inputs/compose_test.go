package inputs

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// settingsOf checks a command line beside a Compose file, in which nothing may be wrong.
func settingsOf(t *testing.T, file string, args ...string) Settings {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("compose.yml", []byte(file), 0o644); err != nil {
		t.Fatal(err)
	}
	var line CommandLine
	getenv := func(string) string { return "" }
	if _, err := Parse(&line, append([]string{"run", "--compose", "compose.yml"}, args...), ParseOptions{Getenv: getenv}); err != nil {
		t.Fatal(err)
	}
	settings, wrong := line.Run.Check(getenv)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return settings
}

const composeSuite = `
name: shop
services:
  e2e:
    build: .
    command: [npx, cucumber-js]
    entrypoint: [tini, --]
    environment: {A: file, B: file}
    user: node
    working_dir: /suite
    init: true
    privileged: true
    mem_limit: 1g
    shm_size: 2g
    cpus: 0.5
    pull_policy: never
    platform: linux/amd64
    hostname: tests
    ulimits: {nofile: 10, nproc: 20}
    extra_hosts: ["a:10.0.0.1", "b:10.0.0.1"]
    tmpfs: [/tmp]
    volumes: [./here:/data, ./here:/other]
    depends_on: [db]
    network_mode: service:db
  db: {image: postgres, mem_limit: 2g}
`

// TestTestsAreAsTheServiceSays: what the service says holds where no input is given.
func TestTestsAreAsTheServiceSays(t *testing.T) {
	s := settingsOf(t, composeSuite, "--service", "e2e")
	here, _ := filepath.Abs("here")
	spec := s.Spec
	got := []any{
		s.Suite.Image, s.Suite.Usual, s.Suite.WorkDir, spec.WorkDir, spec.Entrypoint, spec.Env, spec.User, spec.Init, spec.Privileged, spec.Memory,
		spec.ShmSize, spec.CPUs, s.Pull.Platform, spec.Hostname, spec.Ulimits, spec.AddHosts, spec.Tmpfs, spec.Volumes, spec.World.Join, s.Services.Memory(),
	}
	want := []any{
		"shop-e2e", []string{"npx", "cucumber-js"}, "/suite", "/suite", []string{"tini", "--"}, []string{"A=file", "B=file"}, "node", "true", true, int64(1 << 30),
		int64(2 << 30), .5, "linux/amd64", "tests", []string{"nofile=10:10", "nproc=20:20"}, []string{"a:10.0.0.1", "b:10.0.0.1"}, []string{"/tmp"},
		[]string{here + ":/data", here + ":/other"}, "db", int64(2 << 30),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	kept, _ := s.Keep("cucumber-js", func(s string) string { return s })
	again := []Given{{"files", []string{"features"}}, {"runner", []string{"cucumber-js"}}, {"compose", []string{"compose.yml"}}, {"service", []string{"e2e"}}}
	if diff := cmp.Diff(again, kept); diff != "" {
		t.Errorf("a rerun takes other inputs, -want +got:\n%s", diff)
	}
}

// TestInputsOverrideTheService: every input that is given is stronger.
func TestInputsOverrideTheService(t *testing.T) {
	s := settingsOf(t, composeSuite, "--service", "e2e", "--image", "other", "--command", "behave {files}", "--env", "A=input", "--user", "root",
		"--work-dir", "/else", "--init", "false", "--memory", "512m", "--shm-size", "64m", "--ulimit", "nofile=5", "--add-host", "a:10.0.0.2",
		"--volume", "/mine:/data:ro", "--tmpfs", "/tmp:size=1m", "--entrypoint", "none", "--services-for", "file", "--services-timeout", "9s", "--before-slot", "make db")
	here, _ := filepath.Abs("here")
	spec := s.Spec
	got := []any{
		s.Suite.Image, s.Suite.Usual, s.Services.Image == nil, spec.WorkDir, spec.Entrypoint, spec.User, spec.Init, spec.Memory, spec.ShmSize, spec.Ulimits, spec.AddHosts,
		spec.Volumes, spec.Tmpfs, spec.World.PerFile, spec.World.Timeout, spec.World.Before,
	}
	want := []any{
		"other", []string(nil), true, "/else", []string{}, "root", "false", int64(512 << 20), int64(64 << 20), []string{"nproc=20:20", "nofile=5"},
		[]string{"b:10.0.0.1", "a:10.0.0.2"}, []string{here + ":/other", "/mine:/data:ro"}, []string{"/tmp:size=1m"}, true, 9 * time.Second, []string{"sh", "-c", "make db"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if last := spec.Env[len(spec.Env)-1]; last != "A=input" || !slices.Contains(spec.Env, "B=file") {
		t.Errorf("the environment is %q, in which the last value of a name counts", spec.Env)
	}
}

// TestPrivilegesOfAServiceReachTheChecks: a container with them could change the sandbox for the next one.
func TestPrivilegesOfAServiceReachTheChecks(t *testing.T) {
	s := settingsOf(t, "services: {e2e: {image: a, cap_add: [NET_ADMIN]}}", "--service", "e2e")
	if !slices.Equal(s.Spec.CapAdd, []string{"NET_ADMIN"}) {
		t.Errorf("the capabilities are %q", s.Spec.CapAdd)
	}
}

// TestRerunReadsTheSameVariables: Compose files of a rerun are read as those of the run were.
func TestRerunReadsTheSameVariables(t *testing.T) {
	settingsOf(t, "services: {e2e: {image: \"a:${TAG:-none}\"}}", "--service", "e2e")
	of := Earlier{Kept: []Given{{"compose", []string{"compose.yml"}}, {"service", []string{"e2e"}}}}
	s, wrong := Rerun{}.Check(func(string) string { return "" }, of, "TAG=2")
	if len(wrong) > 0 || s.Suite.Image != "a:2" {
		t.Errorf("the image is %q, wrong: %v", s.Suite.Image, wrong)
	}
}
