package docker

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/org/baleen-action/execute"
)

// small makes the run's network one with so few addresses: 8 minus network, gateway and broadcast for a /29.
func (f *fixture) small(bits int) {
	f.Helper()
	for third := range 250 { // somebody else's network may have one of them
		subnet := fmt.Sprintf("10.213.%d.0/%d", third, bits)
		made, err := f.docker.NetworkCreate(f.Context(), f.spec.RunID, network.CreateOptions{
			Driver: "bridge", IPAM: &network.IPAM{Config: []network.IPAMConfig{{Subnet: subnet}}},
		})
		if err == nil {
			f.spec.Network = f.spec.RunID
			f.Cleanup(func() { _ = f.docker.NetworkRemove(context.WithoutCancel(f.Context()), made.ID) })
			return
		}
		if !strings.Contains(err.Error(), "overlap") {
			f.Fatal(err)
		}
	}
	f.Fatal("no subnet is free")
}

// TestEngineTooFewAddressesAreFewerSlots runs more containers at a time than there are addresses.
func TestEngineTooFewAddressesAreFewerSlots(t *testing.T) {
	for name, boxed := range map[string]bool{"plain": false, "sandbox": true} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.small(29)
			if boxed {
				f.spec.Sandbox = static(t, "../..")
			}
			var notices []string
			f.spec.Notice = func(text string) { notices = append(notices, text) }
			var jobs []execute.Job
			for i := range 14 {
				jobs = append(jobs, f.shell(fmt.Sprint("job", i), "sleep 1"))
			}
			jobs[10].Places = 8 // more than there are then
			outcomes, err := f.run(t.Context(), 8, jobs...)
			for _, job := range jobs {
				if o := outcomes[job.Name]; o.Class != execute.Passed {
					t.Errorf("%s: %s: %s", job.Name, o.Class, o.Evidence)
				}
			}
			if err != nil || len(notices) != 3 || !strings.Contains(strings.Join(notices, "\n"), "too few addresses: 5 containers") {
				t.Errorf("%v, notices %q", err, notices)
			}
		})
	}
}

// TestEngineAnAddressIsWaitedFor has somebody else hold the only address for a while.
func TestEngineAnAddressIsWaitedFor(t *testing.T) {
	f := newFixture(t)
	f.small(30)
	var notices []string
	f.spec.Notice = func(text string) { notices = append(notices, text) }
	config := container.Config{Image: f.spec.Image.ID, Cmd: []string{"sleep", "1000"}}
	other, err := f.docker.ContainerCreate(t.Context(), &config, &container.HostConfig{NetworkMode: container.NetworkMode(f.spec.Network)}, nil, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	defer remove(context.WithoutCancel(t.Context()), f.docker, other.ID)
	if err := f.docker.ContainerStart(t.Context(), other.ID, container.StartOptions{}); err != nil {
		t.Fatal(err)
	}
	freed := time.AfterFunc(2*time.Second, func() { _ = remove(t.Context(), f.docker, other.ID) })
	defer freed.Stop()
	outcomes, err := f.run(t.Context(), 2, f.shell("one", "true"), f.shell("two", "true"))
	if err != nil || outcomes["one"].Class != execute.Passed || outcomes["two"].Class != execute.Passed || !strings.Contains(notices[0], "no free address") {
		t.Errorf("%+v, %q, %v", outcomes, notices, err)
	}
}
