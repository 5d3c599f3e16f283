package cucumber

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
)

// sniffed is the number of bytes at the beginning of a report that decide its format.
const sniffed = 4 << 10

var (
	byteOrderMark = []byte("\xef\xbb\xbf")
	firstKey      = regexp.MustCompile(`^\{\s*"([^"]*)"`)
	goTestAction  = regexp.MustCompile(`^\{[^\n]*"Action"\s*:`)
	anyObject     = regexp.MustCompile(`(?m)^\s*\{`)
)

// format is a format of reports, by its source and its reader.
type format struct {
	source string
	read   func(*bufio.Reader) (*Report, error)
}

// sniff chooses the format of what begins with head.
func sniff(head []byte) (format, error) {
	if isUTF16(head) {
		return format{}, fmt.Errorf("%w: the file is UTF-16, but reports must be UTF-8 (does a shell redirect the output?)", ErrNoReport)
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(head, byteOrderMark))
	if len(text) == 0 {
		return format{}, fmt.Errorf("%w: the file is empty", ErrNoReport)
	}
	switch text[0] {
	case '<':
		return format{SourceJUnit, readJUnit}, nil
	case '[':
		return format{SourceJSON, readJSON}, nil
	}
	// A runner that shares its output with others may be preceded by what they print.
	at := anyObject.FindIndex(text)
	if at == nil {
		return format{}, fmt.Errorf("%w: the file begins with %q, which is no known format", ErrNoReport, text[:1])
	}
	return sniffObject(text[at[1]-1:]), nil
}

// sniffObject chooses the format of a JSON object by its first key.
func sniffObject(text []byte) format {
	if goTestAction.Match(text) {
		return format{SourceGoTest, readGoTest}
	}
	key := firstKey.FindSubmatch(text)
	if key == nil {
		return format{SourceMessages, readMessages}
	}
	switch string(key[1]) {
	case "event":
		return format{SourceEvents, readEvents}
	case "tests", "suites":
		return format{SourceBehat, readBehat}
	}
	return format{SourceMessages, readMessages}
}

// isUTF16 detects UTF-16 by its byte order mark, or by a zero byte in its first character.
func isUTF16(head []byte) bool {
	if len(head) < 2 {
		return false
	}
	return head[0] == 0xff && head[1] == 0xfe || head[0] == 0xfe && head[1] == 0xff || (head[0] == 0) != (head[1] == 0)
}
