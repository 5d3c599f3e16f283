//go:build !nokube

package kube

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/org/baleen-action/execute"
)

// identity is what a run's objects say of the process that they belong to, as the value of a label. With all fields
// known, it fits one process only. Empty fields are unknown.
type identity struct {
	boot      string // the beginning of the kernel's boot ID
	namespace string // PID namespace
	pid       string
	start     string // start time of the process
}

// String returns the label's value.
func (i identity) String() string {
	return strings.Join([]string{i.boot, i.namespace, i.pid, i.start}, ".")
}

// parseIdentity parses what String returned. From any other text it returns the zero identity, which fits no process.
func parseIdentity(text string) identity {
	words := strings.Split(text, ".")
	if len(words) != 4 {
		return identity{}
	}
	return identity{words[0], words[1], words[2], words[3]}
}

// self is the identity of this process; proc is the process file system.
func self(proc string) identity {
	var i identity
	const enough = 16 // of 32 digits, so that all of it fits into a label
	if boot, err := os.ReadFile(filepath.Join(proc, "sys/kernel/random/boot_id")); err == nil {
		id := strings.ReplaceAll(strings.TrimSpace(string(boot)), "-", "")
		i.boot = id[:min(enough, len(id))]
	}
	if namespace, err := os.Readlink(filepath.Join(proc, "self/ns/pid")); err == nil {
		i.namespace = strings.Trim(strings.TrimPrefix(namespace, "pid:"), "[]")
	}
	if link, err := os.Readlink(filepath.Join(proc, "self")); err == nil {
		i.pid = filepath.Base(link)
		i.start, _ = execute.StartTime(proc, i.pid)
	}
	return i
}

// hasEnded reports whether a process has ended, as seen from this one. If that cannot be known, it has not.
func (i identity) hasEnded(here identity, proc string) bool {
	if i.boot == "" || i.namespace == "" || i.pid == "" || i.start == "" || i.boot != here.boot || i.namespace != here.namespace {
		return false
	}
	start, err := execute.StartTime(proc, i.pid)
	if errors.Is(err, fs.ErrNotExist) {
		_, hidden := os.Stat(filepath.Join(proc, "1")) // hidepid=2
		return hidden == nil
	}
	return err == nil && start != i.start
}
