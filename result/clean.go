package result

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/org/baleen-action/mask"
)

const (
	masked     = "***"
	secretSize = 8 // characters; shorter values are words that occur everywhere
)

// Cleaner prepares foreign text for the model: valid UTF-8 that XML 1.0 allows, no terminal controls, no secrets.
// A nil Cleaner knows no secrets.
type Cleaner struct {
	secrets []string   // as they look in cleaned text
	forms   *mask.Mask // of the secrets
}

// NewCleaner returns a Cleaner that masks values of 8 characters or more, in all forms that package mask knows. Of a value of
// several lines it masks each line of that length, too.
func NewCleaner(secrets []string) *Cleaner {
	c := &Cleaner{}
	for _, secret := range secrets {
		value := printable(secret)
		c.add(value)
		for line := range strings.Lines(value) {
			c.add(strings.TrimSpace(line))
		}
	}
	c.forms = mask.New(c.secrets)
	return c
}

func (c *Cleaner) add(secret string) {
	long := utf8.RuneCountInString(secret) >= secretSize
	if long && strings.TrimSpace(secret) != "" && !slices.Contains(c.secrets, secret) {
		c.secrets = append(c.secrets, secret)
	}
}

// Text returns s cleaned, with its lines and tabs.
func (c *Cleaner) Text(s string) string {
	// Mask last: an escape sequence in the middle of a secret must not hide it.
	return c.mask(printable(withoutCutSequences(s)))
}

// Line returns s cleaned, on one line, with single spaces.
func (c *Cleaner) Line(s string) string {
	line := strings.Join(strings.Fields(c.Text(s)), " ")
	return c.mask(line) // again: a secret that contains a space may have spanned two lines
}

// mask replaces every secret. A mask may complete another secret ("***" is text, too), hence the loop. It ends because
// every round makes the text shorter.
func (c *Cleaner) mask(s string) string {
	if c == nil {
		return s
	}
	for {
		covered := c.cover(s)
		if covered == nil {
			return s
		}
		s = replaceCovered(s, covered)
	}
}

// cover marks every byte of s that belongs to a secret; nil if none does. Overlapping secrets are marked together: if they
// were replaced one after the other, the rest of the second would stay readable.
func (c *Cleaner) cover(s string) []bool {
	var covered []bool
	end := 0
	c.forms.Find(s, func(at, size int) {
		if covered == nil {
			covered = make([]bool, len(s))
		}
		for end = max(end, at); end < at+size; end++ {
			covered[end] = true
		}
	})
	return c.coverCut(s, covered)
}

func replaceCovered(s string, covered []bool) string {
	var out strings.Builder
	for i := range len(s) {
		switch {
		case !covered[i]:
			out.WriteByte(s[i])
		case i == 0 || !covered[i-1]:
			out.WriteString(masked)
		}
	}
	return out.String()
}

// printable removes everything that is not text. It removes whole escape sequences first: without their first character
// the rest ("[31m") would stay.
func printable(s string) string {
	s = stripEscapes(strings.ToValidUTF8(s, string(utf8.RuneError)))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(printableRune, s)
}

// printableRune returns -1 for a character to remove.
func printableRune(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r' || r == '\u2028' || r == '\u2029':
		return '\n'
	case unicode.IsControl(r):
		return -1
	case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
		return -1 // bidirectional overrides let text look like something else: CVE-2021-42574
	case r == '\ufffe' || r == '\uffff':
		return -1 // not a Char of XML 1.0, section 2.2
	}
	return r
}

// Terminal escape sequences (ECMA-48) begin with ESC and a character, or with one C1 character that stands for both.
const (
	escape     = "\x1b"
	csi        = "\u009b"                         // parameters and a last character follow
	texts      = "\u0090\u0098\u009d\u009e\u009f" // a text follows: a window title, a link's address
	terminator = "\u009c"
	introducer = escape + csi + texts
)

// stripEscapes removes terminal escape sequences whole.
func stripEscapes(s string) string {
	var out strings.Builder
	for {
		at := strings.IndexAny(s, introducer)
		if at < 0 {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:at])
		s = afterSequence(s[at:])
	}
}

// afterSequence returns what follows the sequence that s begins with.
func afterSequence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	rest := s[size:]
	switch {
	case string(first) == csi:
		return afterParameters(rest)
	case string(first) != escape:
		return afterText(rest)
	case rest == "":
		return ""
	}
	switch rest[0] {
	case '[':
		return afterParameters(rest[1:])
	case ']', 'P', 'X', '^', '_':
		return afterText(rest[1:])
	}
	return afterFinal(skip(rest, ' ', '/'), '0')
}

func afterParameters(s string) string {
	return afterFinal(skip(skip(s, '0', '?'), ' ', '/'), '@')
}

// afterText looks for the end on the same line, before the next sequence. If there is none, it removes no text: a title
// that was cut off must not swallow the output after it.
func afterText(s string) string {
	end := strings.IndexAny(s, "\a\r\n"+terminator+introducer)
	if end < 0 {
		return s
	}
	for _, mark := range []string{"\a", terminator, escape + "\\"} {
		if rest, found := strings.CutPrefix(s[end:], mark); found {
			return rest
		}
	}
	return s
}

func skip(s string, low, high byte) string {
	for s != "" && s[0] >= low && s[0] <= high {
		s = s[1:]
	}
	return s
}

// afterFinal drops the last character of a sequence. A character below low, such as a line break, is not part of it.
func afterFinal(s string, low byte) string {
	if s != "" && s[0] >= low && s[0] <= '~' {
		return s[1:]
	}
	return s
}
