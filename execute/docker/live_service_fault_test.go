package docker

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/org/baleen-action/execute"
)

// serviceFaults are faults of services, and how the evidence of each must begin.
func serviceFaults() map[string]struct {
	service execute.Service
	strike  func(f fixture, id string) error // once the container runs; nil: nothing
	want    string                           // begins the evidence
} {
	kill := func(f fixture, id string) error { return f.docker.ContainerKill(f.Context(), id, "KILL") }
	gone := func(f fixture, id string) error { return remove(f.Context(), f.docker, id) }
	ends := func(script string) execute.Service {
		s := database(0)
		s.Command[2] = script
		return s
	}
	sick := database(0)
	sick.Health = &execute.HealthCheck{Test: []string{"CMD-SHELL", "echo no table; exit 3"}}
	absent := database(0)
	absent.Command = []string{"/no/such/program"}
	return map[string]struct {
		service execute.Service
		strike  func(f fixture, id string) error
		want    string
	}{
		"killed":     {database(0), kill, "service db ended with exit status 137; the engine saw: kill 9, die 137"},
		"removed":    {database(0), gone, "service db "},
		"ends":       {ends("httpd -p 80 -h /srv; hostname >/srv/id; sleep 3; exit 5"), nil, "service db ended with exit status 5"},
		"ends early": {ends("echo no data; exit 1"), nil, "service db ended with exit status 1 before it was healthy"},
		"unhealthy":  {sick, nil, "service db did not become healthy within 6s: its check ended with exit status 3: no table"},
		"absent":     {absent, nil, "service db could not be started: "},
	}
}

// TestEngineServiceFaults: the container is ended with its services, and the next one has fresh ones.
func TestEngineServiceFaults(t *testing.T) {
	for name, test := range serviceFaults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := withWorld(t, test.service)
			f.spec.World.Timeout = 6 * time.Second
			struck := f.shell("struck", "echo begun; sleep 1000")
			after := f.shell("after", "wget -qO- db/id >&2; echo begun")
			var striking sync.WaitGroup
			if test.strike != nil {
				striking.Go(func() { f.strikeDB(struck, test.strike) })
			}
			outcomes, err := f.run(t.Context(), 1, struck, after)
			striking.Wait()
			o := outcomes["struck"]
			if err != nil || o.Class != execute.ServiceFault || !strings.HasPrefix(o.Evidence, test.want) || o.Service != "db" || o.Advice == "" {
				t.Errorf("%v, %s: %s", err, o.Class, o.Evidence)
			}
			if o := outcomes["after"]; test.strike != nil && o.Class != execute.Passed {
				t.Errorf("after: %s: %s: %s", o.Class, o.Evidence, read(t, after.Stderr))
			}
			if left := f.worldsLeft(); left != "" {
				t.Error(left)
			}
		})
	}
}

// strikeDB does something to the service db once a job runs.
func (f fixture) strikeDB(job execute.Job, do func(f fixture, id string) error) {
	for text := ""; text == "" && f.Context().Err() == nil; time.Sleep(20 * time.Millisecond) {
		content, _ := os.ReadFile(job.Stdout)
		text = string(content)
	}
	found, err := f.docker.ContainerList(f.Context(), container.ListOptions{Filters: ofRun(f.spec.RunID)})
	for _, c := range found {
		if strings.HasSuffix(c.Names[0], "-db") {
			err = errors.Join(err, do(f, c.ID))
		}
	}
	if err != nil {
		f.Error(err)
	}
}

// worldsLeft names networks and volumes of the run; those of other runs stay.
func (f fixture) worldsLeft() string {
	ctx := context.WithoutCancel(f.Context())
	networks, err := f.docker.NetworkList(ctx, network.ListOptions{Filters: ofRun(f.spec.RunID)})
	volumes, err2 := f.docker.VolumeList(ctx, volume.ListOptions{Filters: ofRun(f.spec.RunID)})
	if err := errors.Join(err, err2); err != nil {
		f.Fatal(err)
	}
	left := ""
	for _, n := range networks {
		left += " network " + n.Name
	}
	for _, v := range volumes.Volumes {
		left += " volume " + v.Name
	}
	return left
}

// TestEngineBeforeSlotFails: no test starts, and its output is kept.
func TestEngineBeforeSlotFails(t *testing.T) {
	f := withWorld(t, database(0))
	f.spec.World.Before = []string{"sh", "-c", "echo no schema >&2; exit 4"}
	job := f.shell("job", "echo ran")
	o := f.one(job)
	log := filepath.Join(f.dir, "services", "1", "before-slot.log")
	if o.Class != execute.BeforeFailed || o.Evidence != "before-slot ended with exit status 4" || o.Container != "" || read(t, log) != "no schema\n" {
		t.Errorf("%s: %s: %q", o.Class, o.Evidence, read(t, log))
	}
	want := execute.ServiceLog{Service: execute.BeforeSlot, File: log, From: 1, To: 1}
	if len(o.ServiceLogs) != 2 || o.ServiceLogs[1] != want || o.Service != execute.BeforeSlot {
		t.Errorf("logs %+v", o.ServiceLogs)
	}
	f.spec.World.Before, job.Timeout = []string{"sleep", "1000"}, time.Second
	if o := f.one(job); o.Class != execute.BeforeFailed || o.Evidence != "before-slot did not end within 1s" {
		t.Errorf("%s: %s", o.Class, o.Evidence)
	}
}

