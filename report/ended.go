package report

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

const (
	passState = "PASS"
	failState = "FAIL"
)

// ended renders an attempt that ended: its files, the scenarios that did not pass, what else went wrong in the container,
// where the full output is, and how to run the files again. The brief form has only the files.
func ended(o ConsoleOptions, e Ended) message {
	if len(e.Files) == 0 {
		e.Files = []*result.File{{Path: e.Attempt.Unit}}
	}
	b := block{options: o, Ended: e}
	switch {
	case e.Attempt.Alone:
		return b.alone()
	case e.Attempt.Superseded:
		return b.superseded()
	case e.Attempt.Burn:
		return b.burn()
	}
	fine := true
	for i, f := range e.Files {
		fine = b.file(f, i == 0) && fine
	}
	if !fine {
		b.output()
	}
	for _, f := range e.Files {
		if b.state(f) != passState && b.again(f) {
			b.rerun(1, f.Path, 0)
		}
	}
	m := message{text: b.String(), brief: b.brief.String()}
	if !fine {
		m.outputs = outputs(o, e)
	}
	return m
}

// alone renders an attempt that only checks whether scenarios that failed beside other files pass alone.
func (b *block) alone() message {
	for _, f := range b.Files {
		n := 0
		for _, s := range f.Scenarios {
			if s.Leak {
				n++
			}
		}
		b.line(0, fmt.Sprintf("%-9s %s: %d of %d scenarios that failed beside other files passed alone", "ALONE", b.place(f.Path, 0), n, len(f.Scenarios)))
	}
	return message{text: b.String(), brief: b.String()}
}

// superseded renders an attempt that is made again with fresh services.
func (b *block) superseded() message {
	b.line(0, fmt.Sprintf("%-9s %s: %s; it is run again with fresh services", strings.ToUpper(string(b.Attempt.Class)), b.place(b.Files[0].Path, 0), b.Attempt.Evidence))
	for _, log := range b.Attempt.Services {
		b.labelled("service "+log.Service, filepath.Join(b.options.ReportDir, log.String()))
	}
	return message{text: b.String(), brief: b.String()}
}

// block is the text for one attempt while it is written.
type block struct {
	page
	Ended
	options ConsoleOptions
	brief   page
}

// file writes one file and reports whether it passed. The container's trouble follows the first file.
func (b *block) file(f *result.File, first bool) bool {
	state := b.state(f)
	headline := b.headline(f, state)
	b.line(0, headline)
	b.brief.line(0, cut(headline, maxBrief))
	if first {
		b.trouble()
	}
	if f.ParseFail != "" && state != passState {
		b.line(1, "Baleen could not parse this file: "+f.ParseFail)
	}
	for _, s := range f.Scenarios {
		if s.Flaky || s.Status != cucumber.Passed && s.Status != cucumber.Skipped && s.Status != result.Deselected {
			b.scenario(f, s)
		}
	}
	b.reasons(f)
	return state == passState
}

// again reports whether to run the whole file again: some scenarios did not run, or none explains why the file did not
// pass.
func (b *block) again(f *result.File) bool {
	explained := false
	for _, s := range f.Scenarios {
		if s.Status == result.NotRun {
			return true
		}
		explained = explained || b.options.fails(s)
	}
	return !explained
}

// state returns the state word of a file: the container's class if that is infrastructure, else PASS or FAIL.
func (b *block) state(f *result.File) string {
	if !b.Attempt.Class.AboutTests() {
		return strings.ToUpper(string(b.Attempt.Class))
	}
	if _, trouble := b.Attempt.Trouble(); trouble {
		return failState
	}
	for _, s := range f.Scenarios {
		if b.options.fails(s) {
			return failState
		}
	}
	return passState
}

// usualPath is the width of the path column if no other is known, widestPath its maximum.
const (
	usualPath  = 44
	widestPath = 80
)

