package docker

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

func TestMounted(t *testing.T) {
	spec := execute.Spec{Volumes: []string{"/anonymous", "cache:/app/node_modules:ro", "/host:/app/"}, Tmpfs: []string{"/run:size=1m"}}
	for dir, want := range map[string]string{
		"/app": "volume /host:/app/", "/app/a": "volume /host:/app/", "/anonymous": "volume /anonymous", "/run/x": "tmpfs /run", "/application": "", "/": "",
	} {
		if got := execute.Mounted(spec, dir); got != want {
			t.Errorf("%s: %q, want %q", dir, got, want)
		}
	}
}

func asWritten(name string) string { return name }

// TestTouching: whatever a mount brings to the folder that reports are written to, or into it, is found.
func TestTouching(t *testing.T) {
	const dir = "/baleen-report"
	for _, at := range []string{"/baleen-report", "/baleen-report/", "//baleen-report", "/x/../baleen-report", "/baleen-report/.", "/", "/..", "/baleen-report/raw/old", "baleen-report"} {
		for name, spec := range map[string]execute.Spec{
			"volume":            {Volumes: []string{"/host:" + at}},
			"volume, read only": {Volumes: []string{"fine:/fine", "/host:" + at + ":ro,z"}},
			"volume, named":     {Volumes: []string{"cache:" + at}},
			"volume, anonymous": {Volumes: []string{at}},
			"tmpfs":             {Tmpfs: []string{at}},
			"tmpfs, of a size":  {Tmpfs: []string{at + ":size=1m"}},
			"mount":             {Mounts: []execute.Mount{{Source: "/host", Target: at}}},
			"image":             {Image: execute.Image{Volumes: []string{"/fine", at}}},
		} {
			if kind, _ := execute.Touching(spec, dir, asWritten); kind == "" || !strings.HasPrefix(name, kind) {
				t.Errorf("%s at %q is found as %q", name, at, kind)
			}
		}
	}
	fine := execute.Spec{Volumes: []string{"/baleen-report:/x", "/host:/baleen-reports", "/a"}, Tmpfs: []string{"/tmp:/baleen-report"},
		Mounts: []execute.Mount{{Source: "/baleen-report", Target: "/suite"}}, Image: execute.Image{Volumes: []string{"/data/baleen-report"}}}
	if kind, name := execute.Touching(fine, dir, asWritten); kind != "" {
		t.Error(kind, name)
	}
}

// TestHostVolumes: paths of this process's own container are translated for the daemon, or refused.
func TestHostVolumes(t *testing.T) {
	workspace := t.TempDir()
	t.Chdir(workspace)
	for _, name := range []string{"fixtures", "sub"} {
		if err := os.Mkdir(name, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("fixtures", "link"); err != nil {
		t.Fatal(err)
	}
	id := "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	me := inspected(id, "c0ffee", container.StateRunning)
	me.Mounts = []container.MountPoint{
		{Type: "bind", Source: "/home/runner/work/s/s", Destination: workspace},
		{Type: "tmpfs", Destination: filepath.Join(workspace, "sub")},
		{Type: "bind", Source: "/run/docker.sock", Destination: "/var/run/baleen-test.sock"},
	}
	proc := procOf(t, "boot", "1", map[string]string{"42": "1"})
	inside, outside := knownContainers{"c0ffee": me}.docker(t), knownContainers{}.docker(t)
	for volume, want := range map[string]string{
		"./fixtures:/x":                     "/home/runner/work/s/s/fixtures:/x",
		"./fixtures/:/x:ro":                 "/home/runner/work/s/s/fixtures:/x:ro",
		".:/x":                              "/home/runner/work/s/s:/x",
		"./link:/x":                         "/home/runner/work/s/s/fixtures:/x",
		workspace + "/fixtures:/x:ro,z":     "/home/runner/work/s/s/fixtures:/x:ro,z",
		"named:/x":                          "named:/x",
		"/anonymous":                        "/anonymous",
		"/home/runner/work/s/s/fixtures:/x": "/home/runner/work/s/s/fixtures:/x",
	} {
		got, err := hostVolumes(t.Context(), inside, proc, execute.Spec{Volumes: []string{volume}})
		if err != nil || !slices.Equal(got, []string{want}) {
			t.Errorf("%s became %q, %v", volume, got, err)
		}
		if got, err := hostVolumes(t.Context(), outside, proc, execute.Spec{Volumes: []string{volume}}); err != nil || got[0] != volume {
			t.Errorf("on the daemon's own machine %s became %q, %v", volume, got, err)
		}
	}
	for volume, want := range map[string]error{
		"./nothing:/x":             fs.ErrNotExist,
		workspace + "/nothing:/x":  fs.ErrNotExist,
		"../elsewhere:/x":          ErrNotVisible,
		"./sub:/x":                 ErrNotVisible,
		"..:/x":                    ErrNotVisible,
		"./sub/../../elsewhere:/x": ErrNotVisible,
	} {
		if got, err := hostVolumes(t.Context(), inside, proc, execute.Spec{Volumes: []string{volume}}); !errors.Is(err, want) || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%s became %q, %v", volume, got, err)
		}
	}
}

// insideContainer is a daemon in one of whose containers this process runs, without any mounts.
type insideContainer struct{ otherMachine }

func (c insideContainer) ContainerInspect(ctx context.Context, name string) (container.InspectResponse, error) {
	if name == "c0ffee" {
		return inspected("0123", "c0ffee", container.StateRunning), nil
	}
	return c.otherMachine.ContainerInspect(ctx, name)
}

// TestEngineHostVolumes: a path that both this process's own container and the daemon's machine have is the latter's; one
// that only the container has is refused, and nothing is made in its place.
func TestEngineHostVolumes(t *testing.T) {
	f := newFixture(t)
	proc := procOf(t, "boot", "1", map[string]string{"42": "1"})
	dir, none := t.TempDir(), filepath.Join(t.TempDir(), "none")
	f.spec.Volumes = []string{dir + ":/x"}
	got, err := hostVolumes(t.Context(), insideContainer{otherMachine{f.docker, dir}}, proc, f.spec)
	if err != nil || got[0] != f.spec.Volumes[0] {
		t.Errorf("%q, %v", got, err)
	}
	got, err = hostVolumes(t.Context(), insideContainer{otherMachine{f.docker, none}}, proc, f.spec)
	if !errors.Is(err, ErrNotVisible) {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := os.Lstat(none); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a folder now: %v", err)
	}
}
