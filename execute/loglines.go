package execute

import "io"

// linePiece is how the engine's logs split a line that is longer.
const linePiece = 16 << 10

// logLines writes a log on as it was before the local driver took it: that driver drops the end of a line that it had
// split (seen on Engine 20.10). Only the last line of a container can have none, so where a shorter piece is followed by
// another, its end is missing. Whether the very last line had one cannot be told.
type logLines struct {
	to   io.Writer
	last byte // that was written
	open bool // the piece before is not one that a line is split into
}

// begin is told of each piece before it is written.
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
