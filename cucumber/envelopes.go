package cucumber

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	messages "github.com/cucumber/messages/go/v34"
)

// MessageFiles returns the files of a folder that hold Cucumber messages, in the order in which ReadDir reads them. A file
// that cannot be read is left out.
func MessageFiles(fsys fs.FS) []string {
	var out []string
	_ = fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && isMessages(fsys, name) {
			out = append(out, name)
		}
		return nil
	})
	return out
}

func isMessages(fsys fs.FS, name string) bool {
	file, err := fsys.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	head := make([]byte, sniffed)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false
	}
	found, err := sniff(head[:n])
	return err == nil && found.source == SourceMessages
}

// EachMessage calls visit for each message of a file, in its order, in the form of the newest protocol: fields that older
// versions lack or name differently are filled. It skips lines that are broken. The content of an attachment stays in the
// file, where OpenBody finds it, and so does the text of a feature file, see TextOf; other texts are cut at 1 MiB.
func EachMessage(fsys fs.FS, name string, visit func(*messages.Envelope)) error {
	file, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	defer file.Close()
	m := renewal{tree: indexDocument(nil)}
	in := bufio.NewReader(newLiterals(file))
	for {
		line, _, err := readLine(in)
		if e := m.line(line); e != nil {
			visit(e)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read messages: %w", err)
		}
	}
}

// renewal brings messages of older versions of the protocol to the newest.
type renewal struct{ tree tree }

// line returns the message of a line; nil if there is none.
func (m *renewal) line(line []byte) *messages.Envelope {
	line = bytes.TrimSpace(bytes.TrimPrefix(line, byteOrderMark))
	var e messages.Envelope
	err := json.Unmarshal(line, &e)
	if wrong := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrong) {
		at := bytes.Index(line, []byte(`{"`))
		if at <= 0 || json.Unmarshal(line[at:], &e) != nil { // other output on the same line
			return nil
		}
	}
	if e.TestRunFinished != nil || bytes.Contains(line, []byte(`"testResult"`)) {
		fillOlder(line, &e)
	}
	switch {
	case e.GherkinDocument != nil:
		m.tree.add(e.GherkinDocument)
	case e.Pickle != nil && e.Pickle.Location == nil:
		if at := m.tree.pickle(e.Pickle, dialect{}); at.Line > 0 {
			e.Pickle.Location = &messages.Location{Line: int64(at.Line)}
		}
	}
	return &e
}

// BodySize is how many bytes the content of an attachment takes in the file of messages that EachMessage reads, where it is
// escaped and may be base64. known is false if the message holds none.
func BodySize(a *messages.Attachment) (size int64, known bool) {
	at, known := spanOf(a.Body)
	return at.length, known
}

// OpenBody opens the content of an attachment that EachMessage read from a file: in that file, or in a file beside it that its
// URL names. The reader is nil if the content is somewhere else.
func OpenBody(fsys fs.FS, name string, a *messages.Attachment) (io.ReadCloser, error) {
	at, known := spanOf(a.Body)
	if !known && a.Url == "" {
		return nil, nil
	}
	one := Attachment{URL: a.Url, within: at, base64: a.ContentEncoding == messages.AttachmentContentEncoding_BASE64}
	content, file, err := one.open(fsys, name)
	if err != nil || content == nil {
		return nil, err
	}
	return body{content, file}, nil
}

// TextOf returns the text of a feature file that EachMessage read from a file, where it stays; empty if it cannot be read.
func TextOf(fsys fs.FS, name string, s *messages.Source) string {
	at, known := spanOf(s.Data)
	if !known || at.length > maxSource {
		return ""
	}
	one := Attachment{within: at}
	content, file, err := one.open(fsys, name)
	if err != nil {
		return ""
	}
	defer file.Close()
	text, err := io.ReadAll(content)
	if err != nil {
		return ""
	}
	return string(text)
}

// SizeOf is the size of content that OpenBody opened in a file of its own.
func SizeOf(content io.Reader) (int64, error) {
	if b, ok := content.(body); ok {
		if file, ok := b.Closer.(fs.File); ok {
			info, err := file.Stat()
			if err != nil {
				return 0, err
			}
			return info.Size(), nil
		}
	}
	return 0, errors.ErrUnsupported
}

// body is the content of an attachment, and the file to close after it.
type body struct {
	io.Reader
	io.Closer
}
