//go:build unix

package platform

import (
	"fmt"
	"os"
	"syscall"
)

// ownerOf returns the owner of a file. It does not follow symbolic links.
func ownerOf(name string) (fileOwner, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return fileOwner{}, err
	}
	stat, known := info.Sys().(*syscall.Stat_t)
	if !known {
		return fileOwner{}, fmt.Errorf("find owner of %q: the system does not report it", name)
	}
	return fileOwner{int(stat.Uid), int(stat.Gid)}, nil
}
