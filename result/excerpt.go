package result

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/org/baleen-action/cucumber"
)

// margin is how many bytes before the shown part are cleaned with it, so that a secret or a terminal sequence that begins
// there is recognised.
const margin = 64 << 10

// Tail returns the cleaned end of a file, at most lines lines and size bytes of them. It is empty if the file cannot be read.
func (c *Cleaner) Tail(path string, lines, size int) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return ""
	}
	from := max(0, info.Size()-int64(size+margin+c.longest()))
	window := make([]byte, info.Size()-from)
	n, _ := file.ReadAt(window, from) // a file that shrinks meanwhile gives less, which is fine
	text := string(window[:n])
	if from > 0 {
		text = strings.TrimPrefix(c.Text(cucumber.RestLeftOut+"\n"+text), cucumber.RestLeftOut+"\n")
	}
	return lastLines(lastBytes(strings.TrimRight(c.Text(text), "\n"), size), lines)
}

// longest returns the size of the longest form of a secret in bytes.
func (c *Cleaner) longest() int {
	if c == nil {
		return 0
	}
	return c.forms.Longest()
}

// lastBytes is the end of clean text.
func lastBytes(s string, size int) string {
	from := max(0, len(s)-size)
	for from < len(s) && !utf8.RuneStart(s[from]) {
		from++
	}
	return s[from:]
}

func lastLines(s string, lines int) string {
	all := strings.Split(s, "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// Excerpt returns the cleaned text of a file. If that is longer than size bytes, it returns the beginning and the end in
// whole lines, around a mark with the number of bytes left out.
func (c *Cleaner) Excerpt(path string, size int) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if info.Size() <= int64(size) {
		all, err := io.ReadAll(io.LimitReader(file, int64(size)))
		return c.Text(string(all)), err
	}
	head, err := readAt(file, 0, size/2)
	if err != nil {
		return "", err
	}
	tail, err := readAt(file, info.Size()-int64(size/2), size/2)
	if err != nil {
		return "", err
	}
	head = head[:bytes.LastIndexByte(head, '\n')+1]
	_, tail, _ = bytes.Cut(tail, []byte("\n"))
	// Clean it as one text: the mark may have replaced some lines of a secret of several lines.
	return c.Text(fmt.Sprintf("%s[… %d bytes left out: %s has all …]\n%s", head, info.Size()-int64(len(head)+len(tail)), path, tail)), nil
}

func readAt(file *os.File, from int64, size int) ([]byte, error) {
	text := make([]byte, size)
	n, err := file.ReadAt(text, from)
	if err == io.EOF { // it has shrunk meanwhile
		err = nil
	}
	return text[:n], err
}
