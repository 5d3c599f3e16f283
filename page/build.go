package page

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

const (
	partSize     = 500 // scenarios of a part, about: the browser reads a part within a frame
	groupMembers = 100 // of a group that are listed
	whySize      = 300 // bytes of a failure that the search looks through
	tailSize     = 8 << 10
	slowSteps    = 20
)

// built is all that a page shows. Its parts are made one at a time, so that only one of them is in memory.
type built struct {
	head  head
	parts []func(*result.Run) [][]detail
}

// build gathers what the page shows.
func build(run *result.Run, o Options) built {
	b := built{head: head{
		Title: title(run), State: run.Verdict.State, Verdict: verdict(run),
		Reasons: run.Verdict.Reasons, Caveats: run.Verdict.Caveats,
		Notes: run.Notes, Advice: run.Advice, Facts: facts(run), Counts: run.Counts(),
		Wall: run.Wall.Milliseconds(), Planned: run.Predicted.Milliseconds(), Root: run.Root,
		Files: []file{}, Attempts: attempts(run, o), Slowest: slowest(run),
	}}
	b.head.Groups = groups(run, o)
	first, size := 0, 0
	for i, f := range run.Files {
		b.head.Files = append(b.head.Files, listed(run, f, len(b.parts)))
		size += len(f.Scenarios)
		if last := i == len(run.Files)-1; last || size >= partSize {
			b.parts = append(b.parts, part(first, i+1, o))
			first, size = i+1, 0
		}
	}
	return b
}

// title is the heading of the page.
func title(run *result.Run) string {
	if run.Name != "" {
		return run.Name
	}
	return run.Image
}

// verdict is the outcome of the run in one line.
func verdict(run *result.Run) string {
	c := run.Counts()
	switch state := run.Verdict.State; {
	case state == result.StatePassed:
		return fmt.Sprintf("Passed: %s", counted(c.Total, "scenario"))
	case c.Red() > 0:
		return fmt.Sprintf("%s: %d of %s did not pass", capitalised(state), c.Red(), counted(c.Total, "scenario"))
	default:
		return capitalised(state)
	}
}

