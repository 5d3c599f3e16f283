package cucumber

import (
	"fmt"
	"io"
	"strings"
)

// What is too large to be held in memory is cut here, before anybody has looked for secrets in it. So every cut leaves a
// mark: whoever cleans the text finds a part of a secret beside it.

// LeftOut is the mark that stands for a number of bytes that were left out of a text.
func LeftOut(bytes int) string { return fmt.Sprintf("[… %d bytes left out …]", bytes) }

// RestLeftOut is the mark at the end of a text of which nobody counted the rest.
const RestLeftOut = "[… the rest is left out …]"

// maxMessage is the most of one message that is kept, in bytes.
const maxMessage = 256 << 10

// clip keeps a large report from being held in memory as a whole.
func clip(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	return strings.ToValidUTF8(s[:maxMessage], "") + "\n" + LeftOut(len(s)-maxMessage)
}

// growing is a text that is gathered piece by piece.
type growing struct{ strings.Builder }

// add adds a piece, unless there are so many bytes already.
func (g *growing) add(piece string, most int) {
	switch {
	case g.Len() < most:
		g.WriteString(piece)
	case !strings.HasSuffix(g.String(), RestLeftOut):
		g.WriteString(RestLeftOut)
	}
}

// readText reads a text, so many bytes of it at most.
func readText(in io.Reader, most int) (string, error) {
	text, err := io.ReadAll(io.LimitReader(in, int64(most)+1))
	if len(text) > most {
		return strings.ToValidUTF8(string(text[:most]), "") + "\n" + RestLeftOut, err
	}
	return string(text), err
}
