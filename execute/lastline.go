package execute

import "bytes"

// LastLine keeps the last line that holds anything of what is written to it, and no part of a line: that could be a part of
// a secret.
type LastLine struct {
	open, line []byte
	long       bool // the open line is longer than is kept
}

// Write implements io.Writer; it never fails.
func (l *LastLine) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		piece, after, ended := bytes.Cut(rest, []byte("\n"))
		rest = after
		if l.long = l.long || len(l.open)+len(piece) > maxLine; !l.long {
			l.open = append(l.open, piece...)
		}
		if ended {
			l.end()
		}
	}
	return len(p), nil
}

func (l *LastLine) end() {
	if text := bytes.TrimSpace(l.open); len(text) > 0 && !l.long {
		l.line = bytes.Clone(text)
	}
	l.open, l.long = l.open[:0], false
}

// maxLine is the longest line that is kept.
const maxLine = 64 << 10

// String returns the line after a colon; nothing if there is none.
func (l *LastLine) String() string {
	l.end()
	if len(l.line) == 0 {
		return ""
	}
	return ": " + string(l.line)
}
