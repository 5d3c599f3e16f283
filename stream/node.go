package stream

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// FileName is the name of the stream in a report folder.
const FileName = "messages.ndjson"

// Node is a node of a merged run.
type Node struct {
	Number int    // from 1
	Folder string // its report folder
}

// openNodes opens the report folders of the nodes of a merged run. One that is gone has no stream.
func (w *writer) openNodes() error {
	for _, n := range w.options.Nodes {
		root, err := os.OpenRoot(n.Folder)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("open report folder of node %d: %w", n.Number, err)
		}
		w.nodes = append(w.nodes, node{n.Number, root})
	}
	return nil
}

// node is a node whose report folder is open.
type node struct {
	number int
	root   *os.Root
}

// join reads the streams of all nodes. Their secrets are masked there; in raw/ they may not be, and a merge does not know them.
func (w *writer) join(keep func(spot, try) error) {
	places := map[string]*result.File{}
	for i := range w.run.Files {
		places[w.run.Location(w.run.Files[i])] = &w.run.Files[i]
	}
	for i, n := range w.nodes {
		r := &reader{writer: w, dir: n.root.FS(), name: FileName, node: n.number, at: i, keep: keep}
		r.place = func(uri string, _ int) string {
			if file := places[uri]; file != nil {
				return file.Path
			}
			return ""
		}
		r.run(func(e *messages.Envelope) {
			if file := places[uriOf(e.Source)]; file != nil {
				w.texts[file.Path] = cucumber.TextOf(r.dir, r.name, e.Source)
			}
		})
	}
}

func uriOf(s *messages.Source) string {
	if s == nil {
		return ""
	}
	return s.Uri
}

// inside is a place in the stream of a node.
type inside struct {
	Node   int    // index in writer.nodes
	Body   string // as cucumber.EachMessage gives it
	Base64 bool
}

// open opens content that is to be embedded.
func (w *writer) open(e event) (io.ReadCloser, error) {
	if e.Inside == nil {
		return w.folder.Open(e.Body)
	}
	a := &messages.Attachment{Body: e.Inside.Body, ContentEncoding: messages.AttachmentContentEncoding_IDENTITY}
	if e.Inside.Base64 {
		a.ContentEncoding = messages.AttachmentContentEncoding_BASE64
	}
	return cucumber.OpenBody(w.nodes[e.Inside.Node].root.FS(), FileName, a)
}

// bodyOfNode settles where the content of an attachment in a node's stream is, as body does. Its files are linked into the merged
// report, where they have the same names.
func (r *reader) bodyOfNode(a *messages.Attachment) (e event, known bool) {
	e = event{Step: -1, Time: a.Timestamp, Attachment: a}
	if a.Url != "" {
		file, err := url.PathUnescape(a.Url)
		switch {
		case strings.Contains(a.Url, "://"):
			a.Body = ""
			return e, true
		case err != nil || !fs.ValidPath(file):
			return e, false
		}
		e.Body = r.beside(a, file)
		return e, true
	}
	content, err := cucumber.OpenBody(r.dir, r.name, a)
	if err != nil || content == nil {
		return e, false
	}
	defer content.Close()
	head, err := io.ReadAll(io.LimitReader(content, maxLog+1))
	if err == nil && len(head) <= maxLog {
		r.inline(a, head)
		return e, true
	}
	e.Inside = &inside{r.at, a.Body, a.ContentEncoding == messages.AttachmentContentEncoding_BASE64}
	a.Body = ""
	return e, true
}
