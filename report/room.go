package report

import (
	"fmt"
	"path/filepath"

	"github.com/org/baleen-action/result"
)

// room is how many bytes of a platform's log a run may still take. GitLab cuts a job's log at 4 MiB, and with it the
// verdict at its end; GitHub keeps all, but nobody reads more.
type room struct {
	one     int // for what one container gave rise to
	blocks  int // for all that is said about attempts
	outputs int // for all outputs
}

func (l *Log) room() room {
	if l.platform == GitLab {
		return room{one: 64 << 10, blocks: 1 << 20, outputs: 1 << 20}
	}
	return room{one: 256 << 10, blocks: 8 << 20, outputs: 8 << 20}
}

// maxBrief is the width of a line where there is no room for more, so that ten thousand files still leave some for the
// end.
const maxBrief = 100

// output is a container's output in a file of the report folder.
type output struct {
	title string
	path  string
	clean *result.Cleaner
}

// outputs are the streams of an attempt that were kept.
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

// fitting is as much of a message as the log has room for. Only a Log is bounded.
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

// fold shows an output. What cannot be read or has no room is still named: it is in the report folder.
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
