package cucumber

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxText limits one JSON string in memory, in bytes: a runner may put a video into its report.
const maxText = 1 << 20

// literals is a reader of JSON that shortens strings. It cuts a string longer than maxText, and replaces the content of an
// attachment by its position in the file. A string ends at the end of its line, so that a broken line of messages does not
// swallow the next one.
type literals struct {
	in     io.Reader
	failed error
	chunk  []byte
	out    []byte // ready to be read
	offset int64  // of the current byte in the file

	inside bool  // the current byte is in a string
	fate   fate  // of this string
	start  int64 // offset of its content in the file
	shown  int   // bytes of it passed on so far
	slash  bool  // the previous byte is a backslash
	hex    int   // digits of \u still to come

	word    []byte // the beginning of the last string
	mayName bool   // only spaces follow it so far: a colon makes it a key
	key     string // the key of the next value
}

// fate says what to do with the current string.
type fate int

const (
	pass fate = iota
	cut       // drop the rest
	take      // replace the content of an attachment by its position
)

func newLiterals(in io.Reader) *literals { return &literals{in: in, chunk: make([]byte, 32<<10)} }

// Read implements io.Reader.
func (l *literals) Read(p []byte) (int, error) {
	for len(l.out) == 0 {
		if l.failed != nil {
			return 0, l.failed
		}
		var n int
		n, l.failed = l.in.Read(l.chunk)
		for rest := l.chunk[:n]; len(rest) > 0; {
			k := l.plain(rest)
			if k == 0 {
				l.next(rest[0])
				k = 1
			}
			l.offset += int64(k)
			rest = rest[k:]
		}
	}
	n := copy(p, l.out)
	l.out = l.out[:copy(l.out, l.out[n:])]
	return n, nil
}

// plain consumes the bytes at the beginning of rest that need no inspection, and returns their number.
func (l *literals) plain(rest []byte) int {
	switch {
	case !l.inside && !l.mayName && l.key == "":
		k := bytes.IndexByte(rest, '"')
		if k < 0 {
			k = len(rest)
		}
		l.out = append(l.out, rest[:k]...)
		return k
	case !l.inside || l.slash || l.hex > 0 || len(l.word) <= len("body"):
		return 0
	}
	k := bytes.IndexAny(rest, "\"\\\n")
	if k < 0 {
		k = len(rest)
	}
	if l.fate == pass {
		k = min(k, max(0, maxText-l.shown))
		l.out = append(l.out, rest[:k]...)
		l.shown += k
	}
	return k
}

func (l *literals) next(c byte) {
	switch {
	case l.inside && (c == '\n' || c == '"' && !l.slash):
		l.end(c)
	case l.inside:
		l.text(c)
	case c == '"':
		l.begin()
	default:
		l.between(c)
	}
}

// between consumes a byte outside strings.
func (l *literals) between(c byte) {
	l.out = append(l.out, c)
	switch c {
	case ' ', '\t', '\r', '\n':
	case ':':
		l.key = ""
		if l.mayName {
			l.key = string(l.word)
		}
		l.mayName = false
	default:
		l.key, l.mayName = "", false
	}
}

func (l *literals) begin() {
	l.out = append(l.out, '"')
	l.inside, l.fate, l.start, l.shown = true, pass, l.offset+1, 0
	if l.key == "body" || l.key == "data" { // messages, the legacy JSON
		l.fate = take
	}
	l.key, l.word = "", l.word[:0]
}

func (l *literals) text(c byte) {
	if l.shown >= maxText && !l.slash && l.hex == 0 && utf8.RuneStart(c) {
		l.fate = cut
	}
	switch {
	case l.slash:
		l.slash = false
		if c == 'u' {
			l.hex = 4
		}
	case l.hex > 0:
		l.hex--
	default:
		l.slash = c == '\\'
	}
	if len(l.word) <= len("body") {
		l.word = append(l.word, c)
	}
	if l.fate == pass {
		l.out = append(l.out, c)
		l.shown++
	}
}

func (l *literals) end(c byte) {
	length := l.offset - l.start
	switch l.fate {
	case cut:
		l.out = append(l.out, " "+LeftOut(int(length)-l.shown)...)
	case take:
		l.out = fmt.Appendf(l.out, "%d+%d", l.start, length)
	}
	l.out = append(l.out, c)
	l.inside, l.slash, l.hex, l.mayName = false, false, 0, c == '"'
}

// span is the position of an attachment's content in its file, in bytes. The content is escaped as a JSON string.
type span struct{ offset, length int64 }

// spanOf reads the position that literals writes in place of the content.
func spanOf(reference string) (at span, ok bool) {
	n, err := fmt.Sscanf(reference, "%d+%d", &at.offset, &at.length)
	return at, n == 2 && err == nil
}
