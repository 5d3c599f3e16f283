package docker

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// sshd is a server that lets one key in, to the daemon's socket.
type sshd struct {
	host string // ssh://
	home string
	log  string
}

// newSSHD starts a server of the test's own. The ssh in PATH is the real one with the test's configuration, which ssh reads
// from the user's real home otherwise.
func newSSHD(t *testing.T, socket string) sshd {
	t.Helper()
	for command, packages := range map[string][]string{"ssh": {"openssh-client"}, "/usr/sbin/sshd": {"openssh-server"}} {
		if out, err := exec.Command("../../scripts/need", append([]string{command}, packages...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	home, err := os.MkdirTemp("", "b") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	port := freePort(t)
	s := sshd{host: fmt.Sprintf("ssh://root@127.0.0.1:%d%s", port, socket), home: home, log: filepath.Join(home, "log")}
	s.configure(t, port)
	s.start(t, port)
	return s
}

func freePort(t *testing.T) int {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer free.Close()
	return free.Addr().(*net.TCPAddr).Port
}

// configure writes the server's and the user's keys and configuration.
func (s sshd) configure(t *testing.T, port int) {
	t.Helper()
	at := func(name string) string { return filepath.Join(s.home, name) }
	sshProgram, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{".ssh", "bin"} {
		if err := os.Mkdir(at(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"host", "user"} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", at(key)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	for name, text := range map[string]string{
		"sshd_config": fmt.Sprintf("Port %d\nListenAddress 127.0.0.1\nHostKey %s\nAuthorizedKeysFile %s\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPidFile none\nSetEnv PATH=%s\n",
			port, at("host"), at("user.pub"), os.Getenv("PATH")),
		"ssh_config": fmt.Sprintf("IdentityFile %s\nUserKnownHostsFile %s\nStrictHostKeyChecking accept-new\n", at("user"), at("known")),
		"bin/ssh":    fmt.Sprintf("#!/bin/sh\nexec %s -F %s \"$@\"\n", sshProgram, at("ssh_config")),
	} {
		if err := os.WriteFile(at(name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", at("bin")+":"+os.Getenv("PATH"))
}

// start returns when the server answers.
func (s sshd) start(t *testing.T, port int) {
	t.Helper()
	if err := os.MkdirAll("/run/sshd", 0o755); err != nil { // sshd refuses to start without it
		t.Fatal(err)
	}
	server := exec.Command("/usr/sbin/sshd", "-D", "-f", filepath.Join(s.home, "sshd_config"), "-E", s.log)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	for range 100 {
		if c, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", port)); err == nil {
			c.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("sshd does not answer")
}

// logins runs containers on the daemon behind ssh and returns how many logins that took.
func (s sshd) logins(f fixture, env func(string) string) int {
	f.Helper()
	before := strings.Count(read(f.T, s.log), "Accepted publickey")
	c, server, err := Connect(f.Context(), ConnectOptions{Host: s.host, Getenv: env})
	if err != nil {
		f.Fatal(err)
	}
	defer c.Close()
	f.docker = c
	var jobs []execute.Job
	for i := range 6 {
		jobs = append(jobs, f.shell(fmt.Sprint("job", i), fmt.Sprintf("echo %d; exit %d", i, i)))
	}
	outcomes, err := f.run(f.Context(), server.MaxContainers, jobs...)
	if err != nil {
		f.Fatal(err)
	}
	for i, job := range jobs {
		if o := outcomes[job.Name]; o.ExitCode != i || read(f.T, job.Stdout) != fmt.Sprintln(i) {
			f.Errorf("%+v", o)
		}
	}
	return strings.Count(read(f.T, s.log), "Accepted publickey") - before
}

// TestEngineOverSSH runs containers on a daemon behind ssh. Its calls share a connection; there are more of them only for
// what is over sshd's MaxSessions, which is 10, at the same time.
func TestEngineOverSSH(t *testing.T) {
	f := newFixture(t)
	s := newSSHD(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"))
	env, without := environment(map[string]string{"HOME": s.home}), environment(map[string]string{"HOME": t.TempDir()})
	shared, alone := s.logins(f, env), s.logins(f, without)
	t.Logf("%d logins, %d without sharing", shared, alone)
	if shared < 1 || shared > 5 || alone < 2*shared {
		t.Errorf("%d logins, %d without sharing", shared, alone)
	}
	if flags := sshSharing(t.Context(), s.host, without); flags != nil {
		t.Errorf("without a private place: %q", flags)
	}
	config, err := os.OpenFile(filepath.Join(s.home, "ssh_config"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer config.Close()
	if _, err := config.WriteString("ControlPath /nowhere\n"); err != nil {
		t.Fatal(err)
	}
	if flags := sshSharing(t.Context(), s.host, env); flags != nil {
		t.Errorf("beside the user's own way of sharing: %q", flags)
	}
}
