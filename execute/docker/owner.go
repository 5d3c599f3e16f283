package docker

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/org/baleen-action/execute"
)

// owner identifies the process that a run's objects belong to. It is exact enough that no other process is taken for
// it, not even one after a restart of the machine. Unknown fields are empty.
type owner struct {
	boot      string // the kernel's boot ID
	namespace string // PID namespace
	pid       string
	start     string // start time of the process, in clock ticks since boot
	container string // ID of our own container, if this daemon runs it
	since     string // when that container started: it may be started again, without us
	machine   string // besideDaemon, if the process surely runs on the daemon's machine
}

// besideDaemon is the machine that owners have in common although it was restarted in between.
const besideDaemon = "daemon's"

// String returns the label's value.
func (o owner) String() string {
	return strings.Join([]string{o.boot, o.namespace, o.pid, o.start, o.container, o.since, o.machine}, "/")
}

// parseOwner parses what String returned; anything else is the zero owner.
func parseOwner(text string) owner {
	words := strings.Split(text, "/")
	if len(words) != 7 {
		return owner{}
	}
	return owner{boot: words[0], namespace: words[1], pid: words[2], start: words[3], container: words[4], since: words[5], machine: words[6]}
}

// currentOwner returns the owner for this process; proc is the process file system.
func currentOwner(ctx context.Context, d inspector, proc string) owner {
	o := currentHost(d, proc)
	if link, err := os.Readlink(filepath.Join(proc, "self")); err == nil {
		o.pid = filepath.Base(link)
		o.start, _ = execute.StartTime(proc, o.pid)
	}
	if me, ok := ownContainer(ctx, d, proc); ok {
		o.container, o.since = me.ID, me.State.StartedAt
	}
	return o
}

// currentHost returns the part of an owner that all processes of this PID namespace share.
func currentHost(d inspector, proc string) owner {
	var o owner
	if onDaemonsMachine(d, proc) {
		o.machine = besideDaemon
	}
	if boot, err := os.ReadFile(filepath.Join(proc, "sys/kernel/random/boot_id")); err == nil {
		o.boot = strings.TrimSpace(string(boot))
	}
	if namespace, err := os.Readlink(filepath.Join(proc, "self/ns/pid")); err == nil {
		o.namespace = strings.Trim(strings.TrimPrefix(namespace, "pid:"), "[]")
	}
	return o
}

// hasEnded reports whether the owner's process has ended, as seen from a process at here. If that cannot be known, it has
// not: another machine, another PID namespace, or a process file system that hides other users' processes.
func (o owner) hasEnded(here owner, proc string) bool {
	if o.boot == "" || here.boot == "" {
		return false
	}
	if o.boot != here.boot {
		// If both were beside the daemon, its machine was restarted. A container of systemd-nspawn or LXC has a boot ID of its own,
		// but another namespace than the machine, whose number is the same at every boot (PROC_PID_INIT_INO in proc_ns.h).
		return o.machine == besideDaemon && here.machine == besideDaemon && o.namespace == here.namespace
	}
	if o.namespace == "" || o.start == "" || o.namespace != here.namespace {
		return false
	}
	if _, err := strconv.Atoi(o.pid); err != nil {
		return false
	}
	start, err := execute.StartTime(proc, o.pid)
	if errors.Is(err, fs.ErrNotExist) {
		_, hidden := os.Stat(filepath.Join(proc, "1")) // hidepid=2
		return hidden == nil
	}
	return err == nil && start != o.start
}

var containerID = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// possibleNames returns names under which the daemon may know this process's container: IDs in the sources of the files
// that an engine mounts into every container, then the host name, which is the beginning of the ID unless somebody set
// it.
func possibleNames(proc string) []string {
	var found []string
	if file, err := os.Open(filepath.Join(proc, "self/mountinfo")); err == nil {
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			if strings.Contains(lines.Text(), " /etc/host") || strings.Contains(lines.Text(), " /etc/resolv.conf ") {
				found = append(found, containerID.FindAllString(lines.Text(), 1)...)
			}
		}
	}
	if name, err := os.ReadFile(filepath.Join(proc, "sys/kernel/hostname")); err == nil {
		found = append(found, strings.TrimSpace(string(name)))
	}
	return found
}
