package cucumber

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// ErrNoReport means that no file is a report.
var ErrNoReport = errors.New("no report")

// maxToken limits one line of messages, one scenario of JSON or one test case of JUnit in memory, in bytes. Anything longer
// marks the report as damaged.
const maxToken = 64 << 20

// Reader reads reports. The zero value reads results and leaves attachments where they are.
type Reader struct {
	// Attach returns a writer for an attachment that ReadDir finds; ReadDir closes the writer. Attach may set
	// Attachment.Path. If the writer is nil, ReadDir skips the attachment.
	Attach func(*Attachment) (io.WriteCloser, error)
	// Planned are the files that the runner is given, with the scenarios to run. Report.Locate matches the report with them.
	Planned []Planned
	// Elsewhere reports whether another container is given the file with this path; nil: there are no other containers.
	Elsewhere func(path string) bool
	// Runner is the recipe name of the runner that writes the report; empty or Custom: unknown.
	Runner string
}

// ReadDir reads the report of one attempt from the files that its runner wrote, as Reader.ReadDir does.
func ReadDir(fsys fs.FS) (*Report, error) { return Reader{}.ReadDir(fsys) }

// ReadDir reads the report of one attempt from the files that its runner writes. Only files of the best source count, because
// two formats would list every scenario twice. JUnit corrects known errors of some runners' JSON, and a failure in any other
// source counts as well. If no file is readable, ReadDir returns ErrNoReport.
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
		case len(r.Planned) > 0: // without a plan it is unknown which of their scenarios are the same
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

// Read reads one report and detects the format from its beginning. A truncated report is not an error: Read returns its
// results with Complete unset.
func Read(r io.Reader) (*Report, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(sniffed)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read report: %w", err)
	}
	found, err := sniff(head)
	if err != nil {
		return nil, err
	}
	return found.read(in)
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
