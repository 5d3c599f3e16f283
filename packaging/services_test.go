package packaging

import (
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/org/baleen-action/result"
)

// TestEngineServices: the runner puts an action's container on the network of the job's services. The test containers must
// come to the same one, or no suite finds its database.
func TestEngineServices(t *testing.T) {
	p := newPackaging(t)
	name := "baleen-test-services"
	made, err := p.docker.NetworkCreate(t.Context(), name, network.CreateOptions{Labels: map[string]string{"baleen-test": ""}})
	if err != nil {
		t.Fatal(err)
	}
	service, err := p.docker.ContainerCreate(t.Context(), &container.Config{Image: p.busybox, Cmd: []string{"sleep", "600"}, Labels: map[string]string{"baleen-test": ""}},
		&container.HostConfig{NetworkMode: container.NetworkMode(name)},
		&network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{name: {Aliases: []string{"db"}}}}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	defer p.docker.NetworkRemove(t.Context(), made.ID)
	defer p.docker.ContainerRemove(t.Context(), service.ID, container.RemoveOptions{Force: true})
	if err := p.docker.ContainerStart(t.Context(), service.ID, container.StartOptions{}); err != nil {
		t.Fatal(err)
	}
	s := p.newStep(t, map[string]string{"image": p.busybox, "runner": "exit-code", "files": "features/passing.feature",
		"files-from": "workspace", "command": "ping -c 1 -W 5 db && : {files}"}, "passing.feature")
	status, log := s.run(t, "--network", name)
	if status != result.ExitPassed || s.outputs(t)["result"] != "passed" {
		t.Errorf("exit status %d, outputs %v:\n%s", status, s.outputs(t), log)
	}
	if status, log := s.run(t); status != result.ExitFailed {
		t.Errorf("without the network the service is found all the same: exit status %d\n%s", status, log)
	}
	if left := s.containers(t); len(left) > 0 {
		t.Errorf("%d containers are left", len(left))
	}
}
