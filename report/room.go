package report

import (
	"fmt"
	"path/filepath"

	"github.com/org/baleen-action/result"
)

// room is how many bytes of a platform's log the run may still use. GitLab cuts a job's log at 4 MiB, and with it the
// verdict at its end. GitHub keeps everything; there the limit is for the reader.
type room struct {
	one     int // for one container
	blocks  int // for the texts of all attempts
	outputs int // for all outputs
}

func (l *Log) room() room {
	if l.platform == GitLab {
		return room{one: 64 << 10, blocks: 1 << 20, outputs: 1 << 20}
	}
	return room{one: 256 << 10, blocks: 8 << 20, outputs: 8 << 20}
}

// maxBrief is the width of a brief line: ten thousand of them leave room for the end.
const maxBrief = 100

// output is a container's output in a file of the report folder.
type output struct {
	title string
	path  string
	clean *result.Cleaner
}

// outputs returns the kept streams of an attempt.
func outputs(o ConsoleOptions, e Ended) []output {
	var all []output
	for _, log := range []string{e.Attempt.Stdout, e.Attempt.Stderr} {
		if log != "" {
			path := filepath.Join(o.ReportDir, log)
			all = append(all, output{title: "output: " + path, path: path, clean: o.Clean})
		}
	}
	return all
}

// fitting returns as much of a message as the log has room for. Only a Log has a limit.
func (p *printer) fitting(m message) string {
	if p.log == nil {
		return m.text
	}
	text := result.Cap(m.text, p.room.one)
	if m.brief == "" {
		return text
	}
	if len(text) > p.room.blocks {
		return m.brief
	}
	p.room.blocks -= len(text)
	return text
}

// fold shows an output. If it cannot be read or has no room, its file in the report folder is still named.
func (p *printer) fold(o output) {
	if p.log == nil || p.err != nil {
		return
	}
	if p.room.outputs < p.room.one {
		return // the block that was printed before has named the file
	}
	text, err := o.clean.Excerpt(o.path, p.room.one)
	switch {
	case err != nil:
		text = fmt.Sprintf("cannot be read: %v", err)
	case text == "":
		return
	}
	p.room.outputs -= len(text)
	p.err = p.log.Fold(o.title, text)
}
