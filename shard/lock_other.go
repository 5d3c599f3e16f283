//go:build !unix

package shard

import (
	"os"
	"time"
)

// lock does nothing where files have no advisory locks: the file is replaced as a whole, so at worst the outcomes of one run are
// lost.
func lock(*os.File, time.Time) {}
