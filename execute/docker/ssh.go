package docker

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// sshSharing returns flags that make all of ssh's calls share one connection. Each would be a login of its own
// otherwise, and sshd drops those above MaxStartups (docker/compose#10117). The shared connection closes itself a while
// after the last call. There are no flags if the user's configuration shares connections already, or if there is no
// private folder for a socket.
func sshSharing(ctx context.Context, host string, getenv func(string) string) []string {
	at, err := url.Parse(host)
	home := getenv("HOME")
	if err != nil || at.Scheme != "ssh" || !filepath.IsAbs(home) {
		return nil
	}
	private := filepath.Join(home, ".ssh")
	if info, err := os.Stat(private); err != nil || !info.IsDir() || info.Mode().Perm()&0o022 != 0 {
		return nil
	}
	if alreadyShares(ctx, at.Hostname()) {
		return nil
	}
	return []string{"-o", "ControlMaster=auto", "-o", "ControlPersist=10", "-o", "ControlPath=" + filepath.Join(private, "baleen-%C")}
}

// alreadyShares reports whether the user's configuration makes ssh share its connections to a host.
func alreadyShares(ctx context.Context, host string) bool {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, "ssh", "-G", "--", host).Output()
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "controlpath" && value != "none" {
			return true
		}
	}
	return false
}
