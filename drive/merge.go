package drive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// merging is a merge in progress.
type merging struct {
	session session
	dirs    []string
	report  inputs.Reporting
	wrong   inputs.AllWrong
	sources []source
	reruns  []string // reports that are only about a part of a run, one sentence each
	broken  []string // reports that cannot be read, one sentence each
}

func (m *merging) say(input, problem, hint string) {
	m.wrong = append(m.wrong, inputs.Wrong{Input: input, Problem: problem, Advice: hint})
}

// source is a node's report folder.
type source struct {
	dir string
	run *result.Run
}

// merge is "baleen merge": several nodes' report folders become one report with one verdict.
func (s session) merge(ctx context.Context, in inputs.Merge) int {
	report, wrong := in.Report.Check(s.Getenv)
	s.platform = s.platform.With(platformOptions(report))
	m := &merging{session: s, dirs: in.Dirs, report: report, wrong: wrong}
	m.find()
	m.choose()
	if len(m.wrong) > 0 {
		return s.stop(ctx, m.wrong)
	}
	status, err := m.join()
	if err != nil {
		return s.stop(ctx, err)
	}
	return status
}

// mostDeep is how many levels below a given folder a report folder may be: each artifact of GitHub has a folder, and each named
// suite has one in it.
const mostDeep = 3

// find looks for report folders in what was given.
func (m *merging) find() {
	seen := map[string]bool{}
	for _, dir := range m.dirs {
		found := false
		err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.IsDir() {
				return err
			}
			if m.beside(dir, name) {
				return fs.SkipDir
			}
			if _, known := reportdir.SuiteOf(name); known {
				seen[filepath.Clean(name)], found = true, true
			}
			return nil
		})
		if err != nil {
			m.say("dir", err.Error(), "name the folders that the nodes wrote their reports to")
		} else if !found {
			m.say("dir", fmt.Sprintf("%q holds no %s of a run", dir, result.FileName), "name the folders that the nodes wrote their reports to")
		}
	}
	for dir := range seen {
		run, err := result.Load(dir)
		if err != nil {
			m.broken = append(m.broken, m.session.clean.Line(fmt.Sprintf("the report in %s cannot be read: %v", filepath.ToSlash(dir), err)))
			continue
		}
		if run.RerunOf != nil {
			m.reruns = append(m.reruns, fmt.Sprintf("the report in %s is ignored: it is of a rerun, which leaves scenarios out", filepath.ToSlash(dir)))
			continue
		}
		m.sources = append(m.sources, source{dir, run})
	}
	slices.Sort(m.broken)
	slices.Sort(m.reruns)
	slices.SortFunc(m.sources, func(a, b source) int {
		return cmp.Or(a.run.Started.Compare(b.run.Started), strings.Compare(a.run.ID, b.run.ID), strings.Compare(a.dir, b.dir))
	})
}

// beside reports whether to skip a folder: it is too deep, a container wrote it, or it is the report folder of this merge.
func (m *merging) beside(top, name string) bool {
	rel, err := filepath.Rel(top, name)
	if err != nil || rel == "." {
		return false
	}
	switch filepath.Base(name) {
	case reportdir.Output, reportdir.Raw, reportdir.Artifacts, reportdir.Services, ".git", "node_modules":
		return true
	}
	return len(strings.Split(rel, string(filepath.Separator))) > mostDeep || samePath(name, m.report.Dir)
}

func samePath(a, b string) bool {
	one, err := filepath.Abs(a)
	other, failed := filepath.Abs(b)
	return err == nil && failed == nil && one == other
}

// choose keeps the reports of one suite, and refuses what cannot be merged.
func (m *merging) choose() {
	names := map[string]bool{}
	for _, s := range m.sources {
		names[s.run.Name] = true
	}
	if m.report.Name != "" {
		m.sources = slices.DeleteFunc(m.sources, func(s source) bool { return s.run.Name != m.report.Name })
		if len(names) > 0 && len(m.sources) == 0 {
			m.say("name", fmt.Sprintf("there is no report of a suite %q", m.report.Name), "the suites are "+listed(names))
		}
	} else if len(names) > 1 {
		m.say("dir", "the reports are of several suites: "+listed(names), "merge one after the other: --name NAME")
	}
	for _, s := range m.sources {
		switch {
		case len(s.run.Nodes) > 0:
			m.say("dir", fmt.Sprintf("%q holds a report that was merged", s.dir), "give the nodes' own reports")
		case s.run.Node == nil || s.run.Node.Index < 1 || s.run.Node.Index > s.run.Node.Total:
			m.say("dir", fmt.Sprintf("%q holds a report that is not a node's", s.dir), "run every node with the same version of Baleen, and with shard")
		case samePath(s.dir, m.report.Dir):
			m.say("report-dir", fmt.Sprintf("%q is one of the folders to merge", m.report.Dir), "--report-dir merged-report")
		}
	}
	if len(m.wrong) == 0 && len(m.sources) == 0 {
		m.say("dir", strings.Join(slices.Concat(m.broken, m.reruns), "; "), "run every node with the same version of Baleen")
	}
}

