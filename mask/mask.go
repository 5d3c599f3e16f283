// Package mask finds secrets in text, and covers them in bytes on their way to disk.
package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// leastSize is the length in characters from which a value is masked. Shorter ones are words that occur everywhere.
const leastSize = 8

// Mask knows secrets in all forms in which it covers them. It may be used by several goroutines.
type Mask struct {
	forms    []form
	shortest int // bytes of a form
	longest  int
	byFirst  [256][]int           // forms by their first byte
	starts   [1 << blockBits]bool // blocks with which forms begin
	skips    [1 << blockBits]uint8
	byBlock  map[uint32][]int // forms by the last block of their first bytes, of which there are shortest
}

// New returns a Mask for values of 8 characters or more. Of a value of several lines it covers each line of that length, too.
// It is nil if there is nothing to mask.
func New(secrets []string) *Mask {
	m := &Mask{byBlock: map[uint32][]int{}}
	known := map[string]bool{}
	for _, value := range values(secrets) {
		for _, f := range formsOf(value) {
			if !known[f.text] {
				known[f.text] = true
				m.forms = append(m.forms, f)
			}
		}
	}
	if len(m.forms) == 0 {
		return nil
	}
	m.index()
	return m
}

// values returns each secret as a whole, and its lines, without those that are too short.
func values(secrets []string) []string {
	var out []string
	for _, secret := range secrets {
		for line := range strings.Lines(secret) {
			out = append(out, strings.TrimSpace(line))
		}
		plain := strings.ReplaceAll(secret, "\r\n", "\n")
		out = append(out, secret, plain, strings.ReplaceAll(plain, "\n", "\r\n"))
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool {
		return utf8.RuneCountInString(s) < leastSize || strings.TrimSpace(s) == ""
	})
}

// The search is that of Wu and Manber (A fast algorithm for multi-pattern searching, 1994): it looks at the last block of a window
// as long as the shortest form, which says how far the window can move on without missing one.
const (
	blockSize = 3
	blockBits = 15
)

// block returns the hash of three bytes.
func block(a, b, c byte) uint32 {
	return (uint32(a) | uint32(b)<<8 | uint32(c)<<16) * 0x9e3779b1 >> (32 - blockBits)
}

func (m *Mask) index() {
	m.shortest = len(m.forms[0].text)
	for i, f := range m.forms {
		m.shortest, m.longest = min(m.shortest, len(f.text)), max(m.longest, len(f.text))
		m.byFirst[f.text[0]] = append(m.byFirst[f.text[0]], i)
		m.starts[block(f.text[0], f.text[1], f.text[2])] = true
	}
	most := min(m.shortest-blockSize+1, 255)
	for i := range m.skips {
		m.skips[i] = uint8(most)
	}
	for i, f := range m.forms {
		for end := blockSize; end <= m.shortest; end++ {
			at := block(f.text[end-3], f.text[end-2], f.text[end-1])
			m.skips[at] = uint8(min(int(m.skips[at]), m.shortest-end))
			if end == m.shortest {
				m.byBlock[at] = append(m.byBlock[at], i)
			}
		}
	}
}

// Find calls found with the place and the size of every secret in the text, in whatever form it is; they may overlap. A nil Mask
// finds nothing. A later place never comes first.
func (m *Mask) Find(text string, found func(at, size int)) {
	if m != nil && len(text) >= m.shortest {
		m.find([]byte(text), func(at int, f form) { found(at, len(f.text)) })
	}
}

// Longest returns the size of the longest form of a secret; 0 for a nil Mask.
func (m *Mask) Longest() int {
	if m == nil {
		return 0
	}
	return m.longest
}

// find calls found with the place of every form in the text.
func (m *Mask) find(text []byte, found func(at int, f form)) {
	for end := m.shortest - 1; end < len(text); {
		at := block(text[end-2], text[end-1], text[end])
		if skip := m.skips[at]; skip > 0 {
			end += int(skip)
			continue
		}
		start := end - m.shortest + 1
		for _, i := range m.byBlock[at] {
			if f := m.forms[i]; len(text)-start >= len(f.text) && string(text[start:start+len(f.text)]) == f.text {
				found(start, f)
			}
		}
		end++
	}
}

// begun returns how many bytes at the end of the text could be the beginning of a form.
func (m *Mask) begun(text []byte) int {
	for start := max(0, len(text)-m.longest+1); start < len(text); start++ {
		rest := text[start:]
		if len(rest) >= blockSize && !m.starts[block(rest[0], rest[1], rest[2])] {
			continue
		}
		for _, i := range m.byFirst[rest[0]] {
			if f := m.forms[i].text; len(rest) < len(f) && f[:len(rest)] == string(rest) {
				return len(rest)
			}
		}
	}
	return 0
}
