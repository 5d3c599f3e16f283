package inputs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/execute"
)

// TestDockerInputs: each input reaches its own field of what containers are made of, and changes nothing else.
func TestDockerInputs(t *testing.T) {
	for args, change := range map[string]func(*execute.Spec){
		"--memory=512m":                             func(s *execute.Spec) { s.Memory = 512 << 20 },
		"--memory=0":                                func(*execute.Spec) {},
		"--cpus=0.5":                                func(s *execute.Spec) { s.CPUs = 0.5 },
		"--shm-size=64m":                            func(s *execute.Spec) { s.ShmSize = 64 << 20 },
		"--pids-limit=200":                          func(s *execute.Spec) { s.PidsLimit = 200 },
		"--user=1000:100":                           func(s *execute.Spec) { s.User = "1000:100" },
		"--user= node ":                             func(s *execute.Spec) { s.User = "node" },
		"--ipc=host":                                func(s *execute.Spec) { s.IPC = "host" },
		"--init=true":                               func(s *execute.Spec) { s.Init = "true" },
		"--init=false":                              func(s *execute.Spec) { s.Init = "false" },
		"--init=":                                   func(*execute.Spec) {},
		"--privileged":                              func(s *execute.Spec) { s.Privileged = true },
		"--privileged=FALSE":                        func(*execute.Spec) {},
		"--network=host":                            func(s *execute.Spec) { s.Network = "host" },
		"--network=auto":                            func(*execute.Spec) {},
		"--network=bridge":                          func(s *execute.Spec) { s.Network = "bridge" },
		"--network=sandbox":                         func(s *execute.Spec) { s.Sandbox = sandboxProgram },
		"--entrypoint=none":                         func(s *execute.Spec) { s.Entrypoint = []string{} },
		"--entrypoint=/bin/with blank":              func(s *execute.Spec) { s.Entrypoint = []string{"/bin/with blank"} },
		"--work-dir=/suite":                         func(s *execute.Spec) { s.WorkDir = "/suite" },
		"--env=A=1 --env=B=":                        func(s *execute.Spec) { s.Env = []string{"A=1", "B="} },
		"--cap-add=SYS_ADMIN\nNET_RAW":              func(s *execute.Spec) { s.CapAdd = []string{"SYS_ADMIN", "NET_RAW"} },
		"--tmpfs=/tmp:size=64m,mode=1":              func(s *execute.Spec) { s.Tmpfs = []string{"/tmp:size=64m,mode=1"} },
		"--ulimit=core=0 --ulimit=cpu=1:2":          func(s *execute.Spec) { s.Ulimits = []string{"core=0", "cpu=1:2"} },
		"--add-host=db:10.0.0.5\nme:host-gateway":   func(s *execute.Spec) { s.AddHosts = []string{"db:10.0.0.5", "me:host-gateway"} },
		"--volume=cache:/cache --volume=/a,b:/c:ro": func(s *execute.Spec) { s.Volumes = []string{"cache:/cache", "/a,b:/c:ro"} },
		"--security-opt=no-new-privileges":          func(s *execute.Spec) { s.SecurityOpt = []string{"no-new-privileges"} },
	} {
		want := execute.Spec{Init: "auto", ShmSize: 1 << 30, Sandbox: sandboxProgram, SandboxIfPossible: true}
		if network, given := strings.CutPrefix(args, "--network="); given && network != networkAuto {
			want.Sandbox, want.SandboxIfPossible = "", false
		}
		change(&want)
		s, wrong := given(t, flags(args)...).Check(lookIn(nil))
		if len(wrong) > 0 {
			t.Errorf("%s: %v", args, wrong)
		}
		if diff := cmp.Diff(want, s.Spec); diff != "" {
			t.Errorf("%s: %s", args, diff)
		}
	}
}

// TestOwnNetwork: the containers join the network of Baleen's own container unless a network is named.
func TestOwnNetwork(t *testing.T) {
	for network, want := range map[string]bool{"": true, "auto": true, "sandbox": true, "bridge": false, "none": false, "host": false, "db": false} {
		if s, _ := given(t, "--network="+network).Check(lookIn(nil)); s.OwnNetwork != want {
			t.Errorf("network %q: own %v", network, s.OwnNetwork)
		}
	}
}

// TestSandboxRights: with a sandbox, a container must not be able to change the network that the next one gets.
func TestSandboxRights(t *testing.T) {
	for args, want := range map[string]string{
		"--privileged":                            "privileged",
		"--cap-add=NET_ADMIN":                     "cap-add",
		"--security-opt=systempaths=unconfined":   "security-opt systempaths=unconfined",
		"--privileged --cap-add=SYS_PTRACE":       "privileged, cap-add",
		"--security-opt=seccomp=unconfined":       "",
		"--privileged=false --init=true --cpus=1": "",
	} {
		_, wrong := given(t, append(flags(args), "--network=sandbox")...).Check(lookIn(nil))
		switch {
		case want == "" && len(wrong) > 0:
			t.Errorf("%s: %v", args, wrong)
		case want != "" && (len(wrong) != 1 || wrong[0].Input != "network" || !strings.Contains(wrong[0].Problem, "does not go with "+want+":")):
			t.Errorf("%s: %v, want %s", args, wrong, want)
		}
		if _, wrong := given(t, flags(args)...).Check(lookIn(nil)); len(wrong) > 0 {
			t.Errorf("%s without a sandbox: %v", args, wrong)
		}
	}
}

// TestDockerRefuses: one line of several is wrong, and the message repeats that line.
func TestDockerRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"--ulimit=core=0\nnofile=9:1": `ulimit: "nofile=9:1"`,
		"--ulimit=bogus=1":            `ulimit: "bogus=1"`,
		"--add-host=a:10.0.0.1\nb:x":  "add-host: ",
		"--shm-size=-1":               `shm-size: "-1" is not a size`,
		"--pids-limit=-1":             `pids-limit: "-1" is not a number above 0`,
		"--privileged=perhaps":        `privileged: "perhaps" is neither true nor false`,
	} {
		_, wrong := given(t, args).Check(lookIn(nil))
		if len(wrong) != 1 || !strings.Contains(wrong[0].Error(), want) {
			t.Errorf("%s: %v, want %s", args, wrong, want)
		}
	}
}
