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

// Attachment is something that a suite put into its report beside its results: a screenshot, a page, a log.
type Attachment struct {
	Scenario  string // name of the scenario; empty: of the whole run
	URI       string // of the scenario's feature file, as the runner wrote it
	Line      int    // of the scenario, 0 if the report does not tell
	Attempt   int    // of the scenario, from 1
	Step      string // keyword and text; empty: of the whole scenario
	Name      string // file name, if the suite gave one: foreign text, not fit for a path
	MediaType string
	URL       string // where it is kept, if it is not in the report
	Path      string // where Reader.Attach put it

	within  span // its content in the report
	base64  bool
	unknown bool // the report does not tell whether it is base64
	logged  string
}

// logType is the media type that Cucumber gives what a step logged.
const logType = "text/x.cucumber.log+plain"

// maxLog is the most that is kept of what one scenario logged, in bytes.
const maxLog = 64 << 10

// extract hands the content of a report's attachments out, one after the other. What cannot be handed out is a note, not
// an error: the results stand without it.
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

// gatherLog makes one text of what a scenario logged.
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

// hand copies one attachment to where Attach says.
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

// open finds the content in the report, or in a file beside it that the report names. It is nil if it is elsewhere.
func (a *Attachment) open(fsys fs.FS, name string) (io.Reader, fs.File, error) {
	if a.URL != "" {
		beside := path.Join(path.Dir(name), a.URL)
		if !fs.ValidPath(beside) || strings.Contains(a.URL, "://") {
			return nil, nil, nil
		}
		// A link in a folder that came out of a container could lead anywhere.
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

// looksBase64 guesses where the legacy JSON does not tell: cucumber-js writes text as it is, the others encode all.
func looksBase64(head []byte, mediaType string) bool {
	whole := head[:len(head)/4*4]
	decoded, err := base64.StdEncoding.DecodeString(string(whole))
	if err != nil || len(head) == 0 {
		return false
	}
	if len(whole) < len(head) && len(head) < 4<<10 {
		return false // the whole of it, and no whole groups
	}
	return !strings.HasPrefix(mediaType, "text/") && !strings.Contains(mediaType, "json") || utf8.Valid(decoded)
}
