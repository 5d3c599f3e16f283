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

// maxSource limits the size of a feature file, in bytes.
const maxSource = 64 << 20

// source feeds a feature file to the parser line by line. It replaces the parser's own scanner, which silently stops at a line
// of 64 KiB and reads a byte order mark as text.
type source struct {
	in     *bufio.Reader
	number int
	plain  func(line string) string // translates a line for the parser
	failed error                    // why reading stopped before the end
}

func newSource(src io.Reader, plain func(string) string) (*source, error) {
	in := bufio.NewReader(io.MultiReader(io.LimitReader(src, maxSource), &beyond{src}))
	head, _ := in.Peek(len(byteOrderMark))
	if isUTF16(head) {
		return nil, errors.New("the file is UTF-16, but feature files must be UTF-8")
	}
	if bytes.Equal(head, byteOrderMark) {
		if _, err := in.Discard(len(byteOrderMark)); err != nil {
			return nil, err
		}
	}
	return &source{in: in, plain: plain}, nil
}

// beyond returns an error if a file is larger than the limit.
type beyond struct{ in io.Reader }

// Read implements io.Reader.
func (b *beyond) Read([]byte) (int, error) {
	n, err := b.in.Read(make([]byte, 1))
	if n > 0 {
		return 0, fmt.Errorf("the file is larger than %d MiB", maxSource>>20)
	}
	return 0, err
}

// Scan satisfies gherkin.Scanner. It never returns an error, because the parser dereferences the line that comes with
// one. A read error ends the file instead.
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
