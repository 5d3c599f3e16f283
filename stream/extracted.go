package stream

import (
	"io"
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
	last  int          // number
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
		out.last = max(out.last, n)
		out.files[n] = file{path.Join(dir, entry.Name()), info.Size()}
	}
	return out
}

// next returns the file of the next attachment, in the order of the report; empty: there is none. Of attachments that are files
// beside a report, the copies come first, so where the number does not fit, the next file that fits is the one.
func (x *extracted) next(a *messages.Attachment, content io.Reader) string {
	x.used++
	n := x.used
	for ; n <= x.last && !x.fits(n, a, content); n++ {
	}
	for m := 1; n > x.last && m < x.used; m++ {
		if x.fits(m, a, content) {
			n = m
		}
	}
	found := x.files[n]
	delete(x.files, n)
	return found.name
}

// fits reports whether a file may be the copy of an attachment, by its size.
func (x *extracted) fits(n int, a *messages.Attachment, content io.Reader) bool {
	found, known := x.files[n]
	written, inside := cucumber.BodySize(a)
	switch {
	case !known:
		return false
	case !inside:
		size, err := cucumber.SizeOf(content)
		return err == nil && size == found.size
	case a.ContentEncoding == messages.AttachmentContentEncoding_BASE64:
		return found.size <= written*3/4 && found.size >= written*3/4-written/8-3
	}
	return found.size <= written && found.size >= written/6 // an escape has up to six characters
}
