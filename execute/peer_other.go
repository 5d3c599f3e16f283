//go:build !linux

package execute

// onDaemonsMachine reports false: without /proc there is no boot ID to compare either.
func onDaemonsMachine(any, string) bool { return false }