func capitalised(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// facts are what the run was made with.
func facts(run *result.Run) [][2]string {
	all := [][2]string{
		{"Run", run.ID}, {"Started", run.Started.UTC().Format(time.RFC3339)}, {"Image", run.Image}, {"Image ID", run.ImageID},
		{"Runner", run.Runner}, {"Command", strings.Join(run.Command, " ")}, {"Engine", run.Engine},
		{"Concurrency", fmt.Sprint(run.Concurrency)}, {"Baleen", run.Version},
	}
	return slices.DeleteFunc(all, func(f [2]string) bool { return f[1] == "" })
}

// groups lists failures by cause, with the places of their scenarios in the lists of files.
func groups(run *result.Run, o Options) []group {
	at := map[*result.Scenario][2]int{}
	for i, f := range run.Files {
		for j := range f.Scenarios {
			at[&f.Scenarios[j]] = [2]int{i, j}
		}
	}
	var all []group
	for _, g := range run.Groups() {
		one := group{Cause: g.Signature.String()}
		for _, m := range g.Members[:min(len(g.Members), groupMembers)] {
			one.Members = append(one.Members, at[m.Scenario])
		}
		first := g.Members[0]
		one.Rerun = rerun(o, first.File.Path, first.Scenario.Line)
		one.More = len(g.Members) - len(one.Members)
		all = append(all, one)
	}
	return all
}

func rerun(o Options, path string, line int) string {
	if o.Rerun == nil {
		return ""
	}
	return o.Rerun(path, line)
}

// listed is a file in the list.
func listed(run *result.Run, f result.File, part int) file {
	out := file{Path: run.Location(f), Title: f.Title, Problem: f.ParseFail, Part: part, Scenarios: []scenario{}}
	for _, s := range f.Scenarios {
		one := scenario{
			Name: s.Name, Line: s.Line, Tags: s.Tags, Status: s.Status, Time: s.Duration.Milliseconds(),
			Red: run.Fails(s), Flaky: s.Flaky, Forgiven: run.Forgives(s), Attempt: s.Attempt,
		}
		if s.Failure != nil && (one.Red || one.Forgiven) {
			one.Why = result.Cap(strings.TrimSpace(s.Failure.Step+"\n"+s.Failure.Message), whySize)
		}
		out.Scenarios = append(out.Scenarios, one)
	}
	return out
}

// part makes the details of the files from first up to end, without it.
func part(first, end int, o Options) func(*result.Run) [][]detail {
	return func(run *result.Run) [][]detail {
		var all [][]detail
		for _, f := range run.Files[first:end] {
			details := []detail{}
			for _, s := range f.Scenarios {
				details = append(details, detailed(f, s, o))
			}
			all = append(all, details)
		}
		return all
	}
}

// detailed is what a scenario did.
func detailed(f result.File, s result.Scenario, o Options) detail {
	d := detail{Failure: s.Failure, Log: s.Log, Rerun: rerun(o, f.Path, s.Line)}
	if s.Quarantine != nil {
		d.Notes = append(d.Notes, s.Quarantine.String())
	}
	if s.History != nil {
		d.Notes = append(d.Notes, s.History.String())
	}
	for _, one := range s.Steps {
		d.Steps = append(d.Steps, step{one.Keyword, one.Text, one.Line, one.Status, one.Duration.Milliseconds(), one.Hook})
	}
	for _, e := range s.Earlier {
		d.Earlier = append(d.Earlier, earlier{e.Attempt, e.Failure})
	}
	for _, name := range s.Attachments {
		d.Attachments = append(d.Attachments, attached(o, name))
	}
	return d
}

// attempts are the containers, with times since the run began.
func attempts(run *result.Run, o Options) []attempt {
	all := []attempt{}
	since := func(t time.Time) int64 {
		if t.Before(run.Started) { // it never came to that, or it is of an earlier run
			return 0
		}
		return t.Sub(run.Started).Milliseconds()
	}
	for _, a := range run.Attempts {
		one := attempt{
			ID: a.ID(), Node: a.Node, Slot: a.Slot, Class: a.Class, Exit: a.Exit, Files: a.Files,
			Created: since(a.Created), Started: since(a.Started), Finished: since(a.Finished), Ended: since(a.Ended),
			Evidence: a.Evidence, Advice: a.Advice, Problems: a.Problems, Tail: result.Cap(a.Tail, tailSize),
			Stdout: a.Stdout, Stderr: a.Stderr,
		}
		for _, name := range a.Artifacts {
			one.Artifacts = append(one.Artifacts, attached(o, name))
		}
		for _, log := range a.Services {
			one.Services = append(one.Services, log.Service+": "+log.String())
		}
		all = append(all, one)
	}
	return all
}

// values match what differs between the steps of one definition: quoted text and numbers.
var values = regexp.MustCompile(`"[^"]*"|'[^']*'|<[^<>]*>|\d+(?:[.,]\d+)*`)

// slowest are the step definitions that took most time over the whole suite.
func slowest(run *result.Run) []slowStep {
	steps := definitions{at: map[string]int{}, of: map[string]string{}}
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			steps.addAll(s.Steps)
		}
	}
	slices.SortStableFunc(steps.all, func(a, b slowStep) int { return cmp.Compare(b.Total, a.Total) })
	return steps.all[:min(len(steps.all), slowSteps)]
}

// definitions are the step definitions while they are collected.
type definitions struct {
	all []slowStep
	at  map[string]int    // index in all, by definition
	of  map[string]string // definition, by the text of a step
}

func (d *definitions) addAll(steps []cucumber.Step) {
	for _, one := range steps {
		if !one.Hook && one.Duration > 0 {
			d.add(one)
		}
	}
}

func (d *definitions) add(one cucumber.Step) {
	definition, known := d.of[one.Text]
	if !known {
		definition = values.ReplaceAllString(one.Text, "…")
		d.of[one.Text] = definition
	}
	i, known := d.at[definition]
	if !known {
		i = len(d.all)
		d.at[definition], d.all = i, append(d.all, slowStep{Text: definition})
	}
	d.all[i].Count++
	d.all[i].Total += one.Duration.Milliseconds()
}
