package inputs

import "testing"

// TestLost: in the container of a step of GitHub's, what is not mounted there is lost; anywhere else nothing is.
func TestLost(t *testing.T) {
	const step = `100 50 0:30 / / rw,relatime - overlay overlay rw,lowerdir=/x
101 100 0:31 / /proc rw,nosuid - proc proc rw
102 100 0:32 / /dev rw,nosuid - tmpfs tmpfs rw
103 102 0:33 / /dev/shm rw,nosuid - tmpfs shm rw
104 100 8:1 /home/runner/work/_temp /github/runner_temp rw,relatime - ext4 /dev/root rw
105 100 8:1 /home/runner/work/s/s /github/workspace rw,relatime - ext4 /dev/root rw
106 100 8:1 /x /github/with\040space rw,relatime master:1 - ext4 /dev/root rw
`
	for name, want := range map[string]bool{
		"/tmp/report": true, "/report": true, "/github/report": true, "/dev/shm/report": true, "/github/workspaces/x": true, "/root/.baleen/t.json": true,
		"/github/workspace": false, "/github/workspace/report": false, "/github/runner_temp/report": false, "/github/with space/report": false,
	} {
		if got := lost(step, "/github/workspace/", name); got != want {
			t.Errorf("%s: %t", name, got)
		}
		if lost(step, "/home/runner/work/s/s", name) || lost("", "/github/workspace", name) || lost("nonsense\n - \n", "/github/workspace", name) {
			t.Errorf("%s is lost outside of a step's container", name)
		}
	}
}

func TestUnescaped(t *testing.T) {
	for in, want := range map[string]string{`a`: "a", `\040`: " ", `a\011b\134c`: "a\tb\\c", `a\`: `a\`, `a\9`: `a\9`, `a\777`: `a\777`, ``: ""} {
		if got := unescaped(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
