package suite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"

	"github.com/org/baleen-action/compose"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
)

// daemon has some images, and counts how often it is asked for each.
type daemon struct {
	docker.Daemon
	has   []string
	asked map[string]int
}

func (d daemon) ImageInspect(_ context.Context, ref string, _ ...client.ImageInspectOption) (image.InspectResponse, error) {
	d.asked[ref]++
	if !slices.Contains(d.has, ref) {
		return image.InspectResponse{}, fmt.Errorf("no %s: %w", ref, cerrdefs.ErrNotFound)
	}
	return image.InspectResponse{ID: "sha256:" + ref}, nil
}

// shop is a Compose file of two services with one image, and of tests whose image docker compose build makes.
const shop = `
name: shop
services:
  e2e: {build: ., depends_on: [db, replica]}
  db: {image: postgres}
  replica: {image: postgres}
`

func settingsOf(t *testing.T, file string) inputs.Settings {
	t.Helper()
	name := filepath.Join(t.TempDir(), "compose.yml")
	if err := os.WriteFile(name, []byte(file), 0o644); err != nil {
		t.Fatal(err)
	}
	project, mistakes := compose.Read(t.Context(), compose.Options{Files: []string{name}, Service: "e2e"})
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	s := inputs.Settings{Services: inputs.Services{Project: project, Files: []string{"compose.yml"}, Image: &project.Tests.Image}}
	s.Spec.World = project.World
	s.Pull.Policy, s.Given.Pull = "never", "never"
	return s
}

func TestImagesAreResolvedOnce(t *testing.T) {
	d := daemon{has: []string{"shop_e2e", "postgres"}, asked: map[string]int{}}
	r := NewResolving(d, settingsOf(t, shop), nil)
	tests, err := r.Tests(t.Context())
	if err != nil || tests.ID != "sha256:shop_e2e" {
		t.Errorf("the image of the tests is %q, want the one by the name of Compose's first version (%v)", tests.ID, err)
	}
	world, err := r.World(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range world.Services {
		if s.Image.ID != "sha256:postgres" {
			t.Errorf("%s has image %q", s.Name, s.Image.ID)
		}
	}
	if d.asked["postgres"] != 1 {
		t.Errorf("the daemon was asked %d times for the image of two services", d.asked["postgres"])
	}
}

// TestMissingBuild: Baleen builds nothing, and says what does.
func TestMissingBuild(t *testing.T) {
	r := NewResolving(daemon{asked: map[string]int{}}, settingsOf(t, shop), nil)
	_, err := r.Tests(t.Context())
	wrong := inputs.Find(err)
	if len(wrong) != 1 || !strings.Contains(wrong[0].Problem, "compose.yml:4: services.e2e.build: the daemon does not have its image: shop-e2e, nor shop_e2e") ||
		wrong[0].Advice != "docker compose -f compose.yml build e2e" {
		t.Errorf("the error is %v, %+v", err, wrong)
	}
}

// TestCheckoutMountedByTheService: it is the workspace, so that what is looked up is what the containers see.
func TestCheckoutMountedByTheService(t *testing.T) {
	root, _ := filepath.Abs(".")
	s := inputs.Settings{Suite: inputs.Suite{Root: ".", Workspace: inputs.WorkspaceImage}}
	s.Services.Tests = &compose.Tests{}
	e := Engine{Spec: execute.Spec{Image: execute.Image{WorkDir: "/app"}, Volumes: []string{"cache:/cache", root + ":/app:ro"}}}
	s = e.bound(s)
	if s.Suite.Workspace != inputs.WorkspaceBind || s.Suite.WorkDir != "/app" || !slices.Equal(e.Spec.Volumes, []string{"cache:/cache"}) {
		t.Errorf("workspace %s at %s, volumes %q", s.Suite.Workspace, s.Suite.WorkDir, e.Spec.Volumes)
	}
	e.Spec.Volumes = []string{root + ":/elsewhere"}
	s.Suite.Workspace = inputs.WorkspaceImage
	if s = e.bound(s); s.Suite.Workspace != inputs.WorkspaceImage || len(e.Spec.Volumes) != 1 {
		t.Errorf("a mount beside the working directory became workspace %s", s.Suite.Workspace)
	}
}

// TestCredentialsStayWithTheirRegistry: they are for the registry of the tests' image alone.
func TestCredentialsStayWithTheirRegistry(t *testing.T) {
	for ref, want := range map[string]string{"postgres": "docker.io", "ghcr.io/a/b:1": "ghcr.io", "localhost:5000/a": "localhost:5000", "Upper": ""} {
		if got := execute.Registry(ref); got != want {
			t.Errorf("the registry of %s is %q, want %q", ref, got, want)
		}
	}
}
