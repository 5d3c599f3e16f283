package docker

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/client"
)

// privateDaemon is a daemon that belongs to one test. It has its own network namespace: when a second daemon ends, it
// removes the bridge of the first.
type privateDaemon struct {
	*testing.T
	dir   string
	flags []string
	cmd   *exec.Cmd
	ended chan struct{}
}

func newPrivate(t *testing.T, flags ...string) *privateDaemon {
	t.Helper()
	if testing.Short() {
		t.Skip("needs dockerd")
	}
	dir, err := os.MkdirTemp("", "baleen-") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	d := &privateDaemon{T: t, dir: dir, flags: flags}
	t.Cleanup(func() {
		d.stop(syscall.SIGTERM)
		d.unmount()
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	d.start()
	return d
}

func (d *privateDaemon) at(name string) string { return filepath.Join(d.dir, name) }

// unmount removes the mounts that a killed daemon leaves behind.
func (d *privateDaemon) unmount() {
	mounts := read(d.T, "/proc/mounts")
	for line := range strings.Lines(mounts) {
		if fields := strings.Fields(line); strings.HasPrefix(fields[1], d.dir+"/") {
			_ = exec.Command("umount", "--lazy", fields[1]).Run()
		}
	}
}

// start starts the daemon with the data of the one before.
func (d *privateDaemon) start() {
	_ = os.Remove(d.at("pid")) // of one that was killed
	args := append([]string{"--net", "dockerd", "--host", "unix://" + d.at("s"), "--data-root", d.at("data"), "--exec-root", d.at("exec"),
		"--pidfile", d.at("pid"), "--bridge", "none", "--iptables=false", "--ip6tables=false"}, d.flags...)
	d.cmd = exec.Command("unshare", args...)
	log, err := os.OpenFile(d.at("log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		d.Error(err)
		return
	}
	defer log.Close()
	d.cmd.Stdout, d.cmd.Stderr = log, log
	if err := d.cmd.Start(); err != nil {
		d.Error(err)
		return
	}
	ended := make(chan struct{})
	cmd := d.cmd
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	d.ended = ended
}

// stop signals the daemon and waits until it has ended.
func (d *privateDaemon) stop(signal syscall.Signal) {
	_ = d.cmd.Process.Signal(syscall.SIGCONT)
	_ = d.cmd.Process.Signal(signal)
	select {
	case <-d.ended:
	case <-time.After(30 * time.Second):
		d.Error("daemon does not end")
		_ = d.cmd.Process.Kill()
		<-d.ended
	}
	d.waitForContainerd()
}

// waitForContainerd waits until containerd has ended as well: a new daemon would try to use the old one.
func (d *privateDaemon) waitForContainerd() {
	pidfile := d.at("exec/containerd/containerd.pid")
	pid, err := os.ReadFile(pidfile)
	if err != nil {
		return
	}
	dying := func() bool {
		stat, err := os.ReadFile(filepath.Join("/proc", string(pid), "stat"))
		return err == nil && !strings.Contains(string(stat), ") Z ")
	}
	for range 200 {
		if !dying() {
			_ = os.Remove(pidfile)
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// connect waits until it answers.
func (d *privateDaemon) connect() *client.Client {
	d.Helper()
	env := environment(map[string]string{"DOCKER_HOST": "unix://" + d.at("s"), "HOME": d.dir})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		c, _, err := Connect(context.WithoutCancel(d.Context()), ConnectOptions{Getenv: env})
		if err == nil {
			d.Cleanup(func() { _ = c.Close() })
			return c
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(d.at("log"))
			d.Fatalf("%v: %s", err, text)
		}
	}
}
