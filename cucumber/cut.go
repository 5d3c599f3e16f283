package cucumber

import (
	"fmt"
	"io"
	"strings"
)

// Text that is too large for memory is cut here, before secrets are masked. Every cut leaves a mark, because a cut may split a
// secret: the masking code looks for part of a secret next to each mark.

// LeftOut returns the mark that replaces n bytes cut out of a text.
func LeftOut(bytes int) string { return fmt.Sprintf("[… %d bytes left out …]", bytes) }

// RestLeftOut is the mark at the end of a text if the number of bytes cut off is not known.
const RestLeftOut = "[… the rest is left out …]"

// maxMessage limits one failure message, in bytes.
const maxMessage = 256 << 10

// clip shortens a message to maxMessage, so that a large report fits into memory.
func clip(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	return strings.ToValidUTF8(s[:maxMessage], "") + "\n" + LeftOut(len(s)-maxMessage)
}

// growing collects a text piece by piece, up to a limit.
type growing struct{ strings.Builder }

// add appends a piece unless the limit is reached.
func (g *growing) add(piece string, most int) {
	switch {
	case g.Len() < most:
		g.WriteString(piece)
	case !strings.HasSuffix(g.String(), RestLeftOut):
		g.WriteString(RestLeftOut)
	}
}

// readText reads a text up to a limit in bytes.
func readText(in io.Reader, most int) (string, error) {
	text, err := io.ReadAll(io.LimitReader(in, int64(most)+1))
	if len(text) > most {
		return strings.ToValidUTF8(string(text[:most]), "") + "\n" + RestLeftOut, err
	}
	return string(text), err
}
