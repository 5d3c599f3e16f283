package cucumber

import (
	"bufio"
	"cmp"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Attachment is a file that a suite puts into its report beside its results: a screenshot, a page, a log.
type Attachment struct {
	Scenario  string // name of the scenario; empty: of the whole run
	URI       string // of the scenario's feature file, as the runner wrote it
	Line      int    // of the scenario; 0 if the report does not have it
	Attempt   int    // of the scenario, from 1
	Step      string // keyword and text; empty: of the whole scenario
	Name      string // file name, if the suite gives one; untrusted text, never use it as a path
	MediaType string
	URL       string // location of the content, if it is not in the report
	Path      string // set by Reader.Attach: where the copy is

	within  span // position of its content in the report
	base64  bool
	unknown bool // the report does not say whether it is base64
	logged  string
}

// logType is the media type of text that a step logs.
const logType = "text/x.cucumber.log+plain"

// maxLog limits the log of one scenario, in bytes.
const maxLog = 64 << 10

// extract copies the content of all attachments in the order of the file. A copy that fails becomes a note, not an error,
// because the results do not depend on it.
func (r Reader) extract(fsys fs.FS, name string, report *Report) {
	if len(report.content) == 0 {
		return
	}
	slices.SortStableFunc(report.content, func(a, b *Attachment) int { return cmp.Compare(a.within.offset, b.within.offset) })
	for _, a := range report.content {
		err := r.hand(fsys, name, a)
		if err != nil {
			report.note("attachment %q of %q: %v", a.Name, a.Scenario, err)
		}
		if errors.Is(err, errFull) {
			r.Attach = nil // logs are still read
		}
	}
	for i := range report.Scenarios {
		report.Scenarios[i].gatherLog()
	}
	report.content = nil
}

// gatherLog joins all log attachments of a scenario into one text.
func (s *Scenario) gatherLog() {
	var log growing
	s.Attachments = slices.DeleteFunc(s.Attachments, func(a *Attachment) bool {
		if a.MediaType == logType {
			log.add(strings.TrimSuffix(a.logged, "\n")+"\n", maxLog)
		}
		return a.MediaType == logType
	})
	s.Log += log.String()
}

// hand copies one attachment to the writer that Attach returns.
func (r Reader) hand(fsys fs.FS, name string, a *Attachment) (err error) {
	if r.Attach == nil && a.MediaType != logType {
		return nil
	}
	content, file, err := a.open(fsys, name)
	if err != nil || content == nil {
		return err
	}
	defer file.Close()
	if a.MediaType == logType {
		a.logged, err = readText(content, maxLog)
		return err
	}
	out, err := r.Attach(a)
	if err != nil || out == nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, content)
	return err
}

// open opens the content in the report, or in a file beside it that the report names. The reader is nil if the content is
// somewhere else, such as behind a web address.
func (a *Attachment) open(fsys fs.FS, name string) (io.Reader, fs.File, error) {
	if a.URL != "" {
		beside := path.Join(path.Dir(name), a.URL)
		if !fs.ValidPath(beside) || strings.Contains(a.URL, "://") {
			return nil, nil, nil
		}
		// A container wrote this folder: a symbolic link in it could point to any file of the host.
		if entry, err := fs.Lstat(fsys, beside); err != nil || !entry.Mode().IsRegular() {
			return nil, nil, err
		}
		file, err := fsys.Open(beside)
		return file, file, err
	}
	file, err := fsys.Open(name)
	if err != nil {
		return nil, nil, err
	}
	if err := skip(file, a.within.offset); err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return a.decode(io.LimitReader(file, a.within.length)), file, nil
}

func skip(file fs.File, offset int64) error {
	if seeker, ok := file.(io.Seeker); ok {
		_, err := seeker.Seek(offset, io.SeekStart)
		return err
	}
	_, err := io.CopyN(io.Discard, file, offset)
	return err
}

func (a *Attachment) decode(literal io.Reader) io.Reader {
	plain := bufio.NewReader(&unescaper{in: bufio.NewReader(literal)})
	if a.unknown {
		head, _ := plain.Peek(4 << 10)
		a.base64 = looksBase64(head, a.MediaType)
	}
	if a.base64 {
		return base64.NewDecoder(base64.StdEncoding, plain)
	}
	return plain
}

// looksBase64 guesses the encoding in legacy JSON, which does not name it: cucumber-js writes text as is, other runners
// encode everything.
func looksBase64(head []byte, mediaType string) bool {
	whole := head[:len(head)/4*4]
	decoded, err := base64.StdEncoding.DecodeString(string(whole))
	if err != nil || len(head) == 0 {
		return false
	}
	if len(whole) < len(head) && len(head) < 4<<10 {
		return false // this is the whole content, and its length is not a multiple of 4
	}
	return !strings.HasPrefix(mediaType, "text/") && !strings.Contains(mediaType, "json") || utf8.Valid(decoded)
}
