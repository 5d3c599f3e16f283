//go:build linux || darwin

package reportdir

import "syscall"

// freeSpace returns how many bytes can be written below a folder. ok is false if its file system does not report it.
func freeSpace(dir string) (bytes uint64, ok bool) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil || fs.Blocks == 0 {
		return 0, false
	}
	return fs.Bavail * uint64(fs.Bsize), true
}
