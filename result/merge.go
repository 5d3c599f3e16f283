package result

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Merge joins the reports of all nodes of a suite into one run. Their order does not matter, and neither do copies. Every
// run needs its Node. Merge ignores reports of an earlier plan. Each node, scenario or attempt that is missing, duplicated
// or from another plan adds a sentence to Problems, and the verdict follows from those.
func Merge(runs []*Run) *Run {
	m := newMerger(runs)
	m.describe()
	m.plan()
	for _, r := range m.used {
		m.lay(r)
	}
	m.check()
	m.sort()
	m.judge()
	return m.merged
}

// merger joins runs.
type merger struct {
	runs   []*Run // all, in an order that does not depend on the one in which they were given
	used   []*Run // the first one of every node of the split
	total  int    // nodes of the split
	merged *Run
	files  map[string]int     // place in merged.Files by path
	ran    map[identity][]int // nodes that had a scenario
}

// identity tells scenarios of a suite apart.
type identity struct {
	path string
	line int
	name string
}

func newMerger(runs []*Run) *merger {
	m := &merger{merged: &Run{Schema: Schema}, files: map[string]int{}, ran: map[identity][]int{}}
	m.runs = slices.Clone(runs)
	slices.SortFunc(m.runs, func(a, b *Run) int {
		return cmp.Or(cmp.Compare(a.Node.Index, b.Node.Index), a.Started.Compare(b.Started), cmp.Compare(a.ID, b.ID))
	})
	m.runs = slices.CompactFunc(m.runs, func(a, b *Run) bool { return reflect.DeepEqual(a, b) })
	m.setAside()
	m.newest()
	m.total = usual(m.runs, func(r *Run) int { return r.Node.Total })
	seen := map[int]bool{}
	for _, r := range m.runs {
		if n := r.Node.Index; r.Node.Total == m.total && !seen[n] {
			seen[n] = true
			m.used = append(m.used, r)
		}
	}
	return m
}

// usual returns the value that most runs have; on a tie, that of the first node.
func usual[V comparable](runs []*Run, of func(*Run) V) V {
	count := map[V]int{}
	for _, r := range runs {
		count[of(r)]++
	}
	best := of(runs[0])
	for _, r := range runs {
		if count[of(r)] > count[best] {
			best = of(r)
		}
	}
	return best
}

// describe copies what the runs say about themselves.
func (m *merger) describe() {
	first, r := m.used[0], m.merged
	r.Version, r.Name, r.Image, r.ImageID = first.Version, first.Name, first.Image, usual(m.used, m.imageID)
	r.Services = first.Services
	r.Arch = first.Arch
	r.Runner, r.Command, r.Root, r.Inputs, r.Digests = first.Runner, first.Command, first.Root, first.Inputs, first.Digests
	r.Started, r.AllowEmpty, r.Masked = first.Started, true, true
	var engines, ids []string
	there := map[int]bool{}
	for _, one := range m.used {
		there[one.Node.Index] = true
		if !slices.Contains(engines, one.Engine) {
			engines = append(engines, one.Engine)
		}
		ids = append(ids, one.ID)
		if one.Started.Before(r.Started) {
			r.Started = one.Started
		}
		r.Strict, r.FlakyFails = r.Strict || one.Strict, r.FlakyFails || one.FlakyFails
		r.AllowEmpty, r.Masked = r.AllowEmpty && one.AllowEmpty, r.Masked && one.Masked
		// Nodes run side by side, and a node that ran again later did not delay the others.
		r.Concurrency, r.Wall = r.Concurrency+one.Concurrency, max(r.Wall, one.Wall)
		r.Predicted = max(r.Predicted, one.Predicted)
		r.Stale, r.Inputs = r.Stale.join(one.Stale), r.Inputs.join(one.Inputs)
		for _, note := range one.Quarantine {
			if !slices.Contains(r.Quarantine, note) {
				r.Quarantine = append(r.Quarantine, note)
			}
		}
		r.Nodes = append(r.Nodes, Part{Node: one.Node.Index, Run: one.ID, State: one.Verdict.State, Exit: one.Verdict.Exit,
			Scenarios: one.Counts().Total, Wall: one.Wall})
	}
	for n := 1; n <= m.total; n++ {
		if !there[n] {
			r.Nodes = append(r.Nodes, Part{Node: n, State: StateMissing, Exit: ExitIncomplete})
		}
	}
	slices.SortFunc(r.Nodes, func(a, b Part) int { return cmp.Compare(a.Node, b.Node) })
	r.Engine = strings.Join(engines, "; ")
	digest := sha256.Sum256([]byte(strings.Join(ids, "\n")))
	r.ID = fmt.Sprintf("%s-%x", r.Started.Format("20060102-150405"), digest[:4])
}

