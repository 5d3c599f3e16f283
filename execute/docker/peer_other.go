//go:build !linux

package docker

// onDaemonsMachine reports false: without /proc there is no boot ID to compare either.
func onDaemonsMachine(any, string) bool { return false }
