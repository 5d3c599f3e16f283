package execute

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// StartTime is when a process started, in clock ticks since the machine's; proc is the process file system. A process that has ended does not
// exist, even if its parent has not reaped it, as the first process of a container often does not. It reads fields 3 and 22 of the process's
// stat. Field 2 is the program's name, which may hold anything, so fields are counted from the last bracket.
func StartTime(proc, pid string) (string, error) {
	stat, err := os.ReadFile(filepath.Join(proc, pid, "stat"))
	if err != nil {
		return "", err
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const start = 22 - 3
	if len(fields) <= start {
		return "", errors.New("read start time of process: too few fields")
	}
	if fields[0] == "Z" || fields[0] == "X" {
		return "", fs.ErrNotExist
	}
	return fields[start], nil
}
