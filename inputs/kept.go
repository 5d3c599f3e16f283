package inputs

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// kept refuses a file or folder to write that nobody will see. GitHub runs the action in a container of its own, which is
// removed when the step ends: only what is mounted there stays.
func (c *checker) kept(input, name string) {
	workspace := c.getenv("GITHUB_WORKSPACE")
	whole, err := filepath.Abs(name)
	if name == "" || workspace == "" || err != nil {
		return
	}
	if mounts, err := os.ReadFile("/proc/self/mountinfo"); err == nil && lost(string(mounts), workspace, whole) {
		c.say(input, fmt.Sprintf("%q is in Baleen's own container, which is gone when the step ends", name), "name a path below the workspace, such as "+filepath.Base(whole))
	}
}

// lost reports whether a path goes with the container that a process runs in, by that process's mounts (proc_pid_mountinfo(5)).
// A step's container is known by the workspace, which is mounted in it: elsewhere nothing is lost.
func lost(mountinfo, workspace, name string) bool {
	inStep := false
	nearest, kind := "", ""
	for line := range strings.Lines(mountinfo) {
		at, fs, ok := mountOf(line)
		if !ok {
			continue
		}
		inStep = inStep || at == filepath.Clean(workspace)
		below := at == "/" || name == at || strings.HasPrefix(name, at+"/")
		if below && len(at) >= len(nearest) {
			nearest, kind = at, fs
		}
	}
	return inStep && (nearest == "/" || kind == "tmpfs")
}

// mountOf reads where a line of mountinfo mounts what kind of file system.
func mountOf(line string) (at, kind string, ok bool) {
	before, after, ok := strings.Cut(line, " - ")
	fields, more := strings.Fields(before), strings.Fields(after)
	const place = 4
	if !ok || len(fields) <= place || len(more) == 0 {
		return "", "", false
	}
	return unescaped(fields[place]), more[0], true
}

// unescaped turns the kernel's \040 into a blank, and so on.
func unescaped(text string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, `\`)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		const digits = 3
		if code, err := strconv.ParseUint(after[:min(len(after), digits)], 8, 8); err == nil {
			out.WriteByte(byte(code))
			text = after[digits:]
		} else {
			out.WriteByte('\\')
			text = after
		}
	}
}
