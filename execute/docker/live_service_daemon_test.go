package docker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/network"
	"github.com/org/baleen-action/execute"
)

// TestEngineDaemonRestartsUnderServices: no container is taken for a test that failed, services are there again, and nothing is left.
func TestEngineDaemonRestartsUnderServices(t *testing.T) {
	t.Parallel() // with an engine of its own
	d := newPrivate(t)
	c := d.connect()
	f := fixture{T: t, docker: c, dir: t.TempDir(), spec: execute.Spec{Image: testImage(t, c), RunID: "test", Init: "auto", Network: "none"}}
	db := database(0)
	db.Image, db.SlotVolumes = f.spec.Image, []string{"data:/lib"}
	f.spec.World = execute.World{Services: []execute.Service{db}, Timeout: time.Minute}
	for i, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM} {
		struck := f.shell(fmt.Sprint("struck", i), "echo begun; sleep 1000")
		after, last := f.shell(fmt.Sprint("after", i), askDB+"; sleep 1"), f.shell(fmt.Sprint("last", i), askDB)
		struck.Timeout = 2 * time.Minute
		var striking sync.WaitGroup
		striking.Go(func() {
			for text := ""; text == ""; time.Sleep(20 * time.Millisecond) {
				content, _ := os.ReadFile(struck.Stdout)
				text = string(content)
			}
			d.stop(signal)
			d.start()
		})
		outcomes, err := f.run(t.Context(), 1, struck, after, last)
		striking.Wait()
		d.connect()
		if o := outcomes[struck.Name]; err != nil || o.Class != execute.Killed && o.Class != execute.ServiceFault {
			t.Errorf("%s: %v, %s: %s", signal, err, o.Class, o.Evidence)
		}
		// A daemon that is being stopped still answers some calls, and one that starts ends what runs, so the next container
		// may be hit as well.
		if o := outcomes[after.Name]; o.Class == execute.Failed {
			t.Errorf("after %s: %s: %s: %s", signal, o.Class, o.Evidence, read(t, after.Stderr))
		}
		if o := outcomes[last.Name]; o.Class != execute.Passed || read(t, last.Stdout) == "" {
			t.Errorf("last after %s: %s: %s: %s", signal, o.Class, o.Evidence, read(t, last.Stderr))
		}
		if left := f.worldsLeft(); left != "" {
			t.Errorf("after %s:%s are left", signal, left)
		}
	}
	leavesNothing(t, c, f.spec.RunID)
}

// fewNetworks is a daemon with addresses for so many networks.
type fewNetworks struct {
	Daemon
	mu   sync.Mutex
	left int
}

func (n *fewNetworks) NetworkCreate(ctx context.Context, name string, o network.CreateOptions) (network.CreateResponse, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.left == 0 {
		return network.CreateResponse{}, errors.New("Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network")
	}
	n.left--
	return n.Daemon.NetworkCreate(ctx, name, o)
}

func (n *fewNetworks) NetworkRemove(ctx context.Context, id string) error {
	err := n.Daemon.NetworkRemove(ctx, id)
	n.mu.Lock()
	defer n.mu.Unlock()
	if err == nil {
		n.left++
	}
	return err
}

// TestEngineTooFewNetworksAreFewerSlots: and services that start ahead make way for those that are needed now.
func TestEngineTooFewNetworksAreFewerSlots(t *testing.T) {
	t.Parallel() // with an engine of its own
	for name, perFile := range map[string]bool{"for each slot": false, "for each file": true} {
		f := withWorld(t, execute.Service{Name: "quiet", Command: []string{"sleep", "1000"}})
		f.spec.World.PerFile = perFile
		var notices []string
		f.spec.Notice = func(text string) { notices = append(notices, text) }
		var jobs []execute.Job
		for i := range 5 {
			jobs = append(jobs, f.shell(fmt.Sprint("job", i), "sleep 0.5"))
		}
		slots, want := 3, 1
		if perFile {
			slots, want = 1, 0
		}
		passed := 0
		err := New(&fewNetworks{Daemon: f.docker, left: slots - want}, f.spec, slots).Run(t.Context(), queue(jobs...), func(o execute.Outcome) {
			if passed++; o.Class != execute.Passed {
				t.Errorf("%s, %s: %s: %s", name, o.Job.Name, o.Class, o.Evidence)
			}
		})
		if err != nil || passed != len(jobs) || len(notices) != want || want > 0 && !strings.Contains(notices[0], "too few addresses: 2 containers") {
			t.Errorf("%s: %v, %d outcomes, %q", name, err, passed, notices)
		}
	}
}
