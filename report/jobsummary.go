package report

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/result"
)

// GitHub drops a summary above 1 MiB, so this one stays well below: each part around the failures has its own limit, and
// failures get the rest.
const (
	maxSummary  = 900 << 10
	maxDetailed = 500 << 10 // for failures with their messages
	maxListed   = 150 << 10 // for those with only place and name

	detailedFailures = 50
	openFailures     = 10 // how many failures are open without a click
	listedFailures   = 250
	listedFlaky      = 50
	listedSlowest    = 10
	listedReasons    = 20
	listedMembers    = 50 // of one cause
	openMembers      = 10 // how many of them need no click

	wordBytes    = 300 // of a name or a path
	messageBytes = 4 << 10
	commandBytes = 2 << 10
)

// SummaryOptions is what a job summary needs besides the run.
type SummaryOptions struct {
	Rerun     func(path string, line int) string // the command line that runs a scenario again, or a file (line 0)
	ReportDir string                             // has everything that the summary omits

	prefix string // of every command of Rerun
}

// JobSummary renders a run in Markdown, in at most 900 KiB: failures that do not fit are listed, and then counted.
func JobSummary(run *result.Run, o SummaryOptions) string {
	var m markdown
	m.verdict(run)
	m.counts(run)
	m.nodes(run)
	o.prefix = run.Rerun
	m.failures(findings(run), o)
	m.flaky(run)
	m.propose(run)
	m.quarantine(run)
	m.slowest(run)
	m.gantt(run)
	m.about(run, o)
	return m.String()
}

func (m *markdown) verdict(run *result.Run) {
	m.block("<h2>Baleen" + codeUnlessEmpty(run.Name, wordBytes) + ": " +
		html.EscapeString(strings.ToUpper(short(run.Verdict.State, wordBytes))) + "</h2>")
	var lines []string
	reasons := run.Verdict.Reasons
	for _, reason := range reasons[:min(len(reasons), listedReasons)] {
		lines = append(lines, "<li>"+code(reason, wordBytes)+"</li>")
	}
	if more := len(reasons) - listedReasons; more > 0 {
		lines = append(lines, fmt.Sprintf("<li>and %d more reasons</li>", more))
	}
	for _, caveat := range run.Verdict.Caveats {
		lines = append(lines, "<li>"+code(caveat, wordBytes)+"</li>")
	}
	if len(lines) > 0 {
		m.block("<ul>", strings.Join(lines, "\n"), "</ul>")
	}
}

func (m *markdown) counts(run *result.Run) {
	c := run.Counts()
	head := []string{"scenarios", "passed", "failed", "of them not run", "skipped", "flaky", "files", "containers", "time"}
	row := []string{Duration(run.Wall)}
	numbers := []int{c.Total, c.Passed, c.Red(), c.Missing, c.Skipped, c.Flaky, len(run.Files), Containers(run)}
	for _, n := range slices.Backward(numbers) {
		row = slices.Insert(row, 0, fmt.Sprint(n))
	}
	m.table(head, row)
	m.block("<p>" + html.EscapeString(strings.Join(append([]string{pace(run)}, about(run)...), "\n")) + "</p>")
	for _, note := range runNotes(run) {
		m.block("<p>" + html.EscapeString(short(note, wordBytes)) + "</p>")
	}
}

// failures shows each finding in full while there is room, lists those after it, and counts the rest.
func (m *markdown) failures(all []finding, o SummaryOptions) {
	if len(all) == 0 {
		return
	}
	m.block("<h3>" + didNotPass(all) + "</h3>")
	end := m.Len() + maxDetailed
	shown := 0
	for shown < min(len(all), detailedFailures) {
		text := detail(all[shown], o, len(all) <= openFailures)
		if m.Len()+len(text) > end {
			break
		}
		m.WriteString(text)
		shown++
	}
	m.rest(flat(all[shown:]), o)
}

func (m *markdown) rest(all []finding, o SummaryOptions) {
	var items []string
	size := 0
	for _, f := range all[:min(len(all), listedFailures)] {
		item := "<li>" + f.headline() + "</li>"
		if size += len(item); size > maxListed {
			break
		}
		items = append(items, item)
	}
	if len(items) > 0 {
		m.block(fmt.Sprintf("<details><summary>%s, without their messages</summary>", further(all[:len(items)])),
			"<ul>", strings.Join(items, "\n"), "</ul>", "</details>")
	}
	if left := all[len(items):]; len(left) > 0 {
		files := map[string]bool{}
		for _, f := range left {
			files[f.path] = true
		}
		m.block(fmt.Sprintf("<p>and %s in %s, not listed here: all of them are in %s</p>",
			further(left), count(len(files), "file"), code(o.ReportDir+"/run.json", wordBytes)))
	}
}

// detail is a finding with its message and the command that runs it again.
func detail(f finding, o SummaryOptions, open bool) string {
	var m markdown
	attribute := ""
	if open {
		attribute = " open"
	}
	m.block("<details"+attribute+"><summary>"+f.headline()+"</summary>", f.where())
	if f.past != "" {
		m.block("<p>" + html.EscapeString(short(f.past, wordBytes)) + "</p>")
	}
	if message := f.whole(); message != "" {
		m.fence("text", message, messageBytes)
	}
	m.files("Attached:", f.files)
	m.files("Services meanwhile:", f.logs)
	m.members(f)
	m.rerun(f, o)
	m.block("</details>")
	return m.String()
}

