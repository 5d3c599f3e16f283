package docker

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The engine's frames: one byte that names the stream, three zeros, four bytes of length, the payload.
const (
	frameHeader = 8
	frameStdout = 1
	frameStderr = 2
	frameError  = 3
	maxMessage  = 64 << 10
)

var (
	errTruncated = errors.New("stream ends inside a frame")
	errGarbled   = errors.New("stream has no frame where one must begin")
)

// demux copies the framed stream r to stdout and stderr until r ends. Unlike stdcopy.StdCopy it distinguishes an end
// between two frames (nil) from one inside a frame, and never holds a whole frame in memory, however long its header
// says it is.
func demux(r io.Reader, stdout, stderr io.Writer) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		var header [frameHeader]byte
		switch _, err := io.ReadFull(in, header[:]); {
		case err == io.EOF:
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return errTruncated
		case err != nil:
			return fmt.Errorf("read frame: %w", err)
		}
		if header[1]|header[2]|header[3] != 0 {
			return errGarbled
		}
		payload := &io.LimitedReader{R: in, N: int64(binary.BigEndian.Uint32(header[4:]))}
		if err := copyFrame(header[0], payload, stdout, stderr); err != nil {
			return err
		}
	}
}

func copyFrame(kind byte, payload *io.LimitedReader, stdout, stderr io.Writer) error {
	var to io.Writer
	switch kind {
	case frameStdout:
		to = stdout
	case frameStderr:
		to = stderr
	case frameError:
		return readMessage(payload)
	default:
		return errGarbled
	}
	if lines, ok := to.(*logLines); ok {
		lines.begin(payload.N)
	}
	if _, err := io.Copy(to, payload); err != nil {
		return fmt.Errorf("copy frame: %w", err)
	}
	if payload.N > 0 {
		return errTruncated
	}
	return nil
}

func readMessage(payload io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(payload, maxMessage+1))
	if err != nil {
		return fmt.Errorf("read engine's message: %w", err)
	}
	if len(text) > maxMessage { // a part of it could be a part of a secret
		return fmt.Errorf("engine reports more than %d bytes inside the stream", maxMessage)
	}
	return fmt.Errorf("engine reports inside the stream: %s", strings.TrimSpace(string(text)))
}
