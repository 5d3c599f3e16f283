package report

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/org/baleen-action/result"
)

// excerpt is the text of a file, or as much of its beginning and its end as fits, with a mark that tells how many bytes
// are left out. It is made of whole lines: a cut through a secret would leave a part that is not recognised.
func excerpt(path string, size int64, clean *result.Cleaner) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if info.Size() <= size {
		all, err := io.ReadAll(io.LimitReader(file, size))
		return clean.Text(string(all)), err
	}
	head, err := part(file, 0, size/2)
	if err != nil {
		return "", err
	}
	tail, err := part(file, info.Size()-size/2, size/2)
	if err != nil {
		return "", err
	}
	head = head[:bytes.LastIndexByte(head, '\n')+1]
	_, tail, _ = bytes.Cut(tail, []byte("\n"))
	mark := fmt.Sprintf("[… %d bytes left out: %s has all …]\n", info.Size()-int64(len(head)+len(tail)), path)
	return clean.Text(string(head)) + mark + clean.Text(string(tail)), nil
}

func part(file *os.File, from, size int64) ([]byte, error) {
	text := make([]byte, size)
	n, err := file.ReadAt(text, from)
	if err == io.EOF { // it has shrunk meanwhile
		err = nil
	}
	return text[:n], err
}