// headline has columns that fit most suites. A longer path pushes the rest to the right and is never cut.
func (b *block) headline(f *result.File, state string) string {
	counts := newTally(b.options.fails)
	counts.add(f.Scenarios)
	word := fmt.Sprintf("%-9s ", state)
	column := max(0, min(widestPath, cmp.Or(b.options.PathWidth, usualPath))+10-len(word))
	text := b.colour(state)(word) +
		fmt.Sprintf("%-*s %11s   %s", column, b.place(f.Path, 0), Duration(b.took(f)), counts.String())
	if part := b.Parts[f.Path]; part != "" {
		text += ", " + part
	}
	if b.Attempt.Number > 1 {
		text += fmt.Sprintf(", attempt %d", b.Attempt.Number)
	}
	if b.Attempt.Check > 0 {
		text += ", without the scenarios that failed before"
	}
	return text
}

func (b *block) colour(state string) func(string) string {
	switch on := b.options.paint(); state {
	case passState:
		return on.green
	case failState:
		return on.red
	default:
		return on.yellow
	}
}

// took returns the container time of a file; if the container ran several files, the sum of its scenarios.
func (b *block) took(f *result.File) time.Duration {
	if len(b.Files) == 1 {
		return b.Attempt.Busy()
	}
	var sum time.Duration
	for _, s := range f.Scenarios {
		sum += s.Duration
	}
	return sum
}

// trouble writes what went wrong in the container besides its scenarios: in full for the first that ended this way, by
// reference for the others.
func (b *block) trouble() {
	t, found := b.Attempt.Trouble()
	switch {
	case !found || b.shown(t.Headline):
		return
	case b.SameAs != "":
		b.line(1, "it ended the same way as "+b.SameAs)
		return
	}
	b.line(1, t.Headline)
	for _, detail := range t.Details {
		if !b.shown(detail) {
			b.text(2, detail)
		}
	}
	b.tail(t.Tail)
}

// tail writes the end of the output, unless a scenario's message holds it.
func (b *block) tail(text string) {
	if tail := strings.Trim(oneBreak(text), "\n"); tail != "" && !b.shown(strings.TrimSpace(tail)) {
		b.line(1, "the output ends with:")
		b.quote(1, tail)
	}
}

// output writes where the full output is.
func (b *block) output() {
	if _, found := b.Attempt.Trouble(); !found {
		b.tail(b.Attempt.Tail)
	}
	for _, log := range []string{b.Attempt.Stdout, b.Attempt.Stderr} {
		if log != "" {
			b.labelled("output", filepath.Join(b.options.ReportDir, log))
		}
	}
	if _, found := b.Attempt.Trouble(); !found {
		for _, log := range b.Attempt.Services {
			b.labelled("service "+log.Service, filepath.Join(b.options.ReportDir, log.String()))
		}
	}
	if brought := b.Attempt.Artifacts; len(brought) > 0 {
		folder := path.Join("artifacts", b.Attempt.ID())
		b.labelled("artifacts", fmt.Sprintf("%s (%s): %s", filepath.Join(b.options.ReportDir, folder), count(len(brought), "file"), below(folder, brought)))
	}
}

// shown reports whether a failed scenario's message already contains the text: a file that counts as one scenario has the
// problems of its attempt, or the end of its output, as message.
func (b *block) shown(text string) bool {
	for _, f := range b.Files {
		for _, s := range f.Scenarios {
			if s.Status == cucumber.Failed && s.Failure != nil && strings.Contains(s.Failure.Message, text) {
				return true
			}
		}
	}
	return false
}

func (b *block) labelled(label, text string) {
	if text != "" {
		b.text(1, label+": "+text)
	}
}

func (b *block) rerun(depth int, file string, line int) {
	if b.options.Rerun != nil {
		b.text(depth, "rerun: "+b.options.Rerun(file, line))
	}
}

func (b *block) place(file string, line int) string {
	return at(result.Located(b.options.Root, file), line)
}