// imageID is the ID of a run's image, as the first node with the same image names it: a daemon and a cluster each have an ID of
// their own for an image that a registry knows by one digest.
func (m *merger) imageID(r *Run) string {
	for _, one := range m.used {
		if one.ImageID == r.ImageID || slices.ContainsFunc(one.Digests, r.hasDigest) {
			return one.ImageID
		}
	}
	return r.ImageID
}

// hasDigest reports whether the image of a run has the digest of name@digest, under any name.
func (r *Run) hasDigest(of string) bool {
	_, digest, _ := strings.Cut(of, "@")
	return slices.ContainsFunc(r.Digests, func(name string) bool { return strings.HasSuffix(name, "@"+digest) })
}

// plan collects every scenario that any node knows, as not run.
func (m *merger) plan() {
	for _, r := range m.used {
		m.expect(Share{Node: r.Node.Index, Files: r.Files})
		for _, other := range r.Node.Others {
			m.expect(other)
		}
	}
}

func (m *merger) expect(share Share) {
	for _, f := range share.Files {
		file := m.file(f)
		for _, s := range f.Scenarios {
			id := identity{f.Path, s.Line, s.Name}
			if _, known := m.ran[id]; known || s.Status == Unexpected || s.Status == Duplicate {
				continue
			}
			m.ran[id] = nil
			planned := Scenario{Name: s.Name, Line: s.Line, Outline: s.Outline, Tags: s.Tags, Text: s.Text, PlannedSteps: s.PlannedSteps}
			planned.fail(NotRun, m.absence(share.Node))
			if s.Status == Deselected {
				planned.Status, planned.Failure = s.Status, s.Failure
			}
			file.Scenarios = append(file.Scenarios, planned)
		}
	}
}

// absence says why a node's scenario has no result.
func (m *merger) absence(node int) string {
	name := (&Node{Index: node, Total: m.total}).String()
	if slices.ContainsFunc(m.used, func(r *Run) bool { return r.Node.Index == node }) {
		return "it was planned for " + name + ", whose report does not contain it: the nodes' plans differ"
	}
	return name + ", which was to run it, is missing"
}

// file finds a file of the merged run, or adds it.
func (m *merger) file(f File) *File {
	at, known := m.files[f.Path]
	if !known {
		at = len(m.merged.Files)
		m.files[f.Path] = at
		m.merged.Files = append(m.merged.Files, File{Path: f.Path, Title: f.Title, Language: f.Language, ParseFail: f.ParseFail})
	}
	return &m.merged.Files[at]
}

// lay replaces the planned scenarios by those that a node reported.
func (m *merger) lay(r *Run) {
	for _, f := range r.Files {
		file := m.file(f)
		for _, s := range f.Scenarios {
			if s.Status == Unexpected || s.Status == Duplicate {
				file.Scenarios = append(file.Scenarios, s)
				continue
			}
			id := identity{f.Path, s.Line, s.Name}
			at := slices.IndexFunc(file.Scenarios, func(p Scenario) bool { return p.Line == s.Line && p.Name == s.Name })
			if m.ran[id] = append(m.ran[id], r.Node.Index); len(m.ran[id]) == 1 {
				file.Scenarios[at] = s
				continue
			}
			file.Scenarios[at].fail(Duplicate, fmt.Sprintf("it ran on nodes %s of %d", numbers(m.ran[id]), m.total))
		}
	}
	for _, a := range r.Attempts {
		a.Node = r.Node.Index
		m.merged.Attempts = append(m.merged.Attempts, a)
	}
}

// sort puts files, scenarios and attempts in the order in which one run has them.
func (m *merger) sort() {
	r := m.merged
	slices.SortFunc(r.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range r.Files {
		slices.SortStableFunc(f.Scenarios, func(a, b Scenario) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Name, b.Name))
		})
	}
	slices.SortStableFunc(r.Attempts, func(a, b Attempt) int {
		return cmp.Or(a.Ended.Compare(b.Ended), strings.Compare(a.ID(), b.ID()))
	})
}

// judge sets the verdict of the merged run, which is never better than that of the worst node.
func (m *merger) judge() {
	m.merged.Judge(0)
	for _, r := range m.used {
		if badness(r.Verdict.Exit) > badness(m.merged.Verdict.Exit) {
			m.say(fmt.Sprintf("%s ended as %s: %s", r.Node, r.Verdict.State, strings.Join(r.Verdict.Reasons, ", ")))
			m.merged.Judge(0)
		}
	}
}

// badness orders exit statuses. A node that was cancelled leaves the whole incomplete.
func badness(exit int) int {
	switch exit {
	case ExitPassed, ExitFailed:
		return exit
	}
	return 2
}

func (m *merger) say(problem string) {
	if !slices.Contains(m.merged.Problems, problem) {
		m.merged.Problems = append(m.merged.Problems, problem)
	}
}