func listed(names map[string]bool) string {
	var out []string
	for name := range names {
		out = append(out, fmt.Sprintf("%q", name))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// join merges what was found, writes the report and tells the platform.
func (m *merging) join() (int, error) {
	var runs []*result.Run
	for _, s := range m.sources {
		runs = append(runs, s.run)
	}
	run := result.Merge(runs)
	m.sources = slices.DeleteFunc(m.sources, func(s source) bool {
		return !slices.ContainsFunc(run.Nodes, func(p result.Part) bool { return p.Run == s.run.ID })
	})
	run.Version, run.Page = m.session.Version, pageOf(m.report)
	run.Notes = append(run.Notes, m.reruns...)
	run.Rerun = again(reportdir.Shown(reportdir.Of(m.report.Dir, run.Name)))
	if run.Problems = append(run.Problems, m.broken...); len(m.broken) > 0 {
		run.Judge(0)
	}
	folder, err := openFolder(m.report.Dir, run)
	if err != nil {
		return 0, err
	}
	defer folder.Close()
	for _, s := range m.sources {
		for _, below := range []string{reportdir.Output, reportdir.Raw, reportdir.Artifacts, reportdir.Services} {
			err = errors.Join(err, reportdir.Link(filepath.Join(s.dir, below), filepath.Join(folder.Path, below)))
		}
	}
	s := m.session
	m.learn()
	err = errors.Join(err, writeJUnit(run, folder.Path, m.report.Flavour), m.writeFailures(run, folder.Path), s.writeClassic(run, folder.Path),
		m.writeMessages(run, folder.Path), writePages(run, folder.Path, m.report, func() error { return m.writePage(run, folder.Path) }), writeTrace(run, folder.Path, m.traceOptions()), m.print(run, folder.Path),
		s.platform.Ended(run, folder.Path, rerunOf(run, s.clean)))
	if err != nil {
		return s.complain(err, max(result.ExitIncomplete, run.Verdict.Exit)), nil
	}
	return run.Status(m.report.ExitZero), nil
}

// learn adds the nodes' times to one history, as each node would have added them to its own. An error there does not fail the merge.
func (m *merging) learn() {
	history := shard.LoadHistory(m.report.Timings)
	for _, s := range m.sources {
		if err := history.Learn(s.run); err != nil {
			history.Notes = append(history.Notes, "timings: "+err.Error())
			break
		}
	}
	for _, note := range history.Notes {
		fmt.Fprintln(m.session.Stdout, m.session.clean.Line(note))
	}
}

// print shows what did not pass, as the nodes showed it, and the summary.
func (m *merging) print(run *result.Run, dir string) error {
	s := m.session
	fmt.Fprintf(s.Stdout, "baleen: nodes: %d, scenarios: %d, files: %d\n", len(run.Nodes), run.Counts().Total, len(run.Files))
	console := report.NewConsole(s.Stdout, report.ConsoleOptions{
		Clock: s.Now, Rerun: rerunOf(run, s.clean), PathWidth: widest(run), Fails: run.Fails, Root: run.Root, ReportDir: dir, Clean: s.clean,
	})
	showFailed(console, run)
	console.Summary(run)
	return console.Close()
}

// showFailed shows the containers of a run that did not pass, each with the scenarios that it decided.
func showFailed(console *report.Console, run *result.Run) {
	for _, a := range run.Attempts {
		files := decidedBy(run, a)
		if a.Class != result.Passed && !a.Alone && !a.Superseded && (len(files) > 0 || !a.Class.AboutTests()) {
			console.Ended(report.Ended{Attempt: a, Files: files})
		}
	}
}

// decidedBy are the files of an attempt, each with the scenarios whose outcome comes from that attempt.
func decidedBy(run *result.Run, a result.Attempt) []*result.File {
	var out []*result.File
	for _, name := range a.Files {
		var file result.File
		if planned := run.File(name); planned != nil {
			file = *planned
		}
		file.Scenarios = slices.DeleteFunc(slices.Clone(file.Scenarios), func(s result.Scenario) bool { return s.Attempt != a.ID() })
		if len(file.Scenarios) > 0 {
			out = append(out, &file)
		}
	}
	return out
}
