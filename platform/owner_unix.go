//go:build unix

package platform

import (
	"fmt"
	"os"
	"syscall"
)

// ownerOf does not follow symbolic links.
func ownerOf(name string) (fileOwner, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return fileOwner{}, err
	}
	stat, known := info.Sys().(*syscall.Stat_t)
	if !known {
		return fileOwner{}, fmt.Errorf("find owner of %q: the system does not tell", name)
	}
	return fileOwner{int(stat.Uid), int(stat.Gid)}, nil
}
