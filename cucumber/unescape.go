package cucumber

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// unescaper reads the content of a JSON string.
type unescaper struct {
	in    *bufio.Reader
	ready []byte
}

// Read implements io.Reader.
func (u *unescaper) Read(p []byte) (int, error) {
	if len(u.ready) == 0 {
		c, err := u.in.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != '\\' {
			p[0] = c
			n, err := u.plain(p[1:])
			return n + 1, err
		}
		if err := u.escape(); err != nil {
			return 0, err
		}
	}
	n := copy(p, u.ready)
	u.ready = u.ready[n:]
	return n, nil
}

// plain copies what is buffered up to the next backslash.
func (u *unescaper) plain(p []byte) (int, error) {
	head, _ := u.in.Peek(min(len(p), u.in.Buffered()))
	n := slices.Index(head, '\\')
	if n < 0 {
		n = len(head)
	}
	copy(p, head[:n])
	_, err := u.in.Discard(n)
	return n, err
}

var shortEscapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (u *unescaper) escape() error {
	c, err := u.in.ReadByte()
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	if short, ok := shortEscapes[c]; ok {
		c = short
	}
	if c != 'u' {
		u.ready = []byte{c}
		return nil
	}
	first, err := u.unit()
	if err != nil {
		return err
	}
	if next, _ := u.in.Peek(2); utf16.IsSurrogate(first) && string(next) == `\u` {
		_, _ = u.in.Discard(2) // they were just peeked at
		second, err := u.unit()
		if err != nil {
			return err
		}
		first = utf16.DecodeRune(first, second)
	}
	u.ready = utf8.AppendRune(nil, first)
	return nil
}

func (u *unescaper) unit() (rune, error) {
	var digits [4]byte
	if _, err := io.ReadFull(u.in, digits[:]); err != nil {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := strconv.ParseUint(string(digits[:]), 16, 16)
	if err != nil {
		return 0, fmt.Errorf("read escape \\u%q: %w", digits[:], err)
	}
	return rune(n), nil
}
