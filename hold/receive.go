package hold

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
)

// ErrCut is the cause if a stream ended early or was changed: all of it has to be asked for again.
var ErrCut = errors.New("what was sent is incomplete")

// Results is what one stream held beside the files that Receive passes on.
type Results struct {
	Ending *Ending // nil: the command was ended before it could leave one
}

// Receive reads what Send sent. It passes every entry to take, which need not read all of its content; what take got is to be
// kept only if Receive returns no error. An error of take is returned as it is, after the stream was read to its end.
func Receive(r io.Reader, take func(*tar.Header, io.Reader) error) (Results, error) {
	x := receiving{tar: tar.NewReader(r), sum: sha256.New(), take: take}
	for {
		header, err := x.tar.Next()
		if err != nil {
			return x.results, fmt.Errorf("%w: %w", ErrCut, unexpected(err))
		}
		if header.Name == digestName && header.Typeflag == tar.TypeReg {
			return x.results, errors.Join(x.verify(), x.refused)
		}
		if err := x.entry(header); err != nil {
			return x.results, err
		}
	}
}

type receiving struct {
	tar     *tar.Reader
	sum     hash.Hash
	take    func(*tar.Header, io.Reader) error
	results Results
	refused error // by take
}

func (x *receiving) entry(header *tar.Header) error {
	note(x.sum, header)
	content := io.TeeReader(x.tar, x.sum)
	switch {
	case header.Name == EndFile:
		text, err := io.ReadAll(io.LimitReader(content, 1<<20))
		if err != nil {
			return fmt.Errorf("%w: %w", ErrCut, err)
		}
		ending, err := readEnding(text)
		if err != nil {
			return err
		}
		x.results.Ending = &ending
	case x.refused == nil:
		x.refused = x.take(header, content)
	}
	if _, err := io.Copy(io.Discard, content); err != nil {
		return fmt.Errorf("%w: %w", ErrCut, err)
	}
	return nil
}

// verify compares the digest of what was read with the one that was sent.
func (x *receiving) verify() error {
	sent, err := io.ReadAll(io.LimitReader(x.tar, 2*sha256.Size+1))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCut, err)
	}
	if string(sent) != hex.EncodeToString(x.sum.Sum(nil)) {
		return fmt.Errorf("%w: its digest is another one", ErrCut)
	}
	return nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
