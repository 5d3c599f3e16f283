package classic

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/org/baleen-action/result"
)

// Limits of what is embedded, in bytes before base64. Readers hold the whole document in memory, and those that run on Node
// read no file of 512 MB or more.
const (
	MaxAttachment = 2_000_000
	MaxEmbedded   = 64_000_000
	maxLogs       = 16_000_000
)

// types are the media types of attachments, by file name. Pages are written as text: some readers put them into their own.
var types = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".bmp": "image/bmp",
	".svg": "image/svg+xml", ".webm": "video/webm", ".mp4": "video/mp4", ".pdf": "application/pdf", ".zip": "application/zip",
	".json": "application/json", ".txt": plain, ".log": plain, ".md": plain, ".csv": plain, ".xml": plain, ".yaml": plain, ".yml": plain,
	".html": plain, ".htm": plain, ".js": plain, ".css": plain,
}

const plain = "text/plain"

// choose decides what is embedded: attachments of scenarios that did not pass first, as long as there is room.
func (w *writer) choose() {
	w.embed = map[string]bool{}
	room := int64(MaxEmbedded)
	for _, red := range []bool{true, false} {
		room = w.fitAll(red, room)
	}
}

// fitAll chooses among the attachments of the scenarios that failed, or of those that did not, and returns the room that is left.
func (w *writer) fitAll(red bool, room int64) int64 {
	for _, f := range w.run.Files {
		for _, s := range f.Scenarios {
			if w.run.Fails(s) == red {
				room = w.fit(s, room)
			}
		}
	}
	return room
}

// fit chooses among the attachments of a scenario, and returns the room that is left.
func (w *writer) fit(s result.Scenario, room int64) int64 {
	for _, name := range s.Attachments {
		if size, err := w.size(name); err == nil && size <= min(room, MaxAttachment) && !w.embed[name] {
			w.embed[name] = true
			room -= size
		}
	}
	return room
}

var errNotAFile = errors.New("it is not a regular file")

func (w *writer) size(name string) (int64, error) {
	info, err := w.folder.Lstat(name)
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, errNotAFile
	}
	return info.Size(), nil
}

// embedAll writes what a scenario attached and logged. What is left out is named in a text.
func (w *writer) embedAll(s result.Scenario) {
	for _, name := range s.Attachments {
		w.item(w.attachment(name))
	}
	log := s.Log
	if w.logged += len(log); w.logged > maxLogs {
		log = fmt.Sprintf("The log is not embedded: all logs together may have %d bytes.", maxLogs)
	}
	if s.Log != "" {
		w.item(embedding{plain, "log", []byte(log)})
	}
}

func (w *writer) attachment(name string) embedding {
	size, err := w.size(name)
	if err == nil && !w.embed[name] {
		err = fmt.Errorf("it has %d bytes; one attachment may have %d, and all together %d", size, MaxAttachment, MaxEmbedded)
	}
	var content []byte
	if err == nil {
		content, err = w.read(name, size)
	}
	if err != nil {
		return embedding{plain, path.Base(name), fmt.Appendf(nil, "%s is not embedded: %v", name, err)}
	}
	e := embedding{cmp.Or(types[strings.ToLower(path.Ext(name))], "application/octet-stream"), path.Base(name), content}
	isJSON := e.MimeType == "application/json"
	if e.MimeType == plain || isJSON || isText(content) {
		e.Data = []byte(w.clean.Text(string(content)))
	}
	if isJSON && !json.Valid(e.Data) { // a reader that parses it would fail
		e.MimeType = plain
	}
	return e
}

func isText(content []byte) bool { return utf8.Valid(content) && !bytes.ContainsRune(content, 0) }

func (w *writer) read(name string, size int64) ([]byte, error) {
	file, err := w.folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content := make([]byte, size)
	_, err = io.ReadFull(file, content)
	return content, err
}
