package stream

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

const (
	// maxInline is the size up to which an attachment stands in the stream, in bytes. A larger one is a file beside it.
	maxInline = 16 << 10
	// maxText is the size up to which embedded text is cleaned in memory, in bytes. A larger one stays a file.
	maxText = 8 << 20
)

// attachment reads an attachment. One whose content is nowhere is left out.
func (r *reader) attachment(a *messages.Attachment) {
	settle := r.body
	if r.node > 0 {
		settle = r.bodyOfNode
	}
	e, known := settle(a)
	if !known {
		return
	}
	body := a.Body
	r.clean(a)
	if a.ContentEncoding == messages.AttachmentContentEncoding_BASE64 {
		a.Body = body // no text, and what is text has been cleaned
	}
	r.attach(e)
}

// body settles where the content of a runner's attachment is: in the message if it is small, else in a file of the report folder.
// known is false if the content is nowhere.
func (r *reader) body(a *messages.Attachment) (e event, known bool) {
	e = event{Step: -1, Time: a.Timestamp, Attachment: a}
	content, err := cucumber.OpenBody(r.dir, r.name, a)
	if err != nil || content == nil {
		a.Body, a.ContentEncoding = "", messages.AttachmentContentEncoding_IDENTITY
		return e, strings.Contains(a.Url, "://")
	}
	defer content.Close()
	if a.MediaType == logType {
		r.log(a, content)
		return e, true
	}
	file := r.kept.next(a, content)
	head, err := io.ReadAll(io.LimitReader(content, maxInline+1))
	switch {
	case err == nil && len(head) <= maxInline:
		r.inline(a, head)
	case file == "":
		r.inline(a, []byte("the attachment "+a.FileName+" is over the limit of its container; raw/"+r.attempt+" has it"))
		a.MediaType, a.FileName = logType, ""
	default:
		e.Body = r.beside(a, file)
	}
	return e, true
}

// beside makes an attachment that of a file in the report folder, and returns the file if it is to be embedded.
func (w *writer) beside(a *messages.Attachment, file string) (embed string) {
	a.Body, a.ContentEncoding = "", messages.AttachmentContentEncoding_IDENTITY
	a.Url = (&url.URL{Path: file}).EscapedPath()
	if w.options.Embed {
		return file
	}
	return ""
}

// maxLog is how much of a log stands in the stream, in bytes.
const maxLog = 64 << 10

// log puts a log into the message, whatever its size: no file is made of it.
func (r *reader) log(a *messages.Attachment, content io.Reader) {
	text, err := io.ReadAll(io.LimitReader(content, maxLog+1))
	if err != nil || len(text) > maxLog {
		text = append(text[:min(len(text), maxLog)], "\n"+cucumber.RestLeftOut...)
	}
	r.inline(a, []byte(strings.ToValidUTF8(string(text), string(utf8.RuneError))))
}

// inline puts content into the message. Text is cleaned of secrets, however it is written; other content cannot be. Readers
// expect a picture in base64, even one that is text (SVG).
func (w *writer) inline(a *messages.Attachment, content []byte) {
	a.Url = ""
	text := isText(content)
	if text {
		content = []byte(w.options.Clean.Text(string(content)))
	}
	if text && a.ContentEncoding != messages.AttachmentContentEncoding_BASE64 && !strings.HasPrefix(a.MediaType, "image/") {
		a.Body, a.ContentEncoding = string(content), messages.AttachmentContentEncoding_IDENTITY
		return
	}
	a.Body, a.ContentEncoding = base64.StdEncoding.EncodeToString(content), messages.AttachmentContentEncoding_BASE64
}

func isText(content []byte) bool { return utf8.Valid(content) && !bytes.ContainsRune(content, 0) }

// beginsAsText reports whether content is text whose last character may be cut.
func beginsAsText(head []byte) bool {
	for cut := range utf8.UTFMax {
		if isText(head[:len(head)-cut]) {
			return true
		}
	}
	return false
}

// attach adds an attachment to what it belongs to.
func (r *reader) attach(e event) {
	a := e.Attachment
	one := r.running[a.TestCaseStartedId]
	switch {
	case one != nil:
		if at, known := one.steps[a.TestStepId]; known {
			e.Step = at
		}
		one.try.Events = append(one.try.Events, e)
	case a.TestCaseStartedId == "":
		r.beyond(a.TestRunHookStartedId, e)
	}
}

// external adds an attachment whose content the runner left elsewhere.
func (r *reader) external(a *messages.ExternalAttachment) {
	r.attachment(&messages.Attachment{Url: a.Url, MediaType: a.MediaType, TestCaseStartedId: a.TestCaseStartedId, TestStepId: a.TestStepId,
		TestRunHookStartedId: a.TestRunHookStartedId, Timestamp: a.Timestamp, ContentEncoding: messages.AttachmentContentEncoding_IDENTITY})
}

// attached adds what the model knows that a scenario attached and logged.
func (w *writer) attached(t try, s *result.Scenario) try {
	for _, name := range s.Attachments {
		info, err := w.folder.Lstat(name)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		a := &messages.Attachment{FileName: path.Base(name), MediaType: typeOf(name)}
		e := event{Step: -1, Time: t.Ended, Attachment: a}
		var content []byte
		if info.Size() <= maxInline {
			content, err = w.folder.ReadFile(name)
		}
		if info.Size() > maxInline || err != nil {
			e.Body = w.beside(a, name)
		} else {
			w.inline(a, content)
		}
		t.Events = append(t.Events, e)
	}
	if s.Log != "" {
		t.Events = append(t.Events, logged(s.Log, t.Ended))
	}
	return t
}

// typeOf is the media type of a file of an attachment. Package mime reads tables of the machine, so its answers differ.
func typeOf(name string) string {
	known := map[string]string{
		".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml", ".gif": "image/gif", ".webp": "image/webp",
		".mp4": "video/mp4", ".webm": "video/webm", ".html": "text/html", ".json": "application/json", ".xml": "application/xml",
		".pdf": "application/pdf", ".zip": "application/zip", ".txt": "text/plain",
	}
	if found := known[strings.ToLower(path.Ext(name))]; found != "" {
		return found
	}
	return "application/octet-stream"
}
