package execute

import "io"

// Mask is what everything that containers write passes on its way to a file; nil: nothing is covered. Whoever reads the files during
// the run reads what was covered as it is in them.
type Mask func(path string, file io.Writer) Masking

// Masking covers what must not reach a file. As many bytes come out as went in.
type Masking interface {
	io.Writer
	// Flush writes what was held back, because more could have followed that has to be covered, and returns its size.
	Flush() (held int, err error)
	// Cut is Flush where the stream is cut.
	Cut() error
}

// Over returns what to write to, instead of a file.
func (m Mask) Over(path string, file io.Writer) Masking {
	if m == nil {
		return uncovered{file}
	}
	return m(path, file)
}

// Copy copies a whole file.
func (m Mask) Copy(path string, file io.Writer, content io.Reader) error {
	to := m.Over(path, file)
	if _, err := io.Copy(to, content); err != nil {
		return err
	}
	_, err := to.Flush()
	return err
}

// uncovered is the Masking of no Mask.
type uncovered struct{ io.Writer }

// Flush implements Masking.
func (uncovered) Flush() (int, error) { return 0, nil }

// Cut implements Masking.
func (uncovered) Cut() error { return nil }
