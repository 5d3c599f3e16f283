package result

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/org/baleen-action/cucumber"
)

// This file shortens text. Clean foreign text first: after a cut through a secret, its rest is not recognised.

// Short returns s cleaned; if it is longer than size bytes, its head and tail around a mark.
func (c *Cleaner) Short(s string, size int) string { return Cap(c.Text(s), size) }

// ShortLine returns s cleaned and on one line; if it is longer than size bytes, its head and tail around a mark.
func (c *Cleaner) ShortLine(s string, size int) string {
	line := c.Line(s)
	if len(line) <= size {
		return line
	}
	return strings.ReplaceAll(Cap(line, size), "\n", " ")
}

// Cap returns clean text; if it is longer than size bytes, its head and tail around a mark with the number of bytes left
// out. The result is at most size bytes long, or the mark alone if that does not fit.
func Cap(s string, size int) string {
	if len(s) <= size {
		return s
	}
	room := max(0, size-len(gap(len(s))))
	head, tail := room/2, len(s)-room/2
	for head > 0 && !utf8.RuneStart(s[head]) {
		head--
	}
	for tail < len(s) && !utf8.RuneStart(s[tail]) {
		tail++
	}
	return s[:head] + gap(tail-head) + s[tail:]
}

func gap(bytes int) string { return "\n" + cucumber.LeftOut(bytes) + "\n" }

// cutMark is what stands where a text was cut before it came here: in a report (package cucumber) or in a container's
// output (package execute).
var cutMark = regexp.MustCompile(`[\n ]?(?:\[… (?:\d+ bytes|the rest is) left out(?:: [^\n]*? has all)? …\]|\[baleen: output cut at \d+ bytes\])[\n ]?`)

// cutsOf are where the marks in a text begin and end. It tries the pattern only where there can be a mark: on a text of megabytes, the pattern
// takes twenty times as long as a search for how a mark begins and ends.
func cutsOf(s string) [][]int {
	from := lowerFound(strings.Index(s, "[… "), strings.Index(s, "[baleen: output cut at "))
	to := max(strings.LastIndex(s, "…]")+len("…]"), strings.LastIndex(s, " bytes]")+len(" bytes]"))
	if from < 0 || to < from {
		return nil
	}
	from, to = max(0, from-1), min(len(s), to+1) // with the blank or line break on either side
	cuts := cutMark.FindAllStringIndex(s[from:to], -1)
	for _, cut := range cuts {
		cut[0], cut[1] = cut[0]+from, cut[1]+from
	}
	return cuts
}

// lowerFound is the lower of two indexes of which each is -1 if it was not found.
func lowerFound(a, b int) int {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

// withoutCutSequences removes terminal sequences whose end was cut off. Their rest would separate the parts of a secret.
func withoutCutSequences(s string) string {
	cuts := cutsOf(s)
	if cuts == nil {
		return s
	}
	var out strings.Builder
	from := 0
	for _, cut := range cuts {
		out.WriteString(withoutOpenSequence(s[from:cut[0]]))
		out.WriteString(s[cut[0]:cut[1]])
		from = cut[1]
	}
	return out.String() + s[from:]
}

func withoutOpenSequence(s string) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	at := strings.LastIndexAny(s, introducer)
	if at < 0 || strings.ContainsAny(s[at:], "\a\r\n"+terminator) {
		return s
	}
	if afterSequence(s[at:]) != "" && !opensText(s[at:]) {
		return s
	}
	return s[:at]
}

// opensText reports whether a sequence is one that a text follows.
func opensText(s string) bool {
	first, size := utf8.DecodeRuneInString(s)
	if string(first) == escape {
		return len(s) > size && strings.ContainsRune("]PX^_", rune(s[size]))
	}
	return strings.ContainsRune(texts, first)
}

// leastPart is how many bytes beside a cut must match a part of a secret. A shorter part reveals nothing, and matches by
// chance too often.
const leastPart = 2

// coverCut marks the parts of secrets beside the cuts of a text.
func (c *Cleaner) coverCut(s string, covered []bool) []bool {
	for _, cut := range cutsOf(s) {
		before, after := s[:cut[0]], s[cut[1]:]
		head, tail := 0, 0
		for _, secret := range c.secrets {
			head, tail = max(head, headAtEnd(before, secret)), max(tail, tailAtStart(after, secret))
		}
		if head+tail > 0 && covered == nil {
			covered = make([]bool, len(s))
		}
		for i := range head {
			covered[cut[0]-1-i] = true
		}
		for i := range tail {
			covered[cut[1]+i] = true
		}
	}
	return covered
}

// headAtEnd returns how many bytes of a secret's beginning the text ends with; 0 if it already ends with a mask.
func headAtEnd(s, secret string) int {
	if strings.HasSuffix(s, masked) {
		return 0
	}
	for n := min(len(s), len(secret)-1); n >= leastPart; n-- {
		if strings.HasSuffix(s, secret[:n]) {
			return n
		}
	}
	return 0
}

// tailAtStart returns how many bytes of a secret's end the text begins with; 0 if it already begins with a mask.
func tailAtStart(s, secret string) int {
	if strings.HasPrefix(s, masked) {
		return 0
	}
	for n := min(len(s), len(secret)-1); n >= leastPart; n-- {
		if strings.HasPrefix(s, secret[len(secret)-n:]) {
			return n
		}
	}
	return 0
}
