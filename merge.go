package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// mergeInputs are those of a run that are about its report; a test keeps both the same.
type mergeInputs struct {
	Dirs []string `arg:"" name:"dir" help:"report folders of the nodes, which hold run.json, or folders that hold such folders"`

	Name         string `group:"suite" placeholder:"NAME" help:"name of the suite, where the folders hold reports of several"`
	ReportDir    string `group:"report" default:"baleen-report" placeholder:"DIR" help:"folder that everything is written to"`
	JunitFlavour string `group:"report" default:"full" placeholder:"WORD" help:"full, or strict for Jenkins' xUnit plugin"`
	Annotations  string `group:"report" default:"10" placeholder:"N" help:"error annotations on GitHub, 0 to 10"`
	Summary      toggle `group:"report" default:"true" help:"write the job summary on GitHub"`
	Timings      string `group:"run" default:".baleen/timings.json" placeholder:"FILE" help:"timing history to read and update; or a report (JUnit, of any tool) or a folder of them, to read only"`
	ExitZero     toggle `group:"run" default:"false" help:"scenario failures exit 0 (Jenkins marks the build by its JUnit step)"`
}

// merging is a merge that is going on.
type merging struct {
	mergeInputs
	program program
	sources []source
	broken  []string // what could not be read, one sentence each
}

// source is a node's report folder.
type source struct {
	dir string
	run *result.Run
}

// merge is "baleen merge": several nodes' report folders become one report with one verdict.
func (p program) merge(ctx context.Context, in mergeInputs) int {
	p = p.onPlatform()
	defer p.platform.close()
	c := &checker{getenv: p.getenv}
	p.platform.annotations = c.annotations(in.Annotations)
	p.platform.summary = c.truth("summary", in.Summary)
	p.platform.exitZero = c.truth("exit-zero", in.ExitZero)
	p.platform.timings = in.Timings
	p.platform.timings = in.Timings
	c.oneOf("junit-flavour", in.JunitFlavour, string(junit.Full), string(junit.Strict))
	m := &merging{mergeInputs: in, program: p}
	m.find(c)
	m.choose(c)
	if len(c.wrong) > 0 {
		return p.stop(ctx, wrongInputs(c.wrong))
	}
	status, err := m.join()
	if err != nil {
		return p.stop(ctx, err)
	}
	return status
}

// mostDeep is how far below a folder that is given a report folder may lie: artifacts of GitHub have a folder each, and
// named suites have theirs in it.
const mostDeep = 3

// find looks for report folders in what was given.
func (m *merging) find(c *checker) {
	seen := map[string]bool{}
	for _, dir := range m.Dirs {
		found := false
		err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.IsDir() {
				return err
			}
			if m.beside(dir, name) {
				return fs.SkipDir
			}
			if _, known := suiteOf(name); known {
				seen[filepath.Clean(name)], found = true, true
			}
			return nil
		})
		if err != nil {
			c.say("dir", err.Error(), "name the folders that the nodes wrote their reports to")
		} else if !found {
			c.say("dir", fmt.Sprintf("%q holds no %s of a run", dir, result.FileName), "name the folders that the nodes wrote their reports to")
		}
	}
	for dir := range seen {
		run, err := result.Load(dir)
		if err != nil {
			m.broken = append(m.broken, fmt.Sprintf("the report in %s cannot be read: %v", filepath.ToSlash(dir), err))
			continue
		}
		m.sources = append(m.sources, source{dir, run})
	}
	slices.Sort(m.broken)
	slices.SortFunc(m.sources, func(a, b source) int {
		return cmp.Or(a.run.Started.Compare(b.run.Started), strings.Compare(a.run.ID, b.run.ID), strings.Compare(a.dir, b.dir))
	})
}

// beside tells that a folder is not to be searched: it lies too deep, or is what a container wrote, or is where this
// merge, or the one before it, puts its own report.
func (m *merging) beside(top, name string) bool {
	rel, err := filepath.Rel(top, name)
	if err != nil || rel == "." {
		return false
	}
	switch filepath.Base(name) {
	case outputFolder, rawFolder, artifactsFolder, ".git", "node_modules":
		return true
	}
	return len(strings.Split(rel, string(filepath.Separator))) > mostDeep || samePath(name, m.ReportDir)
}

func samePath(a, b string) bool {
	one, err := filepath.Abs(a)
	other, failed := filepath.Abs(b)
	return err == nil && failed == nil && one == other
}

