package execute

import "io/fs"

// ownerOf has nothing to say: what it is asked about is in containers, and theirs is another system.
func ownerOf(fs.FileInfo) string { return "" }
