package execute

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
)

// owner names the process that a run's objects belong to, so exactly that no other process, and no process after a
// restart of the machine, is taken for it. Fields that could not be found are empty.
type owner struct {
	boot      string // the kernel's boot ID
	namespace string // PID namespace
	pid       string
	start     string // of the process, in clock ticks since boot
	container string // our own container's ID where this daemon runs it
}

// String is the label's text.
func (o owner) String() string {
	return strings.Join([]string{o.boot, o.namespace, o.pid, o.start, o.container}, "/")
}

// parseOwner reads what String wrote; the zero owner where it is something else.
func parseOwner(text string) owner {
	words := strings.Split(text, "/")
	if len(words) != 5 {
		return owner{}
	}
	return owner{boot: words[0], namespace: words[1], pid: words[2], start: words[3], container: words[4]}
}

// currentOwner is the owner that this process is; proc is the process file system.
func currentOwner(ctx context.Context, d inspector, proc string) owner {
	o := currentHost(proc)
	if link, err := os.Readlink(filepath.Join(proc, "self")); err == nil {
		o.pid = filepath.Base(link)
		o.start, _ = startTime(proc, o.pid)
	}
	if me, ok := ownContainer(ctx, d, proc); ok {
		o.container = me.ID
	}
	return o
}

// currentHost is the part of an owner that all processes beside this one share.
func currentHost(proc string) owner {
	var o owner
	if boot, err := os.ReadFile(filepath.Join(proc, "sys/kernel/random/boot_id")); err == nil {
		o.boot = strings.TrimSpace(string(boot))
	}
	if namespace, err := os.Readlink(filepath.Join(proc, "self/ns/pid")); err == nil {
		o.namespace = strings.Trim(strings.TrimPrefix(namespace, "pid:"), "[]")
	}
	return o
}

// startTime reads field 22 of the process's stat. Its second field is the program's name, which may hold anything, so
// fields are counted from the last bracket.
func startTime(proc, pid string) (string, error) {
	stat, err := os.ReadFile(filepath.Join(proc, pid, "stat"))
	if err != nil {
		return "", err
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const start = 22 - 3
	if len(fields) <= start {
		return "", errors.New("no start time")
	}
	return fields[start], nil
}

// hasEnded tells whether the owner's process has ended. What cannot be judged from here (another machine, another PID
// namespace, a process file system that hides other users' processes) is alive.
func (o owner) hasEnded(proc string) bool {
	at := currentHost(proc)
	if o.boot == "" || o.namespace == "" || o.start == "" || o.boot != at.boot || o.namespace != at.namespace {
		return false
	}
	if _, err := strconv.Atoi(o.pid); err != nil {
		return false
	}
	start, err := startTime(proc, o.pid)
	if errors.Is(err, fs.ErrNotExist) {
		_, hidden := os.Stat(filepath.Join(proc, "1")) // hidepid=2
		return hidden == nil
	}
	return err == nil && start != o.start
}

var containerID = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// possibleNames are names under which this process's container might be known: IDs in the sources of the files that an
// engine mounts into every container, then the host name, which is the ID's beginning unless somebody set it.
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
