package cucumber

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// ErrNoReport says that there is nothing that could be read as a report.
var ErrNoReport = errors.New("no report")

// maxToken is the most of one line of messages, one scenario of JSON or one test case of JUnit that is held in memory, in
// bytes; what is longer is damage.
const maxToken = 64 << 20

// Reader reads reports. The zero value reads results and leaves attachments where they are.
type Reader struct {
	// Attach is asked for a place for each attachment of a report that is read by ReadDir, and closes what it returns. It
	// may set Attachment.Path. A nil writer leaves the attachment out.
	Attach func(*Attachment) (io.WriteCloser, error)
	// Planned are the files that the runner was given, each with the scenarios that were to run: those of a report that
	// names no lines are found in them, see Report.Locate.
	Planned []Planned
	// Elsewhere reports whether a path is that of a file that another container is given; nil: there are no others.
	Elsewhere func(path string) bool
	// Runner is the name of the recipe of the runner that wrote the report; empty or Custom: unknown.
	Runner string
}

// ReadDir reads the report of one attempt from the files that its runner wrote, as Reader.ReadDir does.
func ReadDir(fsys fs.FS) (*Report, error) { return Reader{}.ReadDir(fsys) }

// ReadDir reads the report of one attempt from the files that its runner wrote. Files of the best source count, because
// two formats would count every scenario twice; JUnit beside JSON corrects what a dialect of JSON is known to get wrong,
// and what any other source calls failed is failed. Without any readable file it returns ErrNoReport.
func (r Reader) ReadDir(fsys fs.FS) (*Report, error) {
	found := map[string]*Report{}
	var unread error
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		report, err := r.readFile(fsys, name)
		if err != nil {
			unread = fmt.Errorf("read report %q: %w", name, err)
			return nil
		}
		found[report.Source] = join(found[report.Source], report)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read report folder: %w", err)
	}
	if found[SourceJSON] != nil && found[SourceJUnit] != nil {
		found[SourceJSON].correct(found[SourceJUnit])
	}
	if best := r.best(found); best != nil {
		return best, nil
	}
	if unread != nil {
		return nil, unread
	}
	return nil, ErrNoReport
}

// best is the report of the best source, with what the others say that it does not; nil if there is none.
func (r Reader) best(found map[string]*Report) *Report {
	var best *Report
	for _, source := range []string{SourceMessages, SourceJSON, SourceBehat, SourceJUnit, SourceGoTest, SourceEvents} {
		report := found[source]
		if report == nil {
			continue
		}
		if _, known := Find(r.Runner); known && r.Runner != Custom {
			report.dialect = r.Runner
		}
		report.elsewhere = r.Elsewhere
		report.settleEmpty()
		report.Locate(r.Planned)
		switch {
		case best == nil:
			best = report
		case len(r.Planned) > 0: // without a plan nobody knows which of their scenarios are the same
			best.believe(report)
		}
	}
	return best
}

func (r Reader) readFile(fsys fs.FS, name string) (*Report, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	report, err := Read(f)
	if err != nil {
		return nil, err
	}
	r.extract(fsys, name, report)
	return report, nil
}

func join(a, b *Report) *Report {
	if a == nil {
		return b
	}
	a.Complete, a.Failed, a.dialect = a.Complete && b.Complete, a.Failed || b.Failed, cmp.Or(a.dialect, b.dialect)
	a.Scenarios = append(a.Scenarios, b.Scenarios...)
	a.Problems = append(a.Problems, b.Problems...)
	a.Notes = append(a.Notes, b.Notes...)
	a.Attachments = append(a.Attachments, b.Attachments...)
	return a
}

func (r *Report) problem(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// Read reads one report and finds out by its beginning which format it is. A report that breaks off is not an error:
// what it tells is returned with Complete unset.
func Read(r io.Reader) (*Report, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(sniffed)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read report: %w", err)
	}
	read, err := sniff(head)
	if err != nil {
		return nil, err
	}
	return read(in)
}

// readLine returns the next line without its end. A line longer than maxToken is cut: long is set and the rest skipped.
func readLine(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(line)+len(part) <= maxToken {
			line = append(line, part...)
		} else {
			long = true
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		return line, long, err
	}
}
