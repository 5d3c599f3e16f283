package packaging

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var releaseFiles = []string{"baleen_darwin_amd64", "baleen_darwin_arm64", "baleen_linux_amd64", "baleen_linux_arm64",
	"baleen_windows_amd64.exe", "baleen_windows_arm64.exe"}

// TestReleaseBuild builds a release twice, in two folders, and wants the same bytes. That nothing which is cached shows in them is
// proved by TestEngineReleaseImage.
func TestReleaseBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for six platforms")
	}
	first, second := t.TempDir(), t.TempDir()
	copySources(t, second)
	mustRun(t, "scripts/release-build", "v9.8.7", first)
	mustRun(t, filepath.Join(second, "scripts/release-build"), "v9.8.7", filepath.Join(second, "dist"))

	sums := checksums(t, first)
	if diff := cmp.Diff(releaseFiles, slices.Sorted(maps.Keys(sums))); diff != "" {
		t.Error(diff)
	}
	for name, want := range sums {
		if got := checksum(t, filepath.Join(first, name)); got != want {
			t.Errorf("checksums.txt is wrong about %s", name)
		}
		if got := checksum(t, filepath.Join(second, "dist", name)); got != want {
			t.Errorf("%s differs when it is built in another folder", name)
		}
	}
	native := "baleen_" + strings.TrimSpace(mustRun(t, "go", "env", "GOOS")) + "_" + strings.TrimSpace(mustRun(t, "go", "env", "GOARCH"))
	if out := mustRun(t, filepath.Join(first, native), "version"); out != "baleen v9.8.7\n" {
		t.Errorf("the binary says %q", out)
	}
}

// TestEngineReleaseImage compares the binary in the image with the one that a release offers for download. They are compiled in
// different folders, and with different caches: that of the image's builder began empty, and has what is not ours.
func TestEngineReleaseImage(t *testing.T) {
	p := newPackaging(t)
	dir := t.TempDir()
	t.Setenv("GOOS", "linux")
	mustRun(t, "scripts/release-compile", "v0.0.0", filepath.Join(dir, "offered"))
	p.copyOut(t, p.action, "/baleen", filepath.Join(dir, "action"))
	p.copyOut(t, p.shell, "/usr/local/bin/baleen", filepath.Join(dir, "shell"))
	for _, image := range []string{"action", "shell"} {
		if checksum(t, filepath.Join(dir, image)) != checksum(t, filepath.Join(dir, "offered")) {
			t.Errorf("the image %s holds another binary", image)
		}
	}
}

// copyOut copies a file out of an image.
func (p packaging) copyOut(t *testing.T, image, from, to string) {
	t.Helper()
	id := strings.TrimSpace(mustRun(t, "docker", "create", image))
	defer mustRun(t, "docker", "rm", "--volumes", id)
	mustRun(t, "docker", "cp", id+":"+from, to)
}

// copySources copies what a release is built from to another folder.
func copySources(t *testing.T, to string) {
	t.Helper()
	const files = "{{if .Module}}{{if .Module.Main}}{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}\n{{end}}{{range .IgnoredGoFiles}}{{$dir}}/{{.}}\n{{end}}{{range .EmbedFiles}}{{$dir}}/{{.}}\n{{end}}{{end}}{{end}}"
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	sources := []string{"go.mod", "go.sum", "scripts/release-build", "scripts/release-compile"}
	for file := range strings.FieldsSeq(mustRun(t, "go", "list", "-deps", "-f", files, ".", "./hold/main")) {
		source, err := filepath.Rel(top, file)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, source)
	}
	for _, source := range sources {
		copyFile(t, source, filepath.Join(to, source))
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	writeText(t, to, readText(t, from))
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// mustRun runs a command and returns what it prints.
func mustRun(t *testing.T, name string, args ...string) string {
	t.Helper()
	var stderr strings.Builder
	command := exec.Command(name, args...)
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, stderr.String())
	}
	return string(out)
}

func checksum(t *testing.T, path string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(readText(t, path)))
	return hex.EncodeToString(sum[:])
}

// checksums reads checksums.txt.
func checksums(t *testing.T, dir string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	for line := range strings.Lines(readText(t, filepath.Join(dir, "checksums.txt"))) {
		sum, name, found := strings.Cut(strings.TrimSpace(line), "  ")
		if !found {
			t.Errorf("%q is no checksum", line)
		}
		sums[name] = sum
	}
	return sums
}

const releasedImage = "ghcr.io/org/baleen-action@sha256:0123456789012345678901234567890123456789012345678901234567890123"

// TestReleaseCommit makes the commit of a release in a repository of its own.
func TestReleaseCommit(t *testing.T) {
	repo := newRepository(t)
	git := func(args ...string) string { return mustRun(t, "git", append([]string{"-C", repo}, args...)...) }
	if out, err := releaseCommit(repo, "v1.2.3", releasedImage); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if changed := git("diff", "--name-only", "HEAD^", "v1.2.3"); changed != "action.yml\n" {
		t.Errorf("the release changes %q", changed)
	}
	var action metadata
	readYAML(t, filepath.Join(repo, "action.yml"), &action)
	if action.Runs.Image != "docker://"+releasedImage {
		t.Errorf("the action runs %s", action.Runs.Image)
	}
	if status := git("status", "--porcelain"); status != "" {
		t.Errorf("left to commit: %s", status)
	}
}

// TestReleaseCommitRefuses leaves the repository as it is where something is wrong.
func TestReleaseCommitRefuses(t *testing.T) {
	for _, test := range []struct{ name, version, image, dirty, want string }{
		{"no version", "1.2.3", releasedImage, "", "is not a version"},
		{"a shell's version", "v1.2.3; id", releasedImage, "", "is not a version"},
		{"no digest", "v1.2.3", "ghcr.io/org/baleen-action:v1.2.3", "", "is not an image"},
		{"changes", "v1.2.3", releasedImage, "new.txt", "not committed"},
		{"a tag that is there", "v0.9.0", releasedImage, "", "exists already"},
	} {
		t.Run(test.name, func(t *testing.T) {
			repo := newRepository(t)
			if test.dirty != "" {
				copyFile(t, "LICENSE", filepath.Join(repo, test.dirty))
			}
			out, err := releaseCommit(repo, test.version, test.image)
			if err == nil || !strings.Contains(out, test.want) {
				t.Errorf("%v: %s", err, out)
			}
			if commits := mustRun(t, "git", "-C", repo, "rev-list", "--count", "HEAD"); commits != "1\n" {
				t.Errorf("there are %s commits", commits)
			}
		})
	}
}

// newRepository is a repository with one commit, one release and an action.
func newRepository(t *testing.T) string {
	t.Helper()
	repo := t.TempDir()
	copyFile(t, "action.yml", filepath.Join(repo, "action.yml"))
	copyFile(t, "scripts/release-commit", filepath.Join(repo, "scripts/release-commit"))
	for _, args := range [][]string{
		{"init", "--quiet"}, {"config", "user.name", "test"}, {"config", "user.email", "test@example.com"},
		{"add", "."}, {"commit", "--quiet", "--message", "all"}, {"tag", "v0.9.0"},
	} {
		mustRun(t, "git", append([]string{"-C", repo}, args...)...)
	}
	return repo
}

func releaseCommit(repo, version, image string) (string, error) {
	command := exec.Command("scripts/release-commit", version, image)
	command.Dir = repo
	out, err := command.CombinedOutput()
	return string(out), err
}
