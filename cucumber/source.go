package cucumber

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v42"
)

// maxSource is the most of a feature file that is parsed, in bytes.
const maxSource = 64 << 20

// source gives the parser a feature file line by line. The parser's own scanner ends at a line of 64 KiB as if the file
// ended there, and takes a byte order mark for text.
type source struct {
	in     *bufio.Reader
	number int
	plain  func(line string) string // what the parser is to see of a line
	failed error                    // why the file could not be read to its end
}

func newSource(src io.Reader, plain func(string) string) (*source, error) {
	in := bufio.NewReader(io.MultiReader(io.LimitReader(src, maxSource), &beyond{src}))
	head, _ := in.Peek(len(byteOrderMark))
	if isUTF16(head) {
		return nil, errors.New("it is UTF-16, and feature files are UTF-8")
	}
	if bytes.Equal(head, byteOrderMark) {
		if _, err := in.Discard(len(byteOrderMark)); err != nil {
			return nil, err
		}
	}
	return &source{in: in, plain: plain}, nil
}

// beyond fails where a file goes on after its limit.
type beyond struct{ in io.Reader }

// Read implements io.Reader.
func (b *beyond) Read([]byte) (int, error) {
	n, err := b.in.Read(make([]byte, 1))
	if n > 0 {
		return 0, fmt.Errorf("it is larger than %d MiB", maxSource>>20)
	}
	return 0, err
}

// Scan satisfies gherkin.Scanner. It never returns an error, because the parser dereferences the line that comes with
// one: what cannot be read ends the file.
func (s *source) Scan() (line *gherkin.Line, atEnd bool, err error) {
	text, err := s.in.ReadString('\n')
	atEnd = err != nil && text == ""
	if err != nil && err != io.EOF {
		s.failed = err
	}
	s.number++
	text = s.plain(strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r"))
	return &gherkin.Line{
		LineText:        text,
		LineNumber:      s.number,
		TrimmedLineText: strings.TrimLeft(text, " \t"),
		AtEof:           atEnd,
	}, atEnd, nil
}
