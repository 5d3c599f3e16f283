package drive

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// Limits of the output around a failure in failures.json: lines on each side, and bytes.
const (
	linesAround = 10
	bytesAround = 1200
)

// writeFailures writes failures.json with what the containers' output says around each failure.
func (r *suiteRun) writeFailures() error {
	attempts := map[string]result.Attempt{}
	for _, a := range r.run.Attempts {
		attempts[a.ID()] = a
	}
	return writeFailures(r.run, r.dir, report.FailuresOptions{
		Rerun: rerunOf(r.run, r.session.clean),
		Output: func(g result.Group) report.Output {
			var failure cucumber.Failure
			if why := g.Members[0].Why(); why != nil {
				failure = *why
			}
			return outputAround(r.session.clean, r.dir, attempts[g.Members[0].Scenario.Attempt], failure)
		},
	})
}

// outputAround looks for a failure in the output of its container. Without a place that shows it, the end is the best there is.
func outputAround(clean *result.Cleaner, dir string, a result.Attempt, why cucumber.Failure) report.Output {
	said := []string{headline(why), why.Step}
	var ends report.Output
	for _, file := range []string{a.Stdout, a.Stderr} {
		path := filepath.Join(dir, file)
		if file == "" {
			continue
		}
		if text := clean.Around(path, said, linesAround, bytesAround); text != "" {
			return report.Output{File: file, Text: text}
		}
		if text := clean.Tail(path, linesAround, bytesAround); text != "" && ends.Text == "" {
			ends = report.Output{File: file, Text: text}
		}
	}
	return ends
}

// headline is the first line of a failure's message.
func headline(why cucumber.Failure) string {
	first, _, _ := strings.Cut(strings.TrimSpace(why.Message), "\n")
	return strings.TrimSpace(first)
}

// writeFailures writes the failures.json of a merge. It takes the output from those of the nodes, where secrets are masked: merge
// does not know them.
func (m *merging) writeFailures(run *result.Run, dir string) error {
	known := m.outputs()
	return writeFailures(run, dir, report.FailuresOptions{
		Rerun:  rerunOf(run, m.session.clean),
		Output: func(g result.Group) report.Output { return known[g.Hash] },
	})
}

// outputs are the extracts in the failures.json of all nodes, by the hash of their cause.
func (m *merging) outputs() map[string]report.Output {
	known := map[string]report.Output{}
	for _, s := range m.sources {
		for hash, output := range outputsOf(filepath.Join(s.dir, reportdir.Failures)) {
			if known[hash].Text == "" {
				known[hash] = output
			}
		}
	}
	return known
}

// outputsOf reads a node's failures.json, which is not trusted. Without it, only the output is missing.
func outputsOf(name string) map[string]report.Output {
	const most = 64 << 20 // bytes; 16,000 groups fit
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() || info.Size() > most {
		return nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	outputs, err := report.ReadOutputs(data)
	if err != nil {
		return nil
	}
	return outputs
}

func writeFailures(run *result.Run, dir string, o report.FailuresOptions) error {
	data, err := report.Failures(run, o)
	if err != nil {
		return err
	}
	return result.Replace(filepath.Join(dir, reportdir.Failures), func(out io.Writer) error { _, err := out.Write(data); return err })
}
