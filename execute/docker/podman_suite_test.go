package docker

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// notOnPodman lists the engine's tests that do not run on Podman 4.3, with the reason.
var notOnPodman = map[string]string{
	"Artifacts":                               "its container is ended by a signal of its own, which PID 1 cannot send itself where there is no init",
	"Classes":                                 "the same",
	"TimeoutLetsTheRunnerReport":              "without an init nobody passes a signal on to the process group",
	"Neighbours":                              "it compares Docker's names of events",
	"AVandalousNeighbour":                     "what a container printed goes with it when somebody removes it, so output may be incomplete",
	"StartFails":                              "a program that is not there is found out at attach, with another exit status",
	"TheScratchFolderIsPartOfAnImage":         "to remove an image takes its containers and nameless parents along",
	"ShareWithAnotherMachine":                 "it makes the folder that a mount lacks, where Docker refuses",
	"OutOfMemory":                             "it tells of no lack of memory",
	"ASandboxIsKilled":                        "a container that others depend on cannot be removed",
	"ASandboxGoesBeforeItIsJoined":            "the same",
	"SandboxesAreApart":                       "containers of one network have other files in common, and no address under their host name",
	"AChangedSandboxIsReplaced":               "the same: sandboxes are replaced more often",
	"SandboxesThatAreAlwaysChangedAreGivenUp": "the same",
	"ALostHostNameIsTold":                     "containers of one network have their own ID as host name",
	"ReportsWithoutTheSandbox":                "it removes a container that others depend on",
	"Before":                                  "an image made of a container has variables of Podman's own",
	"BeforeFails":                             "PID 1 cannot send itself a signal where there is no init",
	"BeforeFaults":                            "a second attach has no standard input",
	"Faults":                                  "its table is of Docker's answers",
	"WorkspaceFaults":                         "the same",
	"DaemonGoesAndComes":                      "it is about a dockerd of its own",
	"Podman":                                  "it starts Podman itself",
	"OverSSH":                                 "the same",
}

// TestOnPodman runs the tests of the engine on Podman.
func TestOnPodman(t *testing.T) {
	host := podman(t).DaemonHost()
	list, err := exec.Command(os.Args[0], "-test.list", "^TestEngine").Output()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range strings.FieldsSeq(string(list)) {
		if _, not := notOnPodman[strings.TrimPrefix(name, "TestEngine")]; !not {
			names = append(names, name)
		}
	}
	for name := range notOnPodman {
		if !slices.Contains(strings.Fields(string(list)), "TestEngine"+name) {
			t.Errorf("there is no test TestEngine%s to leave out", name)
		}
	}
	began := time.Now()
	suite := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.timeout=20m", "-test.run=^("+strings.Join(names, "|")+")$")
	suite.Env = append(os.Environ(), "DOCKER_HOST="+host)
	out, err := suite.CombinedOutput()
	if passed := strings.Count(string(out), "\n--- PASS: "); err != nil || passed < len(names) {
		t.Errorf("%d of %d tests passed, %v:\n%s", passed, len(names), err, out)
	}
	t.Logf("%d tests in %.0f s", len(names), time.Since(began).Seconds())
}
