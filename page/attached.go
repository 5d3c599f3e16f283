package page

import (
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// textSize is how much of a text attachment the page holds, in bytes. A page that is opened from disk cannot read files.
const textSize = 16 << 10

// kinds are what a browser shows in place, by file name. SVG is shown as an image only, and images run no scripts.
var kinds = map[string]string{
	".png": "image", ".jpg": "image", ".jpeg": "image", ".gif": "image", ".webp": "image", ".svg": "image", ".bmp": "image", ".avif": "image",
	".webm": "video", ".mp4": "video",
	".txt": "text", ".log": "text", ".json": "text", ".csv": "text", ".md": "text", ".yaml": "text", ".yml": "text",
	".xml": "text", ".html": "text", ".htm": "text", ".js": "text", ".css": "text",
}

// attached is a file of the report folder as the page shows it.
func attached(o Options, name string) attachment {
	a := attachment{Path: name, Kind: kinds[strings.ToLower(path.Ext(name))]}
	switch {
	case a.Kind == "":
		a.Kind = "file"
	case a.Kind == "text" && o.Folder != "":
		a.Text = o.Clean.Text(smallText(filepath.Join(o.Folder, filepath.FromSlash(name))))
	}
	return a
}

// smallText returns the content of a small text file; empty if it is something else, or cannot be read.
func smallText(file string) string {
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > textSize {
		return ""
	}
	in, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, textSize))
	if err != nil || !utf8.Valid(content) {
		return ""
	}
	return string(content)
}