// TestEngineAServiceIsStartedAgainBetweenContainers: it had served all containers that ran, so its end is a notice and no fault.
func TestEngineAServiceIsStartedAgainBetweenContainers(t *testing.T) {
	f := withWorld(t, database(0))
	f.spec.Ordered = true
	var notices []string
	f.spec.Notice = func(text string) { notices = append(notices, text) }
	one := f.shell("one", askDB)
	err := New(f.docker, f.spec, 1).Run(t.Context(), queue(one, f.shell("two", askDB)), func(o execute.Outcome) {
		if o.Class != execute.Passed {
			t.Errorf("%s: %s: %s", o.Job.Name, o.Class, o.Evidence)
		}
		if o.Job.Name == one.Name {
			f.strikeDB(one, func(f fixture, id string) error { return f.docker.ContainerKill(t.Context(), id, "KILL") })
			time.Sleep(time.Second) // for the news
		}
	})
	if err != nil || len(notices) != 1 || !strings.Contains(notices[0], "service db ended with exit status 137") || !strings.Contains(notices[0], "between two containers of slot 1") {
		t.Errorf("%v, %q", err, notices)
	}
}

// TestEngineNoServicesStay interrupts a run with services, and kills one wherever it is. A neighbour's Compose project
// of the same name stays as it is.
func TestEngineNoServicesStay(t *testing.T) {
	b := newProgram(t)
	b.network = "auto"
	file := filepath.Join(t.TempDir(), "compose.yml")
	text := `name: shop
services:
  db:
    image: ` + b.spec.Image.Ref + `
    command: ["sh", "-c", "httpd -p 80 -h /srv; exec sleep 1000"]
    healthcheck: {test: ["CMD", "wget", "-qO", "/dev/null", "localhost/a.feature"]}
    volumes: ["data:/lib"]
  beside: {image: ` + b.spec.Image.Ref + `, network_mode: "service:db", command: [sleep, "1000"]}
volumes: {data: {}}
`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	b.extra = []string{"--compose", file}
	neighbour := b.neighbour("shop")
	const slots = 2
	interrupted := b.start(slots, "sleep 1000")
	interrupted.waitForContainers(4 * slots) // with sandboxes
	if took := interrupted.signal(syscall.SIGINT); interrupted.ProcessState.ExitCode() != 130 || took > 9*time.Second {
		t.Errorf("status %d after %s: %s", interrupted.ProcessState.ExitCode(), took, interrupted.said.String())
	}
	runs := []*running{interrupted}
	for range 3 {
		killed := b.start(slots, "sleep 1000")
		killed.waitForContainers(rand.N(4*slots) + 1)
		killed.signal(syscall.SIGKILL)
		b.sweepUntilClean(killed)
		runs = append(runs, killed)
	}
	for _, r := range runs {
		b.spec.RunID = r.id()
		if left := r.containersLeft(); left > 0 || b.worldsLeft() != "" {
			t.Errorf("%d containers,%s are left", left, b.worldsLeft())
		}
	}
	if found, err := b.docker.ContainerInspect(t.Context(), neighbour); err != nil || !found.State.Running || len(found.Mounts) != 2 || len(found.NetworkSettings.Networks) != 1 {
		t.Errorf("the neighbour's: %+v, %v", found, err)
	}
}

// neighbour is a container of a Compose project of somebody else, with a network and a volume as Compose names them.
func (f fixture) neighbour(project string) (id string) {
	f.Helper()
	labels := map[string]string{"com.docker.compose.project": project, "com.docker.compose.service": "db"}
	name := project + "-" + f.spec.RunID
	ctx := context.WithoutCancel(f.Context())
	f.Cleanup(func() {
		if err := errors.Join(remove(ctx, f.docker, name), f.docker.NetworkRemove(ctx, name), f.docker.VolumeRemove(ctx, name, true)); err != nil {
			f.Error(err)
		}
	})
	_, err := f.docker.NetworkCreate(ctx, name, network.CreateOptions{Labels: labels})
	_, err2 := f.docker.VolumeCreate(ctx, volume.CreateOptions{Name: name, Labels: labels})
	config := container.Config{Image: f.spec.Image.ID, Cmd: []string{"sleep", "1000"}, Labels: labels}
	host := container.HostConfig{NetworkMode: container.NetworkMode(name), Binds: []string{name + ":/lib"}}
	made, err3 := f.docker.ContainerCreate(ctx, &config, &host, nil, nil, name)
	if err := errors.Join(err, err2, err3); err != nil {
		f.Fatal(err)
	}
	if err := f.docker.ContainerStart(ctx, made.ID, container.StartOptions{}); err != nil {
		f.Fatal(err)
	}
	return made.ID
}
