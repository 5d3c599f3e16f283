package drive

import (
	"io"
	"path/filepath"

	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

func writeMessages(run *result.Run, o stream.Options) error {
	return result.Replace(filepath.Join(o.Folder, reportdir.Messages), func(out io.Writer) error { return stream.Write(out, run, o) })
}

// streamOptions are what the messages of the run need beside it.
func (r *suiteRun) streamOptions() stream.Options {
	texts := map[string]string{}
	for _, file := range r.suite.Files {
		texts[r.run.Shown(file.Path)] = file.Text
	}
	return stream.Options{
		Folder: r.dir, Clean: r.session.clean, Embed: r.settings.Report.Embed,
		Sources: func(path string) (string, bool) {
			text, known := texts[path]
			return text, known
		},
	}
}

// writeMessages writes the stream of a merge. It joins those of the nodes, where secrets are masked: merge does not know them.
func (m *merging) writeMessages(run *result.Run, dir string) error {
	o := stream.Options{Folder: dir, Clean: m.session.clean, Embed: m.report.Embed}
	for _, s := range m.sources {
		o.Nodes = append(o.Nodes, stream.Node{Number: s.run.Node.Index, Folder: s.dir})
	}
	return writeMessages(run, o)
}
