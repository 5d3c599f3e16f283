package stream

import (
	"io/fs"
	"path"
	"regexp"
	"strconv"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// extracted are the files that were made of the attachments of an attempt when its report was read (cucumber.Folder).
type extracted struct {
	files map[int]file // by the number that their names begin with
	used  int
}

// file is a file of the report folder.
type file struct {
	name string
	size int64
}

var numberedName = regexp.MustCompile(`^([0-9]{3,})-`)

// extracted lists what was extracted from the report of an attempt.
func (w *writer) extracted(a result.Attempt) *extracted {
	out := &extracted{files: map[int]file{}}
	dir := "artifacts/" + a.ID()
	entries, _ := fs.ReadDir(w.folder.FS(), dir) // a folder that is not there has none
	for _, entry := range entries {
		found := numberedName.FindStringSubmatch(entry.Name())
		info, err := entry.Info()
		if found == nil || err != nil || !info.Mode().IsRegular() {
			continue
		}
		n, _ := strconv.Atoi(found[1]) // digits; one that is too large is no number of ours
		out.files[n] = file{path.Join(dir, entry.Name()), info.Size()}
	}
	return out
}

// next returns the file of the next attachment, in the order of the report; empty: there is none.
func (x *extracted) next(a *messages.Attachment) string {
	x.used++
	found := x.files[x.used]
	if size, inside := cucumber.BodySize(a); inside && found.size > size {
		return "" // another file of that number: no content is larger than what it is written as
	}
	return found.name
}
