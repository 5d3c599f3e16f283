package execute

import (
	"strings"
	"testing"
)

// TestStartAdviceNamesWhatTheDaemonNames has messages as daemons give them; those with a version are from sources, the others from
// Engine 20.10.
func TestStartAdviceNamesWhatTheDaemonNames(t *testing.T) {
	for evidence, want := range map[string]string{
		`start container: Error response from daemon: network nosuch not found`:                                                "Check network:",
		`start container: Error response from daemon: network memory-cpu not found`:                                            "Check network:",
		`create container: Error response from daemon: No such container: nosuch`:                                              "Check network and ipc:",
		`create container: Error response from daemon: Minimum memory limit allowed is 6MB`:                                    "Check memory:",
		`create container: Error response from daemon: Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available`: "Check cpus:",
		`create container: Error response from daemon: invalid CapAdd: unknown capability: "CAP_NOSUCH"`:                       "Check cap-add:",
		`create container: Error response from daemon: invalid --security-opt 2: "foo=bar"`:                                    "Check security-opt",
		`OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: unknown`: "Check ulimit:",
		`start container again: Error response from daemon: unable to find user nosuch: no matching entries in passwd file`:                                                                                                     "Check user:",
		`create container: Error response from daemon: invalid volume specification: '/nosuch/../x:rel': invalid mount config for type "bind": invalid mount path: 'rel' mount path must be absolute`:                           "Check volume:",
		`create container: Error response from daemon: create device!: "device!" includes invalid characters for a local volume name`:                                                                                           "Check volume:",
		`error mounting "/etc/passwd" to rootfs at "/etc": mount /etc/passwd:/etc (via /proc/self/fd/6), flags: 0x5000: not a directory: unknown`:                                                                               "Check volume:",
		`invalid mount config for type "bind": bind source path does not exist: /nosuch`:                                                                                                                                        "Check volume:",
		`start container again: Error response from daemon: invalid tmpfs option ["nosuch"]`:                                                                                                                                    "Check tmpfs:",
		`create container: Error response from daemon: Cannot mkdir: /bin/busybox is not a directory`:                                                                                                                           "Check work-dir:",
		`failed to write "999999999": write /sys/fs/cgroup/pids/docker/477e/pids.max: invalid argument: unknown`:                                                                                                                "Raise pids-limit",
		`create container: Error response from daemon: invalid mode: badmode`:                                                                                                                                                   "Check volume:",
		`start container again: Error response from daemon: Invalid IPC mode: foo`:                                                                                                                                              "Check ipc",
		`the command could not be run in the container: exit status 1, [FATAL tini (7)] exec sh failed: Exec format error`:                                                                                                      "another processor",
		`the command could not be run in the container: exit status 1, exec /sbin/docker-init: argument list too long`:                                                                                                          "shorter variables",
		`the command could not be run in the container: exit status 2, sh: can't fork: Resource temporarily unavailable`:                                                                                                        "pids-limit",
		`the command could not be run in the container: exit status 127, [FATAL tini (7)] exec bash failed: No such file or directory`:                                                                                          "Check command, shell",
		`OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown`:                                                                         "Check command, shell",
		`start container: Error response from daemon: no available IPv4 addresses on this network's address pools: bridge (9d1)`:                                                                                                "no free addresses",
		`could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network`:                                                                                                            "no free addresses",
		`all predefined address pools have been fully subnetted (v28)`:                                                                                                                                                          "no free addresses",
		`error gathering device information while adding custom device "/dev/nosuch": no such file or directory`:                                                                                                                "Check the device",
		`could not select device driver "" with capabilities: [[gpu]] (v28)`:                                                                                                                                                    "Check the device",
		`privileged mode is incompatible with user namespaces (v28)`:                                                                                                                                                            "privileged",
		`unable to derive the IP value for host-gateway (v28)`:                                                                                                                                                                  "Check add-host",
		`NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted (v28)`:                                                                                                         "Check cpus",
		`container init was OOM-killed (memory limit too low?) (runc 1.1)`:                                                                                                                                                      "Check memory",
		`image operating system "windows" cannot be used on this platform (v28)`:                                                                                                                                                "another processor",
		`authorization denied by plugin opa: no (v28)`:                                                                                                                                                                          "authorization plugin",
		`attach to container: unable to upgrade to tcp, received 403`:                                                                                                                                                           "attach call",
		`no command specified`: "Give a command",
		`the command could not be run in the container: exit status 126`: "Check that command, entrypoint",
	} {
		if got := startAdvice(evidence); !strings.Contains(got, want) {
			t.Errorf("%s:\n  %s, want %s", evidence, got, want)
		}
	}
}
