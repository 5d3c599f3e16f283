//go:build linux || darwin

package reportdir

import "syscall"

// freeSpace is how many bytes can still be written below a folder; not ok where its file system does not tell.
func freeSpace(dir string) (bytes uint64, ok bool) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil || fs.Blocks == 0 {
		return 0, false
	}
	return fs.Bavail * uint64(fs.Bsize), true
}
