package report

import (
	"bytes"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/org/baleen-action/result"
)

const (
	// GitHub cuts a message at 4096 UTF-16 units; a text never has more of those than bytes.
	maxAnnotation = 4000
	maxTitle      = 200 // GitHub takes 255
)

// Annotation is an error that GitHub shows beside a line of a file, or beside the run.
type Annotation struct {
	File    string // from the top of the checkout, slash-separated; empty: beside the run
	Line    int    // from 1; 0: beside the file
	Title   string
	Message string
}

// AnnotationOptions describes the checkout, and limits the annotations.
type AnnotationOptions struct {
	Checkout fs.FS                    // the repository as GitHub knows it
	Locate   func(path string) string // makes a path of the run one in Checkout; nil: it is one
	Most     int                      // at most so many; GitHub shows 10 and drops the others silently
}

// Annotations returns one annotation for each finding, beside the step that failed: one of each cause first. GitHub drops an annotation on a file
// or a line that does not exist, so every place is looked up in the checkout; the message always contains the place.
func Annotations(run *result.Run, o AnnotationOptions) []Annotation {
	return NewAnnotator(o).Rest(run)
}

// tellMore adds the number of further annotations to the last one.
func tellMore(shown []Annotation, more int) []Annotation {
	if more > 0 && len(shown) > 0 {
		shown[len(shown)-1].Message += fmt.Sprintf("\n\nand %d more: see the job summary and the log", more)
	}
	return shown
}

func annotation(f finding, lines lineCounts, locate func(string) string) Annotation {
	a := Annotation{Title: f.title(), Message: f.text()}
	if f.file == nil {
		return a
	}
	file := locate(f.path)
	if count := lines.of(file); count > 0 {
		a.File = file
		if f.at <= count {
			a.Line = f.at
		}
	}
	return a
}

func (f finding) title() string {
	title := f.name
	if f.status != "" {
		title = string(f.status) + ": " + title
	}
	if f.stands > 1 && !f.trouble {
		title = fmt.Sprintf("%d scenarios of %s did not run", f.stands, f.path)
	}
	return short(title, maxTitle)
}

// text begins with the whole place, so that the log alone shows it, too.
func (f finding) text() string {
	var lines []string
	for _, line := range []string{strings.TrimSpace(f.place() + " " + f.step), f.hook, f.whole()} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return f.title()
	}
	for _, file := range f.files {
		lines = append(lines, "attached: "+file)
	}
	return result.Cap(strings.Join(lines, "\n"), maxAnnotation-maxTitle)
}

// fields are the properties of the command.
func (a Annotation) fields() map[string]string {
	fields := map[string]string{}
	if a.Title != "" {
		fields["title"] = inert(oneLine(a.Title))
	}
	if a.File != "" {
		fields["file"] = a.File
	}
	if a.File != "" && a.Line > 0 {
		fields["line"] = strconv.Itoa(a.Line)
	}
	return fields
}

func (a Annotation) text() string { return inert(a.Message) }

// lineCounts counts the lines of files of a checkout, each once.
type lineCounts struct {
	checkout fs.FS
	known    map[string]int
}

// of returns the number of lines; 0 if the checkout has no such file, or it is empty.
func (l lineCounts) of(file string) int {
	if l.checkout == nil || !fs.ValidPath(file) || strings.ContainsAny(file, "\r\n") {
		return 0
	}
	count, known := l.known[file]
	if !known {
		// If the file cannot be read, GitHub cannot show it either.
		data, _ := fs.ReadFile(l.checkout, file)
		count = bytes.Count(data, []byte("\n"))
		if len(data) > 0 && data[len(data)-1] != '\n' {
			count++
		}
		l.known[file] = count
	}
	return count
}

// short cuts a line to at most most bytes.
func short(line string, most int) string {
	line = oneLine(line)
	if len(line) <= most {
		return line
	}
	return strings.ToValidUTF8(line[:most-len("…")], "") + "…"
}
