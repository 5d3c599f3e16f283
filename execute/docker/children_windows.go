package docker

import "os/exec"

// endWithChildren leaves it at the command itself, which its context ends anyway.
func endWithChildren(*exec.Cmd) {}
