package mask

import (
	"bytes"
	"io"
)

// Writer covers secrets in what is written to it. It holds back no more than what could be the beginning of a secret.
type Writer struct {
	mask   *Mask
	to     io.Writer
	held   []byte // as it came
	marks  []mark // of secrets that are not yet written whole; places in held
	at     int64  // bytes written to to
	hidden func(at int64, text string)
}

// mark is where a secret is covered, and with what.
type mark struct {
	at    int
	cover string
}

// Writer returns a Writer whose output goes to to. If hidden is not nil, it receives every text that was covered and its place in the
// output, in the order of the places.
func (m *Mask) Writer(to io.Writer, hidden func(at int64, text string)) *Writer {
	return &Writer{mask: m, to: to, hidden: hidden}
}

// Write implements io.Writer.
func (w *Writer) Write(p []byte) (int, error) {
	text, known := p, len(w.held)
	if known > 0 {
		text = append(w.held, p...)
	}
	w.mask.find(text, func(at int, f form) {
		if at+len(f.text) > known {
			w.marks = append(w.marks, mark{at, f.cover})
		}
	})
	if err := w.pass(text, len(text)-w.mask.begun(text)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes what is held back because it could have been the beginning of a secret, and returns its size.
func (w *Writer) Flush() (held int, err error) {
	held = len(w.held)
	return held, w.pass(w.held, held)
}

// leastPart is how many bytes before a cut are covered as the beginning of a secret. Fewer reveal nothing.
const leastPart = 2

// Cut is Flush where what was written ends too early: the beginning of a secret at the end is covered.
func (w *Writer) Cut() error {
	if part := len(w.held); part >= leastPart {
		w.marks = append(w.marks, mark{0, string(bytes.Repeat([]byte(star), part))})
	}
	_, err := w.Flush()
	return err
}

// pass writes the first n bytes of a text, with its secrets covered, and holds back the rest.
func (w *Writer) pass(text []byte, n int) error {
	out := text[:n]
	if len(w.marks) > 0 {
		out = w.cover(out)
	}
	var err error
	if n > 0 {
		_, err = w.to.Write(out)
	}
	w.at += int64(n)
	if len(w.held) > 0 {
		w.held = text // for the larger room
	}
	w.held = append(w.held[:0], text[n:]...)
	return err
}

// cover returns a copy of the text with its secrets covered, and keeps the marks of what is behind it. Where two secrets overlap, the
// lower of the two bytes counts, so that it does not matter in which order they were found.
func (w *Writer) cover(text []byte) []byte {
	out, covered := bytes.Clone(text), make([]bool, len(text))
	rest := w.marks[:0]
	for _, m := range w.marks {
		here := min(len(m.cover), max(0, len(text)-m.at))
		for i := range here {
			if c := m.cover[i]; !covered[m.at+i] || c < out[m.at+i] {
				out[m.at+i], covered[m.at+i] = c, true
			}
		}
		if here < len(m.cover) {
			rest = append(rest, mark{max(0, m.at-len(text)), m.cover[here:]})
		}
	}
	w.marks = rest
	w.tell(text, covered)
	return out
}

// tell passes on what was covered.
func (w *Writer) tell(text []byte, covered []bool) {
	for from := 0; w.hidden != nil && from < len(text); from++ {
		to := from
		for to < len(text) && covered[to] {
			to++
		}
		if to > from {
			w.hidden(w.at+int64(from), string(text[from:to]))
			from = to
		}
	}
}
