package result

import (
	"bytes"
	"io"
	"os"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// searched is how much of an output Around reads to find a text.
const searched = 64 << 20

// Around returns the cleaned lines of a file around the first place that contains one of the texts, the first of them that
// is found: at most lines lines on each side, and size bytes. It is empty if none of them is there, or if the file cannot be
// read.
func (c *Cleaner) Around(path string, texts []string, lines, size int) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	for _, text := range texts {
		if text == "" {
			continue
		}
		if at := find(file, []byte(text)); at >= 0 {
			return c.window(file, at, text, bounds{lines, size})
		}
	}
	return ""
}

// bounds limit an extract.
type bounds struct{ lines, size int }

// find returns where a text begins in a file; -1 if it is not in its beginning.
func find(file io.ReaderAt, text []byte) int64 {
	buffer := make([]byte, 256<<10+len(text))
	for from := int64(0); from < searched; from += int64(len(buffer) - len(text)) {
		n, err := file.ReadAt(buffer, from)
		if at := bytes.Index(buffer[:n], text); at >= 0 {
			return from + int64(at)
		}
		if err != nil { // the end, or what cannot be read
			return -1
		}
	}
	return -1
}

// window cleans the part of a file around a place, with enough before and after it to recognise a secret.
func (c *Cleaner) window(file *os.File, at int64, text string, b bounds) string {
	side := int64(b.size + margin + c.longest())
	from := max(0, at-side)
	raw := make([]byte, at-from+side)
	n, _ := file.ReadAt(raw, from) // what cannot be read is missing
	whole := string(raw[:n])
	if from > 0 {
		whole = cucumber.RestLeftOut + "\n" + whole
	}
	if n == len(raw) {
		whole += "\n" + cucumber.RestLeftOut
	}
	before, after, found := strings.Cut(c.Text(whole), c.Text(text))
	if !found {
		return ""
	}
	after = c.Text(text) + after
	head := lastLines(lastBytes(before, b.size/2), b.lines+1)
	tail := strings.Split(after, "\n")
	tail = tail[:min(len(tail), b.lines+1)]
	return strings.Trim(Cap(head+strings.Join(tail, "\n"), b.size), "\n")
}
