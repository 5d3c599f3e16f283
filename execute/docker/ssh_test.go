package docker

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSSHSharesOneConnection: unless the user's own configuration does, or there is no private place for a socket.
func TestSSHSharesOneConnection(t *testing.T) {
	for name, test := range map[string]struct {
		host   string
		config string      // what ssh -G prints
		mode   os.FileMode // of ~/.ssh; 0: there is none
		noHome bool
		want   bool
	}{
		"no configuration":         {host: "ssh://user@build", mode: 0o700, config: "user me\ncontrolpath none\n", want: true},
		"without a control path":   {host: "ssh://build:2222/run/docker.sock", mode: 0o755, config: "user me\n", want: true},
		"the user shares already":  {host: "ssh://build", mode: 0o700, config: "controlmaster auto\ncontrolpath /home/me/.ssh/%C\n"},
		"another scheme":           {host: "tcp://build:2375", mode: 0o700},
		"no address":               {host: "ssh://%", mode: 0o700},
		"no folder":                {host: "ssh://build"},
		"a folder that others own": {host: "ssh://build", mode: 0o777},
		"no home":                  {host: "ssh://build", mode: 0o700, noHome: true},
	} {
		home := t.TempDir()
		if test.mode != 0 {
			if err := os.Mkdir(filepath.Join(home, ".ssh"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(filepath.Join(home, ".ssh"), test.mode); err != nil {
				t.Fatal(err)
			}
		}
		ssh := "#!/bin/sh\nshift $(($# - 1))\n[ \"$1\" = build ] || exit 9\nprintf '" + strings.ReplaceAll(test.config, "%", "%%") + "'\n"
		if err := os.WriteFile(filepath.Join(home, "ssh"), []byte(ssh), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", home+":/usr/bin:/bin")
		env := map[string]string{"HOME": home}
		if test.noHome {
			env = nil
		}
		flags := strings.Join(sshSharing(t.Context(), test.host, environment(env)), " ")
		if got := strings.Contains(flags, "ControlPath="+home+"/.ssh/baleen-%C"); got != test.want || !test.want && flags != "" {
			t.Errorf("%s: %q", name, flags)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if alreadyShares(t.Context(), "build") {
		t.Error("without an ssh nothing is known of its configuration")
	}
}
