package docker

import (
	"archive/tar"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// reportFolder is where a sandbox has the volume that its containers have as their scratch folder.
const reportFolder = "/report"

// Requests to a sandbox, one a line. The empty line asks for the fingerprint, which is the only one with a line as answer.
const (
	askReport   = "report" // answered by a stream of chunks, which is a tar of the report folder
	clearReport = "clear"  // not answered: the next fingerprint shows whether the folder is empty
)

// openReport makes the report folder writable for any user, if there is one.
func openReport(folder string) error {
	err := os.Chmod(folder, 0o777)
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// sendReport writes the files and folders of the report folder as a tar, in chunks.
func sendReport(out io.Writer, folder string) error {
	chunks := chunkWriter{out}
	archive := tar.NewWriter(chunks)
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return sendEntry(archive, folder, name)
	})
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		return chunks.head(brokenOff)
	}
	return chunks.head(0)
}

// sendEntry writes a regular file or a folder. Links and devices are no part of a report.
func sendEntry(to *tar.Writer, folder, name string) error {
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	within, err := filepath.Rel(folder, name)
	if err != nil {
		return err
	}
	header := &tar.Header{Name: path.Join("report", filepath.ToSlash(within)), Mode: int64(info.Mode().Perm()), ModTime: info.ModTime()}
	switch {
	case info.IsDir():
		header.Typeflag, header.Name = tar.TypeDir, header.Name+"/"
		return to.WriteHeader(header)
	case info.Mode().IsRegular():
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		header.Typeflag, header.Size = tar.TypeReg, info.Size()
		return writeFile(to, header, file)
	}
	return nil
}

// emptyReport removes all that is in the report folder, as far as it can: the next fingerprint shows what is left.
func emptyReport(folder string) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		_ = os.RemoveAll(filepath.Join(folder, entry.Name()))
	}
}

// reportState changes with the names, mode and owner of the report folder; empty if there is none.
func reportState(folder string) string {
	info, err := os.Lstat(folder)
	if os.IsNotExist(err) {
		return ""
	}
	if err != nil {
		return err.Error()
	}
	text := fmt.Sprintln(info.Mode(), ownerOf(info))
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		text += fmt.Sprintln(entry.Name())
	}
	return fmt.Sprint(text, err)
}

// A stream of chunks is the length of each, in 4 bytes, and its bytes. One without bytes ends it.
const (
	chunkHead = 4
	brokenOff = 1<<32 - 1 // in place of a length: there is more, and it cannot be read
)

// errBrokenOff is the error of a report that its sandbox could not read to the end.
var errBrokenOff = errors.New("sandbox cannot read the folder")

type chunkWriter struct{ to io.Writer }

// Write implements io.Writer.
func (c chunkWriter) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if _, err := c.to.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(p))), p...)); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (c chunkWriter) head(length uint32) error {
	_, err := c.to.Write(binary.BigEndian.AppendUint32(nil, length))
	return err
}

// chunkReader reads a stream of chunks to its end.
type chunkReader struct {
	from io.Reader
	left uint32
	over bool
}

// Read implements io.Reader.
func (c *chunkReader) Read(p []byte) (int, error) {
	for c.left == 0 && !c.over {
		var head [chunkHead]byte
		if _, err := io.ReadFull(c.from, head[:]); err != nil {
			return 0, io.ErrUnexpectedEOF
		}
		if c.left = binary.BigEndian.Uint32(head[:]); c.left == brokenOff {
			return 0, errBrokenOff
		}
		c.over = c.left == 0
	}
	if c.over {
		return 0, io.EOF
	}
	n, err := c.from.Read(p[:min(uint32(len(p)), c.left)])
	c.left -= uint32(n)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
