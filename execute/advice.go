package execute

import (
	"regexp"
)

// Advice says in one sentence what to do about a class.
func Advice(class Class, evidence string) string {
	switch class {
	case Timeout:
		return "Raise timeout, or look at the last lines of the output to see what it waited for."
	case Silent:
		return "Look at what it was running and waiting for; raise silence if the suite is quiet for so long, or let on-silence send a signal that makes its program print its stacks."
	case OOM:
		return "Raise memory, or lower concurrency so that each container has more."
	case Killed:
		return "Look at the daemon's log and memory: lower concurrency, or set memory to find the container that needs too much."
	case StartFailed:
		return startAdvice(evidence)
	case BadImage:
		return "Build or pull the image on this daemon again, and make sure that nothing prunes it during the run."
	case Removed:
		return "Stop other jobs on this daemon from removing or pruning containers that are not theirs."
	case Lost:
		return "Check that the daemon is up and reachable, then run again."
	case OutputIncomplete:
		return "Run again; if it happens again, let the runner print less or write its report to a file."
	case NoSpace:
		return "Free disk space on the daemon's machine and for the report folder, or lower output-limit."
	case ServiceFault:
		return "Look at the service's log; raise services-timeout if it only needs longer, and if it is meant to end, let depends_on wait for service_completed_successfully."
	case BeforeFailed:
		return "Fix before-slot; the suite did not start."
	case Cancelled:
		return "Run again to get its result."
	}
	return ""
}

// startAdvice says what to do about a container that did not start, by what the daemon names.
func startAdvice(evidence string) string {
	for _, cause := range startCauses {
		if cause.words.MatchString(evidence) {
			return cause.advice
		}
	}
	return "Check that command, entrypoint, shell, user and volume fit the image."
}

// startCause is a reason why a container does not start, and the words of moby, libnetwork, runc, netavark or an init that name it.
type startCause struct {
	words  *regexp.Regexp
	advice string
}

func cause(words, advice string) startCause {
	return startCause{regexp.MustCompile("(?i)" + words), advice}
}

// startCauses are in the order in which they are looked for: sentences that quote what the user gave (a path, a name) come
// before single words, which may be part of such a quotation.
var startCauses = []startCause{
	cause(`attach to container`, "Allow the attach call in the proxy in front of the daemon: without it there is no output."),
	cause(`authorization denied by plugin`, "Ask whoever runs the daemon: its authorization plugin denies this call."),
	cause(`exec format error|does not match the (specified|detected host) platform|cannot be used on this platform`,
		"The image is for another processor or system than the daemon's: build it for the daemon's, set platform, or install an emulator on its machine (qemu with binfmt)."),
	cause(`argument list too long`, "Give fewer or shorter variables by env, env-file and secrets, or a shorter command: together they are more than a program can be started with."),
	cause(`no command specified`, "Give a command or an entrypoint: the image has none."),
	cause(`network \S+ not found|network .*not manually attachable|network-scoped`, "Check network: the daemon has no such network that containers can join; docker network ls lists all."),
	cause(`no such container|cannot join network of|container \S+ is not running`, "Check network and ipc: the container that they name does not run."),
	cause(`no available ip|address pool|non-overlapping|pool overlaps|fully subnetted|failed to allocate gateway|no free ip|could not find free ip`,
		"The network has no free addresses: lower concurrency, name a larger network, or enlarge default-address-pools in the daemon's configuration."),
	cause(`unable to find (user|group)|no matching entries in (passwd|group)|no users found|setting up user|setgroups|setuid`,
		"Check user: the image has no such user or group. A number always works."),
	cause(`cannot mkdir|mkdir .*/merged/\S+: not a directory|chdir to cwd|working directory`, "Check work-dir: it is no folder in the image, or the user may not enter it."),
	cause(`docker-init|init binary`, "Set init to false: the engine has no init program."),
	cause(`exec: "|\] exec |\bexec /`, "Check command, shell, entrypoint and user: the image has no such program, the user may not run it, or what it needs to run is missing."),
	cause(`tmpfs`, "Check tmpfs: its path, options and size."),
	cause(`shm size|shmsize|"shm" to rootfs`, "Check shm-size."),
	cause(`mounting |mount path|mount config|mount source|bind source|bind mount|volume|invalid mode|mounts denied|shared mount|not shared`,
		"Check volume: what it mounts, where to, and with which options."),
	cause(`ipc mode|ipc namespace|non-shareable ipc`, "Check ipc."),
	cause(`security-opt|security opt|seccomp|apparmor|selinux|no_new_priv`, "Check security-opt."),
	cause(`device driver|custom device|device node|gpu|nvidia|/dev/`, "Check the device that is named: the daemon's machine has none such, or lets no container use it."),
	cause(`capabilit|capadd`, "Check cap-add: the engine knows no such capability, or may not give it."),
	cause(`privileged`, "Set privileged to false, or use a daemon that allows it."),
	cause(`extra.?host|add-host|host-gateway`, "Check add-host."),
	cause(`rlimit|ulimit`, "Check ulimit: the daemon's machine does not allow as much."),
	cause(`pids[._ -]?(max|limit)|\bfork\b|new os thread`, "Raise pids-limit, or check that it is a number that the daemon's machine takes: a container needs a process or thread for everything that it runs."),
	cause(`\bcpus?\b|nanocpu|cpuset`, "Check cpus: the daemon's machine has fewer, or cannot limit them."),
	cause(`memory|oom`, "Check memory: it is less than the engine or the container needs to start, or the daemon's machine cannot limit it."),
	cause(`cgroup`, "Check memory, cpus and pids-limit: the daemon cannot set up the control group that limits them."),
	cause(`network|endpoint`, "Check network: docker network ls lists what the daemon has."),
}
