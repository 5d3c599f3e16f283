package inputs

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// kept refuses a file or folder that would be lost. GitHub runs the action in a container of its own, which is
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

// lost reports whether a path is removed together with the container that a process runs in. It reads the process's mounts
// (proc_pid_mountinfo(5)). If the workspace is not mounted, this is not the container of a step, and nothing is lost.
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

// mountOf reads a mount point and the kind of its file system from a line of mountinfo.
func mountOf(line string) (at, kind string, ok bool) {
	before, after, ok := strings.Cut(line, " - ")
	fields, more := strings.Fields(before), strings.Fields(after)
	const place = 4
	if !ok || len(fields) <= place || len(more) == 0 {
		return "", "", false
	}
	return unescaped(fields[place]), more[0], true
}

// unescaped decodes the kernel's octal escapes, such as \040 for a blank.
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