// choose keeps the reports of one suite, and refuses what cannot be merged.
func (m *merging) choose(c *checker) {
	names := map[string]bool{}
	for _, s := range m.sources {
		names[s.run.Name] = true
	}
	if m.Name != "" {
		m.sources = slices.DeleteFunc(m.sources, func(s source) bool { return s.run.Name != m.Name })
		if len(names) > 0 && len(m.sources) == 0 {
			c.say("name", fmt.Sprintf("there is no report of a suite %q", m.Name), "the suites are "+listed(names))
		}
	} else if len(names) > 1 {
		c.say("dir", "the reports are of several suites: "+listed(names), "merge one after the other: --name NAME")
	}
	for _, s := range m.sources {
		switch {
		case len(s.run.Nodes) > 0:
			c.say("dir", fmt.Sprintf("%q holds a report that was merged", s.dir), "give the nodes' own reports")
		case s.run.Node == nil || s.run.Node.Index < 1 || s.run.Node.Index > s.run.Node.Total:
			c.say("dir", fmt.Sprintf("%q holds a report of no node", s.dir), "run every node with the same version of Baleen, and with shard")
		case samePath(s.dir, m.ReportDir):
			c.say("report-dir", fmt.Sprintf("%q is one of the folders to merge", m.ReportDir), "--report-dir merged-report")
		}
	}
	if len(c.wrong) == 0 && len(m.sources) == 0 {
		c.say("dir", strings.Join(m.broken, "; "), "run every node with the same version of Baleen")
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
	run.Version = version()
	if run.Problems = append(run.Problems, m.broken...); len(m.broken) > 0 {
		run.Judge(0)
	}
	folder, err := openFolder(m.ReportDir, run)
	if err != nil {
		return 0, err
	}
	defer folder.Close()
	for _, s := range m.sources {
		for _, below := range []string{outputFolder, rawFolder, artifactsFolder} {
			err = errors.Join(err, linkTree(filepath.Join(s.dir, below), filepath.Join(folder.path, below)))
		}
	}
	p := m.program
	m.learn()
	err = errors.Join(err, writeJUnit(run, folder.path, junit.Flavour(m.JunitFlavour)), m.print(run, folder.path),
		p.platform.ended(run, folder.path, rerunOf(run, p.clean)))
	if err != nil {
		return p.complain(err, max(result.ExitIncomplete, run.Verdict.Exit)), nil
	}
	return run.Status(p.platform.exitZero), nil
}

// learn adds what the nodes took to one history, as each would have added it to its own. What is wrong with that file makes
// nothing red.
func (m *merging) learn() {
	history := loadHistory(m.Timings)
	for _, s := range m.sources {
		if err := history.learn(s.run); err != nil {
			history.note("%v", err)
			break
		}
	}
	for _, note := range history.notes {
		fmt.Fprintln(m.program.stdout, m.program.clean.Line(note))
	}
}

// print shows what did not pass as the nodes showed it, and the end of the whole.
func (m *merging) print(run *result.Run, dir string) error {
	p := m.program
	fmt.Fprintf(p.stdout, "baleen: nodes: %d, scenarios: %d, files: %d\n", len(run.Nodes), run.Counts().Total, len(run.Files))
	console := report.NewConsole(p.stdout, report.ConsoleOptions{
		Clock: p.now, Rerun: rerunOf(run, p.clean), PathWidth: widest(run), Fails: run.Fails, Root: run.Root, ReportDir: dir, Clean: p.clean,
	})
	for _, a := range run.Attempts {
		files := decidedBy(run, a)
		if a.Class != result.Passed && !a.Alone && (len(files) > 0 || !a.Class.AboutTests()) {
			console.Ended(report.Ended{Attempt: a, Files: files})
		}
	}
	console.Summary(run)
	return console.Close()
}

// decidedBy are the files of an attempt, each with the scenarios whose outcome is the attempt's.
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

// linkTree gives the files below a folder a second name below another, or copies them where that cannot be. Only regular
// files are taken: what a link in a report leads to is nobody's report. What is there already stays.
func linkTree(from, to string) error {
	err := filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case !entry.Type().IsRegular():
			return nil
		}
		if err := os.Link(name, target); err == nil || errors.Is(err, fs.ErrExist) {
			return nil
		}
		return copyFileTo(name, target)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a node without output, such as one that had nothing to run
	}
	if err != nil {
		return fmt.Errorf("gather reports: %w", err)
	}
	return nil
}

func copyFileTo(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
