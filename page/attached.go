package page

import (
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// What a page holds of attachments, in bytes, so that it shows the most important of them where the report folder is not beside it.
const (
	textSize  = 16 << 10 // of one text
	imageSize = 1 << 20  // of one image of what did not pass
	textRoom  = 16 << 20 // of all texts of what passed, and as much of what did not
	imageRoom = 8 << 20  // of all images
)

// room is how much space is left for attachments.
type room struct{ wantedText, otherText, images int64 }

func newRoom() room { return room{textRoom, textRoom, imageRoom} }

// kinds are what a browser shows in place, by file name. SVG is shown as an image only, and images run no scripts.
var kinds = map[string]string{
	".png": "image", ".jpg": "image", ".jpeg": "image", ".gif": "image", ".webp": "image", ".svg": "image", ".bmp": "image", ".avif": "image",
	".webm": "video", ".mp4": "video",
	".txt": "text", ".log": "text", ".json": "text", ".csv": "text", ".md": "text", ".yaml": "text", ".yml": "text",
	".xml": "text", ".html": "text", ".htm": "text", ".js": "text", ".css": "text",
}

// attached is a file of the report folder as the page shows it. It is wanted if it belongs to what did not pass at once.
func (d *detailing) attached(name string, wanted bool) attachment {
	a := attachment{Path: name, Kind: kinds[strings.ToLower(path.Ext(name))]}
	if a.Kind == "" {
		a.Kind = "file"
	}
	if d.options.Folder == "" {
		return a
	}
	file := filepath.Join(d.options.Folder, filepath.FromSlash(name))
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() {
		a.Gone = true
		return a
	}
	a.Size = info.Size()
	switch {
	case a.Kind == "text" && d.options.Texts && a.Size <= textSize && d.takeText(a.Size, wanted):
		a.Text = d.options.Clean.Text(textOf(file))
	case a.Kind == "image" && wanted && a.Size <= imageSize && take(&d.room.images, a.Size):
		a.Data = content(file, imageSize)
	}
	return a
}

func (d *detailing) takeText(size int64, wanted bool) bool {
	if wanted {
		return take(&d.room.wantedText, size)
	}
	return take(&d.room.otherText, size)
}

// take reports whether there is still room, and takes it.
func take(room *int64, size int64) bool {
	if size > *room {
		return false
	}
	*room -= size
	return true
}

// textOf returns the content of a small text file; empty if it is something else, or cannot be read.
func textOf(file string) string {
	text := content(file, textSize)
	if !utf8.Valid(text) {
		return ""
	}
	return string(text)
}

// content returns what a file holds, at most limit bytes: it may have grown since it was looked at.
func content(file string, limit int64) []byte {
	in, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer in.Close()
	bytes, err := io.ReadAll(io.LimitReader(in, limit))
	if err != nil {
		return nil
	}
	return bytes
}
