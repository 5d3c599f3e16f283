package docker

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// onDaemonsMachine reports whether this process surely runs on the daemon's own kernel: the daemon listens at the other end
// of a Unix socket. That end may also be a tunnel (ssh -L, Docker Desktop), so its process has to have a daemon's name. A
// daemon whose socket systemd opened for it has to run as well, now that it has answered.
func onDaemonsMachine(docker any, proc string) bool {
	d, ok := docker.(interface{ DaemonHost() string })
	if !ok {
		return false
	}
	socket, ok := strings.CutPrefix(d.DaemonHost(), "unix://")
	if !ok {
		return false
	}
	pid := listener(socket)
	if pid <= 0 {
		return false // none, or in a PID namespace that cannot be seen from here
	}
	name := programName(proc, strconv.Itoa(int(pid)))
	return isDaemon(name) || pid == 1 && name == "systemd" && runsDaemon(proc)
}

// listener is the process that listens at a socket, 0 if it cannot be seen.
func listener(socket string) (pid int32) {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return 0
	}
	defer conn.Close()
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return 0
	}
	_ = raw.Control(func(fd uintptr) {
		if peer, err := syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED); err == nil {
			pid = peer.Pid
		}
	})
	return pid
}

func isDaemon(program string) bool { return program == "dockerd" || program == "podman" }

func programName(proc, pid string) string {
	name, _ := os.ReadFile(filepath.Join(proc, pid, "comm"))
	return strings.TrimSpace(string(name))
}

func runsDaemon(proc string) bool {
	entries, _ := os.ReadDir(proc)
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool { return isDaemon(programName(proc, e.Name())) })
}
