package docker

import (
	"bufio"
	"encoding/binary"
	"io"
)

// passHead copies an answer's head.
func passHead(to io.Writer, from *bufio.Reader) {
	for {
		line, err := from.ReadSlice('\n')
		_, _ = to.Write(line)
		if err != nil || len(line) <= len("\r\n") {
			return
		}
	}
}

// passFrames copies so many frames.
func passFrames(to io.Writer, from *bufio.Reader, frames int) {
	for range frames {
		header, err := from.Peek(frameHeader)
		if err != nil {
			return
		}
		size := frameHeader + int64(binary.BigEndian.Uint32(header[4:]))
		if _, err := io.CopyN(to, from, size); err != nil {
			return
		}
	}
}
