package docker

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/google/go-cmp/cmp"
)

// procOf is a process file system of the process 42, with the given start times by process.
func procOf(t *testing.T, boot, namespace string, starts map[string]string) string {
	t.Helper()
	proc := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(proc, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("sys/kernel/random/boot_id", boot+"\n")
	write("sys/kernel/hostname", "c0ffee\n")
	for pid, start := range starts {
		write(pid+"/stat", fmt.Sprintf("%s (a ) b) S%s %s 0\n", pid, strings.Repeat(" 0", 18), start))
	}
	if err := os.MkdirAll(filepath.Join(proc, "42/ns"), 0o700); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"self": "42", "42/ns/pid": "pid:[" + namespace + "]"} {
		if err := os.Symlink(to, filepath.Join(proc, link)); err != nil {
			t.Fatal(err)
		}
	}
	return proc
}

// knownContainers is a daemon that knows containers by name.
type knownContainers map[string]container.InspectResponse

func (w knownContainers) docker(t *testing.T) Daemon {
	return inspectOnly{newFake(t), w}
}

type inspectOnly struct {
	*fake
	knownContainers
}

func (k inspectOnly) ContainerInspect(_ context.Context, name string) (container.InspectResponse, error) {
	found, ok := k.knownContainers[name]
	if !ok {
		return found, cerrdefs.ErrNotFound
	}
	return found, nil
}

func inspected(id, hostname, status string, networks ...string) container.InspectResponse {
	on := map[string]*network.EndpointSettings{}
	for _, name := range networks {
		on[name] = nil
	}
	return container.InspectResponse{
		ContainerJSONBase: &container.ContainerJSONBase{ID: id, State: &container.State{Status: status, Running: status == "running", StartedAt: "monday"}},
		Config:            &container.Config{Hostname: hostname},
		NetworkSettings:   &container.NetworkSettings{Networks: on},
	}
}

func TestOwnerRoundTrip(t *testing.T) {
	proc := procOf(t, "boot", "4026", map[string]string{"1": "1", "42": "777"})
	d := knownContainers{"c0ffee": inspected("c0ffee00", "c0ffee", "running")}.docker(t)
	want := owner{boot: "boot", namespace: "4026", pid: "42", start: "777", container: "c0ffee00", since: "monday"}
	got := currentOwner(t.Context(), d, proc)
	if got != want || parseOwner(got.String()) != want {
		t.Errorf("%+v", got)
	}
}

func TestOwnerHasEnded(t *testing.T) {
	me := owner{boot: "boot", namespace: "4026", pid: "42", start: "777", machine: besideDaemon}
	with := func(change func(*owner)) owner { o := me; change(&o); return o }
	all := procOf(t, "boot", "4026", map[string]string{"1": "1", "42": "777"})
	hidden := procOf(t, "boot", "4026", map[string]string{"42": "777"})
	tests := []struct {
		name  string
		owner owner
		proc  string
		dead  bool
	}{
		{"alive", me, all, false},
		{"ended", with(func(o *owner) { o.pid = "43" }), all, true},
		{"its number is another process's now", with(func(o *owner) { o.start = "1" }), all, true},
		{"the machine was restarted", with(func(o *owner) { o.boot = "other" }), all, true},
		{"a container that has a boot ID of its own", with(func(o *owner) { o.boot, o.namespace = "other", "4027" }), all, false},
		{"another machine", with(func(o *owner) { o.boot, o.pid, o.machine = "other", "43", "" }), all, false},
		{"other namespace", with(func(o *owner) { o.namespace, o.pid = "other", "43" }), all, false},
		{"other users' processes are hidden", with(func(o *owner) { o.pid = "43" }), hidden, false},
		{"unknown", owner{}, all, false},
		{"hostile", with(func(o *owner) { o.pid = "../../x" }), all, false},
		{"no process file system", with(func(o *owner) { o.pid = "43" }), "/none", false},
	}
	for _, test := range tests {
		here := currentHost(newFake(t), test.proc)
		here.machine = besideDaemon
		if got := test.owner.hasEnded(here, test.proc); got != test.dead {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	elsewhere := currentHost(newFake(t), all)
	if with(func(o *owner) { o.boot = "other" }).hasEnded(elsewhere, all) {
		t.Error("an owner on the daemon's machine is judged from elsewhere")
	}
}

func TestSweepJudgesByDeadlineOwnerAndOwnersContainer(t *testing.T) {
	proc := procOf(t, "boot", "4026", map[string]string{"1": "1", "42": "777"})
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	d := knownContainers{"up": inspected("up", "", "running"), "down": inspected("down", "", "exited"), "paused": inspected("paused", "", "paused")}.docker(t)
	s := sweeper{docker: d, proc: proc, here: currentHost(d, proc), now: now}
	for name, test := range map[string]struct {
		owner, deadline string
		over            bool
	}{
		"nothing known":           {"", "", false},
		"before the deadline":     {"", "2030-01-01T00:00:01Z", false},
		"past the deadline":       {"boot/4026/42/777///", "2029-12-31T23:59:59Z", true},
		"deadline unreadable":     {"", "yesterday", false},
		"owner alive":             {"boot/4026/42/777///", "", false},
		"owner dead":              {"boot/4026/42/1///", "", true},
		"elsewhere, container up": {"other/1/1/1/up/monday/", "", false},
		"elsewhere, up again":     {"other/1/1/1/up/sunday/", "", true},
		"elsewhere, paused":       {"other/1/1/1/paused//", "", false},
		"elsewhere, down":         {"other/1/1/1/down//", "", true},
		"elsewhere, removed":      {"other/1/1/1/gone//", "", true},
	} {
		if got := s.isOver(t.Context(), map[string]string{labelOwner: test.owner, labelDeadline: test.deadline}); got != test.over {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestOwnNetwork(t *testing.T) {
	id := strings.Repeat("ab", 32)
	mounts := "1 2 0:1 / / rw - overlay overlay rw\n3 2 8:1 /var/lib/docker/containers/" + id + "/hostname /etc/hostname rw - ext4 /dev/sda rw\n"
	tests := []struct {
		name, want string
		mounts     string
		ward       knownContainers
	}{
		{name: "no container"},
		{name: "by mount", mounts: mounts, ward: knownContainers{id: inspected(id, "mine", "running", "bridge", "jobs", "zoo")}, want: "jobs"},
		{name: "by host name", ward: knownContainers{"c0ffee": inspected("c0ffee11", "c0ffee", "running", "jobs")}, want: "jobs"},
		{name: "a container that only bears our host's name", ward: knownContainers{"c0ffee": inspected("1", "else", "running", "jobs")}},
		{name: "one that has ended", ward: knownContainers{"c0ffee": inspected("1", "c0ffee", "exited", "jobs")}},
		{name: "default bridge only", ward: knownContainers{"c0ffee": inspected("1", "c0ffee", "running", "bridge")}},
		{name: "host network", ward: knownContainers{"c0ffee": inspected("1", "c0ffee", "running", "host")}},
	}
	for _, test := range tests {
		proc := procOf(t, "boot", "4026", nil)
		if err := os.WriteFile(filepath.Join(proc, "42/mountinfo"), []byte(test.mounts), 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, ownNetwork(t.Context(), test.ward.docker(t), proc)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}
