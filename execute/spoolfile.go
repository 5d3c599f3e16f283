package execute

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// TakeLonger replaces f by other, what the engine kept of the same output, if that is longer. It fails if other does not begin
// with what f has: neither is known to be whole then. A byte may be missing at the end of other.
func (f *SpoolFile) TakeLonger(other *SpoolFile) error {
	if f.File == nil {
		return nil
	}
	same, err := samePrefix(f.Path, other.Path, min(f.Size-int64(f.held), other.Size-int64(other.held)))
	if err != nil {
		return err
	}
	if other.Size > f.Size || other.spool.Cut {
		if err := os.Rename(other.Path, f.Path); err != nil {
			return fmt.Errorf("replace spool: %w", err)
		}
	}
	if !same || other.Size < f.Size-1 && !other.spool.Cut { // Docker's logs drop the last line end
		return errors.New("engine's log does not begin with the attached output")
	}
	f.Size, f.spool.Cut = max(f.Size, other.Size), f.spool.Cut || other.spool.Cut
	return nil
}

// samePrefix reports whether both files begin with the same n bytes.
func samePrefix(one, other string, n int64) (bool, error) {
	a, err := os.Open(one)
	if err != nil {
		return false, fmt.Errorf("compare output: %w", err)
	}
	defer a.Close()
	b, err := os.Open(other)
	if err != nil {
		return false, fmt.Errorf("compare output: %w", err)
	}
	defer b.Close()
	const piece = 64 << 10
	x, y := make([]byte, piece), make([]byte, piece)
	for ; n > 0; n -= piece {
		size := min(n, piece)
		_, err := io.ReadFull(a, x[:size])
		_, err2 := io.ReadFull(b, y[:size])
		if err := errors.Join(err, err2); err != nil {
			return false, fmt.Errorf("compare output: %w", err)
		}
		if !bytes.Equal(x[:size], y[:size]) {
			return false, nil
		}
	}
	return true, nil
}
