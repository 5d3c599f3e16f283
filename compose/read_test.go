package compose

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/org/baleen-action/execute"
)

// write writes files into a new folder, which becomes the current one.
func write(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir("shop", 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir("shop")
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// read reads compose.yml, in which nothing may be wrong.
func read(t *testing.T, o Options) Project {
	t.Helper()
	if o.Files == nil {
		o.Files = []string{"compose.yml"}
	}
	project, mistakes := Read(t.Context(), o)
	for _, m := range mistakes {
		t.Errorf("%s: %s (%s)", m.Input, m.Problem, m.Advice)
	}
	return project
}

func names(services []execute.Service) string {
	var out []string
	for _, s := range services {
		out = append(out, s.Name)
	}
	return strings.Join(out, " ")
}

const shop = `
services:
  e2e:
    build: .
    command: npx cucumber-js
    environment: {DATABASE_URL: "postgres://postgres@db/${DB:-shop}", FROM_SHELL: , UNSET: }
    working_dir: /suite
    depends_on:
      migrate: {condition: service_completed_successfully}
      mail: {condition: service_started, required: false}
    volumes: [reports:/reports, ./fixtures:/fixtures:ro]
  db:
    image: postgres:16
    healthcheck: {test: pg_isready, interval: 1s, retries: 30}
    volumes: [data:/var/lib/postgresql/data]
    ports: ["5432:5432"]
    restart: always
  migrate:
    build: .
    command: ["bin/migrate", "up"]
    depends_on:
      db: {condition: service_healthy}
  mail:
    image: mail
    profiles: [mail]
  docs: {image: docs}
volumes: {data: , reports: }
`

func TestWorldOfTheTests(t *testing.T) {
	write(t, map[string]string{"compose.yml": shop, ".env": "DB=from-file\n"})
	project := read(t, Options{Service: "e2e", Environ: []string{"FROM_SHELL=yes"}})
	if got := names(project.World.Services); got != "db migrate" {
		t.Errorf("the services are %q, want those that e2e depends on, in order", got)
	}
	tests := project.Tests
	if want := []string{"shop-e2e", "shop_e2e"}; !slices.Equal(tests.Image.Refs, want) || !tests.Image.Built {
		t.Errorf("the image of the tests is %+v, want %q", tests.Image, want)
	}
	if want := []string{"DATABASE_URL=postgres://postgres@db/from-file", "FROM_SHELL=yes"}; !slices.Equal(tests.Container.Env, want) {
		t.Errorf("the environment is %q, want %q", tests.Container.Env, want)
	}
	if want := []string{"reports:/reports"}; !slices.Equal(project.World.Volumes, want) {
		t.Errorf("the slot's volumes of the tests are %q, want %q", project.World.Volumes, want)
	}
	fixtures, _ := filepath.Abs("fixtures")
	if want := []string{fixtures + ":/fixtures:ro"}; !slices.Equal(tests.Container.Volumes, want) {
		t.Errorf("the volumes are %q, want %q", tests.Container.Volumes, want)
	}
	if want := []execute.Need{{Service: "migrate", Condition: execute.ServiceCompleted}}; !slices.Equal(project.World.Needs, want) {
		t.Errorf("the tests need %v, want %v", project.World.Needs, want)
	}
	db := execute.Service{
		Name: "db", Image: execute.Image{Ref: "postgres:16"}, SlotVolumes: []string{"data:/var/lib/postgresql/data"},
		Health: &execute.HealthCheck{Test: []string{"CMD-SHELL", "pg_isready"}, Interval: time.Second, Retries: 30},
	}
	if diff := cmp.Diff(db, project.World.Services[0], cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("db is not as written (-want +got):\n%s", diff)
	}
	notes := strings.Join(project.Notes, "\n")
	for _, want := range []string{"compose.yml: no ports are published on the host (db 5432:5432)", "without effect here: restart (db)"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes lack %q:\n%s", want, notes)
		}
	}
}

func TestWithoutTestsAllActiveServicesStand(t *testing.T) {
	write(t, map[string]string{"compose.yml": shop})
	project := read(t, Options{Profiles: []string{"mail"}})
	if got := names(project.World.Services); got != "db docs mail migrate e2e" || project.Tests != nil {
		t.Errorf("the services are %q, want all of them", got)
	}
	project = read(t, Options{Environ: []string{"COMPOSE_PROFILES=mail"}})
	if got := names(project.World.Services); !strings.Contains(got, "mail") {
		t.Errorf("COMPOSE_PROFILES does not activate mail: %q", got)
	}
}

// TestReadsAsComposeDoes: overrides, extends, include, env_file, and files found by the folder of the first.
func TestReadsAsComposeDoes(t *testing.T) {
	write(t, map[string]string{
		"docker/compose.yml": `
include: [more.yml]
services:
  web:
    extends: {file: base.yml, service: web}
    env_file: web.env
    volumes: ["../static:/static"]
    depends_on: [cache]
`,
		"docker/override.yml": "services: {web: {image: \"web:2\", command: [serve]}}",
		"docker/base.yml":     "services: {web: {image: \"web:1\", user: \"1000\"}}",
		"docker/more.yml":     "services: {cache: {image: redis}}",
		"docker/web.env":      "PORT=80\n",
	})
	project := read(t, Options{Files: []string{"docker/compose.yml", "docker/override.yml"}})
	if project.Name != "docker" || names(project.World.Services) != "cache web" {
		t.Errorf("project %q has %q, want docker with cache and web", project.Name, names(project.World.Services))
	}
	static, _ := filepath.Abs("static")
	web := execute.Service{
		Name: "web", Image: execute.Image{Ref: "web:2"}, Command: []string{"serve"}, User: "1000", Env: []string{"PORT=80"},
		Volumes: []string{static + ":/static"}, Needs: []execute.Need{{Service: "cache", Condition: execute.ServiceStarted}},
	}
	if diff := cmp.Diff(web, project.World.Services[1], cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("web is not as written (-want +got):\n%s", diff)
	}
}

// TestProjectInAnAction: the images were built on the runner, where the checkout is called like the repository.
func TestProjectInAnAction(t *testing.T) {
	write(t, map[string]string{"compose.yml": "services: {e2e: {build: ., healthcheck: {test: x}}}", "named.yml": "name: mine\nservices: {e2e: {build: .}}"})
	here, _ := filepath.Abs(".")
	environ := []string{"GITHUB_REPOSITORY=org/Web.Shop", "GITHUB_WORKSPACE=" + here}
	project := read(t, Options{Service: "e2e", Environ: environ})
	if want := []string{"shop-e2e", "shop_e2e", "webshop-e2e", "webshop_e2e"}; !slices.Equal(project.Tests.Image.Refs, want) {
		t.Errorf("the image may be %q, want %q", project.Tests.Image.Refs, want)
	}
	if notes := strings.Join(project.Notes, "\n"); !strings.Contains(notes, "healthcheck (e2e)") {
		t.Errorf("no note says that tests have no health check: %s", notes)
	}
	named := read(t, Options{Files: []string{"named.yml"}, Service: "e2e", Environ: environ})
	if want := []string{"mine-e2e", "mine_e2e"}; !slices.Equal(named.Tests.Image.Refs, want) {
		t.Errorf("the image may be %q, want %q", named.Tests.Image.Refs, want)
	}
}

func TestSettingsOfAContainer(t *testing.T) {
	write(t, map[string]string{"compose.yml": `
services:
  all:
    image: all
    entrypoint: []
    init: true
    shm_size: 64m
    mem_limit: 512m
    cpus: 1.5
    tmpfs: ["/tmp:size=1m"]
    ulimits: {nofile: 1024, nproc: {soft: 10, hard: 20}}
    extra_hosts: ["api:10.0.0.5"]
    cap_drop: [ALL]
    sysctls: {net.core.somaxconn: 512}
    devices: ["/dev/kvm"]
    hostname: box
    dns: 10.0.0.1
    secrets: [password]
    networks: {default: {aliases: [a]}}
    x-baleen: {reset: "redis-cli flushall"}
    volumes: [{type: tmpfs, target: /cache, tmpfs: {size: 10m}}, /anonymous, "./data:/data", "outer:/outer"]
    deploy: {replicas: 1, resources: {limits: {pids: 50, cpus: "1.5", memory: 512m}}}
  near: {image: near, network_mode: "service:all", links: ["all:b"]}
secrets: {password: {file: ./password.txt}}
volumes: {outer: {external: true, name: shared}}
`})
	project := read(t, Options{})
	secret, _ := filepath.Abs("password.txt")
	data, _ := filepath.Abs("data")
	all := execute.Service{
		Name: "all", Aliases: []string{"a", "b"}, Image: execute.Image{Ref: "all"}, Entrypoint: []string{}, Init: true, ShmSize: 64 << 20, Memory: 512 << 20,
		CPUs: 1.5, PidsLimit: 50, Ulimits: []string{"nofile=1024:1024", "nproc=10:20"}, AddHosts: []string{"api:10.0.0.5"},
		Volumes: []string{"/anonymous", data + ":/data", "shared:/outer", secret + ":/run/secrets/password:ro"},
		Tmpfs:   []string{"/tmp:size=1m", "/cache:size=10485760"}, Reset: []string{"sh", "-c", "redis-cli flushall"},
		Extra: execute.Extra{
			CapDrop: []string{"ALL"}, Sysctls: map[string]string{"net.core.somaxconn": "512"}, Hostname: "box", DNS: []string{"10.0.0.1"},
			Devices: []string{"/dev/kvm:/dev/kvm:rwm"},
		},
	}
	if diff := cmp.Diff(all, project.World.Services[0], cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("all is not as written (-want +got):\n%s", diff)
	}
	if project.World.Services[0].Entrypoint == nil {
		t.Error("an empty entrypoint has become that of the image")
	}
	if near := project.World.Services[1]; near.Join != "all" {
		t.Errorf("near joins %q, want all", near.Join)
	}
	if notes := strings.Join(project.Notes, "\n"); !strings.Contains(notes, "all slots share, and may write to: ./data (all), the volume shared (all)") {
		t.Errorf("no note names the shared volume:\n%s", notes)
	}
}
