package execute

import (
	"bufio"
	"os"
	"regexp"
	"strings"
)

// launchFailures are what a program says that was to start the command and could not: the container has an exit status then,
// although the command never ran, and with an init the status is mostly 1.
var launchFailures = regexp.MustCompile(strings.Join([]string{
	`^\[FATAL tini \(\d+\)\] (exec .+|fork) failed: `, // the engine's init (tini.c, spawn_process)
	`^ERROR \(catatonit:\d+\): `,                      // Podman's
	`^\[dumb-init\] .+: (Exec format error|Argument list too long|No such file or directory|Permission denied)$`,
	`^exec \S+: (exec format error|argument list too long|no such file or directory|permission denied|invalid argument|operation not permitted)$`, // runc
	`^(standard_init_linux\.go:\d+: )?exec user process caused[: ]`,                                                                               // runc before 1.1
	`exec container process .*: (Exec format error|Argument list too long|No such file or directory|Permission denied)`,                           // crun
	`(?i)^\S*sh: (line )?(\d+: )?can('t|not) fork\b`,                                                                                              // ash, dash
	`^\S*sh: (line \d+: )?fork: `,              // bash
	`^runtime: failed to create new OS thread`, // Go, before main
}, "|"))

// LaunchFailure is what something said that could not start the command, empty if the command ran: then it is likely to have
// written something, or something else first.
func LaunchFailure(stdout, stderr *SpoolFile) string {
	if stdout.Size > 0 || stderr.File == nil {
		return ""
	}
	file, err := os.Open(stderr.Path)
	if err != nil {
		return ""
	}
	defer file.Close()
	const most = 4 << 10 // of a line; one that is longer is no such message, and a part of it could be a part of a secret
	lines := bufio.NewScanner(file)
	for lines.Buffer(nil, most); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "[WARN  tini") {
			continue
		}
		if launchFailures.MatchString(line) {
			return line
		}
		return ""
	}
	return ""
}
