package cucumber

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Folder is a place for Reader.Attach: each attachment becomes a file of its own in dir, which is made for the first
// one. Attachment.Path is the file's name, made of what clean leaves of the name that the suite gave. It is for one reader at
// a time.
func Folder(dir string, clean func(string) string) func(*Attachment) (io.WriteCloser, error) {
	count := 0
	return func(a *Attachment) (io.WriteCloser, error) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("make folder of attachments: %w", err)
		}
		count++
		name := fmt.Sprintf("%03d-%s", count, fileName(a, clean))
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err != nil {
			return nil, fmt.Errorf("keep attachment: %w", err)
		}
		a.Path = name
		return file, nil
	}
}

var unfit = regexp.MustCompile(`[^a-z0-9]+`)

// fileName makes a name that every file system takes of what a suite calls its attachment.
func fileName(a *Attachment, clean func(string) string) string {
	base := filepath.Base(strings.ReplaceAll(clean(a.Name), `\`, "/"))
	extension := unfit.ReplaceAllString(strings.ToLower(filepath.Ext(base)), "")
	if len(extension) > 9 { // it is none, and some file system may not take it
		extension = ""
	}
	if a.Name == "" {
		base = clean(a.Scenario)
	}
	stem := unfit.ReplaceAllString(strings.ToLower(strings.TrimSuffix(base, filepath.Ext(base))), "-")
	stem = strings.Trim(stem[:min(len(stem), 49)], "-")
	return cmp.Or(stem, "attachment") + "." + cmp.Or(extension, extensionOf(a.MediaType))
}

// extensionOf is the usual ending of a media type. Package mime would ask the machine, and machines differ.
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
