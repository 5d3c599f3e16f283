package docker

import (
	"io"
)

// linePiece is the size of the pieces into which the engine's logs split a longer line.
const linePiece = 16 << 10

// logLines undoes what the local log driver does to long lines: the driver drops the end of a line that it split
// (Engine 20.10). Only the last line of a container's output can lack its end, so if a piece shorter than linePiece is
// followed by another, the end is missing. Whether the very last line had an end cannot be known.
type logLines struct {
	to   io.Writer
	last byte // byte written
	open bool // the last piece ended its line
}

// begin is called with each piece's size before the piece is written.
func (l *logLines) begin(size int64) {
	if l.open && l.last != '\n' {
		_, _ = l.Write([]byte{'\n'})
	}
	l.open = size != linePiece
}

// Write implements io.Writer.
func (l *logLines) Write(p []byte) (int, error) {
	if len(p) > 0 {
		l.last = p[len(p)-1]
	}
	return l.to.Write(p)
}
