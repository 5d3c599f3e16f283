package inputs

import (
	"fmt"
	"strings"

	"github.com/docker/cli/opts"
	"github.com/docker/go-units"

	"github.com/org/baleen-action/execute"
)

// Values of the input network with a meaning of their own; any other is the name of a network.
const (
	networkAuto    = "auto"
	networkSandbox = "sandbox"
)

// sandboxProgram is the program that Spec.Sandbox wants: this one.
const sandboxProgram = "/proc/self/exe"

// spec checks the inputs that are the same as in docker run.
func (c *checker) spec(in Run) execute.Spec {
	c.oneOf("init", in.Init, "auto", "true", "false")
	spec := execute.Spec{
		Init:        in.Init,
		User:        in.User,
		IPC:         in.IPC,
		Memory:      c.bytes("memory", in.Memory),
		CPUs:        c.number("cpus", in.CPUs),
		ShmSize:     c.bytes("shm-size", in.ShmSize),
		PidsLimit:   int64(c.number("pids-limit", in.PidsLimit)),
		Ulimits:     list(in.Ulimit),
		AddHosts:    list(in.AddHost),
		Volumes:     list(in.Volume),
		Tmpfs:       list(in.Tmpfs),
		CapAdd:      list(in.CapAdd),
		SecurityOpt: list(in.SecurityOpt),
		Privileged:  c.truth("privileged", in.Privileged),
	}
	for _, limit := range spec.Ulimits {
		if _, err := units.ParseUlimit(limit); err != nil {
			c.say("ulimit", fmt.Sprintf("%q: %v", limit, err), "--ulimit nofile=1024:4096")
		}
	}
	for _, host := range spec.AddHosts {
		if _, err := opts.ValidateExtraHost(host); err != nil {
			c.say("add-host", err.Error(), "--add-host db:10.0.0.5")
		}
	}
	switch in.Network {
	case networkAuto:
		spec.Sandbox, spec.SandboxIfPossible = sandboxProgram, true
	case networkSandbox:
		spec.Sandbox = sandboxProgram
		c.rights(spec)
	default:
		spec.Network = in.Network
	}
	switch in.Entrypoint {
	case "":
	case "none":
		spec.Entrypoint = []string{}
	default:
		spec.Entrypoint = []string{in.Entrypoint}
	}
	return spec
}

// rights refuses privileges that let a container change the sandbox for the next container.
func (c *checker) rights(spec execute.Spec) {
	rights := spec.NetworkRights()
	if len(rights) > 0 {
		c.say("network", "sandbox does not go with "+strings.Join(rights, ", ")+": a container could leave its network changed for the next one", "--network auto")
	}
}
