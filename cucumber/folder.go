package cucumber

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// space limits the number and the total bytes of attachments per attempt. An attachment may name a file beside the report, so a
// short report can request the same large file many times.
type space struct {
	files int
	bytes int64
}

// errFull stops the copying of attachments; copies made before stay.
var errFull = errors.New("the limit for attachments of one attempt is reached")

// Folder returns a function for Reader.Attach that writes each attachment to a file in dir. It creates dir for the first
// attachment, and sets Attachment.Path to the file name, which it derives from clean(Attachment.Name). It keeps at most 10,000
// files and 1 GiB. It is not safe for concurrent readers.
func Folder(dir string, clean func(string) string) func(*Attachment) (io.WriteCloser, error) {
	return folder(dir, clean, space{files: 10_000, bytes: 1 << 30})
}

func folder(dir string, clean func(string) string, left space) func(*Attachment) (io.WriteCloser, error) {
	count := 0
	return func(a *Attachment) (io.WriteCloser, error) {
		if count == left.files {
			return nil, fmt.Errorf("number %d: %w", count+1, errFull)
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("create attachment folder: %w", err)
		}
		count++
		name := fmt.Sprintf("%03d-%s", count, fileName(a, clean))
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err != nil {
			return nil, fmt.Errorf("create attachment file: %w", err)
		}
		a.Path = name
		return &attachmentFile{of: a, file: file, left: &left}, nil
	}
}

// attachmentFile removes itself on Close if it exceeds the limit.
type attachmentFile struct {
	of   *Attachment
	file *os.File
	left *space
	full bool
}

// Write implements io.Writer.
func (f *attachmentFile) Write(p []byte) (int, error) {
	if int64(len(p)) > f.left.bytes {
		f.full = true
		return 0, fmt.Errorf("too large: %w", errFull)
	}
	n, err := f.file.Write(p)
	f.left.bytes -= int64(n)
	return n, err
}

// Close implements io.Closer.
func (f *attachmentFile) Close() error {
	err := f.file.Close()
	if f.full {
		f.of.Path = ""
		err = errors.Join(err, os.Remove(f.file.Name()))
	}
	return err
}

var unfit = regexp.MustCompile(`[^a-z0-9]+`)

// fileName derives a name that is valid on every file system from the suite's name for the attachment.
func fileName(a *Attachment, clean func(string) string) string {
	base := filepath.Base(strings.ReplaceAll(clean(a.Name), `\`, "/"))
	extension := unfit.ReplaceAllString(strings.ToLower(filepath.Ext(base)), "")
	if len(extension) > 9 { // not a real extension, and too long for some file systems
		extension = ""
	}
	if a.Name == "" {
		base = clean(a.Scenario)
	}
	stem := unfit.ReplaceAllString(strings.ToLower(strings.TrimSuffix(base, filepath.Ext(base))), "-")
	stem = strings.Trim(stem[:min(len(stem), 49)], "-")
	return cmp.Or(stem, "attachment") + "." + cmp.Or(extension, extensionOf(a.MediaType))
}

// extensionOf returns the usual file extension of a media type. Package mime reads tables of the machine, so its answers differ.
func extensionOf(mediaType string) string {
	plain, _, _ := strings.Cut(mediaType, ";")
	switch strings.TrimSpace(strings.ToLower(plain)) {
	case "image/png":
		return "png"
	case "image/jpeg":
		return "jpg"
	case "image/svg+xml":
		return "svg"
	case "image/gif":
		return "gif"
	case "image/webp":
		return "webp"
	case "video/mp4":
		return "mp4"
	case "video/webm":
		return "webm"
	case "text/html":
		return "html"
	case "application/json":
		return "json"
	case "application/xml", "text/xml":
		return "xml"
	case "application/pdf":
		return "pdf"
	case "application/zip":
		return "zip"
	}
	if strings.HasPrefix(plain, "text/") {
		return "txt"
	}
	return "bin"
}