// members lists the scenarios of a cause, the first as well.
func (m *markdown) members(f finding) {
	if len(f.also) == 0 {
		return
	}
	all := append([]finding{f}, f.also...)
	var items []string
	for _, one := range all[:min(len(all), listedMembers)] {
		one.also = nil
		items = append(items, "<li>"+one.headline()+"</li>")
	}
	if more := len(all) - listedMembers; more > 0 {
		items = append(items, fmt.Sprintf("<li>and %d more</li>", more))
	}
	if len(all) > openMembers {
		m.block("<details><summary>"+count(f.total(), "scenario")+"</summary>", "<ul>", strings.Join(items, "\n"), "</ul>", "</details>")
		return
	}
	m.block("<ul>", strings.Join(items, "\n"), "</ul>")
}

// rerun shows the command that runs a finding again, with all of its cause if that is short.
func (m *markdown) rerun(f finding, o SummaryOptions) {
	if o.Rerun == nil || f.file == nil {
		return
	}
	var spots []spot
	for _, one := range append([]finding{f}, f.also...) {
		line := one.line
		if one.stands > 1 {
			line = 0
		}
		spots = append(spots, spot{one.file.Path, line})
	}
	command, all := again{o.Rerun, o.prefix}.line(spots)
	switch {
	case len(spots) == 1:
		m.block("<p>Run it again:</p>")
	case all:
		m.block("<p>Run them again:</p>")
	default:
		m.block("<p>Run the first again:</p>")
	}
	m.fence("sh", command, commandBytes)
}

// headline is a finding in one line of HTML.
func (f finding) headline() string {
	if len(f.also) > 0 {
		return "<b>" + count(f.total(), "scenario") + "</b>" + codeUnlessEmpty(opening(f.message, f.step), wordBytes)
	}
	text := codeUnlessEmpty(at(f.path, f.line), wordBytes)
	switch {
	case f.stands > 1 && !f.trouble:
		text += fmt.Sprintf(" %d scenarios", f.stands)
	default:
		text += codeUnlessEmpty(f.name, wordBytes)
	}
	if f.status != "" {
		text = "<b>" + html.EscapeString(string(f.status)) + "</b>" + text
	}
	return strings.TrimSpace(text)
}

// where returns the step that failed, and its place.
func (f finding) where() string {
	if f.step == "" && f.hook == "" {
		return "<br>"
	}
	text := codeUnlessEmpty(f.step, wordBytes) + " at" + codeUnlessEmpty(f.place(), wordBytes)
	return "<p>" + strings.TrimSpace(text+codeUnlessEmpty(f.hook, wordBytes)) + "</p>"
}

func (m *markdown) flaky(run *result.Run) {
	var items []string
	more := 0
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			switch {
			case !s.Flaky || run.Fails(s):
			case len(items) == listedFlaky:
				more++
			default:
				items = append(items, flakyItem(run, f, s))
			}
		}
	}
	if more > 0 {
		items = append(items, fmt.Sprintf("and %d more", more))
	}
	m.list("Passed on a retry", items)
}

// flakyItem is a flaky scenario with what its earlier attempts said.
func flakyItem(run *result.Run, f result.File, s result.Scenario) string {
	found := finding{path: run.Location(f), line: s.Line, name: s.Name}
	item := found.headline()
	for _, line := range earlier(s) {
		item += "<br>" + code(line, wordBytes)
	}
	return item
}

func (m *markdown) slowest(run *result.Run) {
	files := times(run)
	if len(files) < 2 {
		return
	}
	slices.SortStableFunc(files, func(a, b timed) int { return cmp.Compare(b.took, a.took) })
	rows := [][]string{{"slowest files", "container time"}}
	for _, f := range files[:min(len(files), listedSlowest)] {
		rows = append(rows, []string{code(run.Location(result.File{Path: f.path}), wordBytes), Duration(f.took)})
	}
	m.table(rows...)
}

func (m *markdown) gantt(run *result.Run) {
	chart, drawn := gantt(run)
	if chart == "" {
		return
	}
	title := "Timeline of the containers"
	if drawn < len(run.Attempts) {
		title += fmt.Sprintf(" (the %d longest of %d)", drawn, len(run.Attempts))
	}
	m.block("<h3>" + title + "</h3>")
	m.WriteString("```mermaid\n" + chart + "```\n\n")
}

// about names image, runner and engine, so that runs can be compared.
func (m *markdown) about(run *result.Run, o SummaryOptions) {
	lines := []string{
		"<p>Image " + code(run.Image, wordBytes) + ", runner" + codeUnlessEmpty(run.Runner, wordBytes) +
			fmt.Sprintf(", %d containers at a time, engine", run.Concurrency) + codeUnlessEmpty(run.Engine, wordBytes),
		"<br>Started " + run.Started.UTC().Format(time.DateTime) + " UTC, run" + codeUnlessEmpty(run.ID, wordBytes),
	}
	if o.ReportDir != "" {
		lines = append(lines, "<br>The page that shows the run: "+code(o.ReportDir+"/"+cmp.Or(run.Page, "index.html"), wordBytes),
			"<br>Reports and full output of every container: "+code(o.ReportDir, wordBytes))
	}
	m.block(append(lines, "</p>")...)
}
