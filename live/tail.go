package live

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// maxLine limits the line of a Record, in bytes. The messages between them may be longer.
const maxLine = 256 << 20

// Tail reads the records of a file that may not exist yet, grow, or be replaced by that of the next run.
type Tail struct {
	name string
	file *os.File
	in   *bufio.Reader
	part []byte // of a line that has no end yet
}

// NewTail returns a Tail of the file in a report folder.
func NewTail(dir string) *Tail { return &Tail{name: filepath.Join(dir, reportdir.Live)} }

// Read hands over what was added since the last call, cleaned: the folder is not trusted. It skips what it does not understand.
func (t *Tail) Read(each func(Record)) error {
	if t.file != nil {
		if err := t.drain(each); err != nil || !t.replaced() {
			return err
		}
		t.Close()
	}
	if info, err := os.Lstat(t.name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("read %s: it is not a regular file", reportdir.Live)
	}
	file, err := os.Open(t.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", reportdir.Live, err)
	}
	t.file, t.in = file, bufio.NewReaderSize(file, 64<<10)
	return t.drain(each)
}

// Close closes the file.
func (t *Tail) Close() {
	if t.file != nil {
		t.file.Close() // it is only read
	}
	t.file, t.part = nil, nil
}

// replaced reports whether another file has the name now.
func (t *Tail) replaced() bool {
	now, err := os.Stat(t.name)
	own, failed := t.file.Stat()
	return err == nil && failed == nil && !os.SameFile(now, own)
}

func (t *Tail) drain(each func(Record)) error {
	for {
		piece, err := t.in.ReadSlice('\n')
		if len(t.part) < len(prefix) || len(t.part) < maxLine && bytes.HasPrefix(t.part, []byte(prefix)) {
			t.part = append(t.part, piece...)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil:
			return fmt.Errorf("read %s: %w", reportdir.Live, err)
		}
		if r, ok := record(t.part); ok {
			each(r)
		}
		t.part = t.part[:0]
	}
}

// record reads a line; ok is false if it is that of a message.
func record(line []byte) (r Record, ok bool) {
	var a attachment
	if !bytes.HasPrefix(line, []byte(prefix)) || json.Unmarshal(line, &a) != nil || json.Unmarshal([]byte(a.Attachment.Body), &r) != nil {
		return r, false
	}
	r.clean()
	return r, true
}

// clean cleans what people will see.
func (r Record) clean() {
	var plain *result.Cleaner
	switch {
	case r.Plan != nil:
		r.Plan.Announcement, r.Plan.Units = plain.Text(r.Plan.Announcement), plain.Line(r.Plan.Units)
	case r.Ended != nil:
		r.Ended.Files = slices.DeleteFunc(r.Ended.Files, func(f *result.File) bool { return f == nil })
		run := result.Run{Attempts: []result.Attempt{r.Ended.Attempt}}
		for _, f := range r.Ended.Files {
			run.Files = append(run.Files, *f)
		}
		run.Clean(nil)
		r.Ended.Attempt = run.Attempts[0]
		for i := range r.Ended.Files {
			r.Ended.Files[i] = &run.Files[i]
		}
		for path, part := range r.Ended.Parts {
			r.Ended.Parts[path] = plain.Line(part)
		}
	}
}
