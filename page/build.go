package page

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/result"
)

const (
	partSize     = 250     // scenarios, or attempts, of a part: the browser reads a part within a frame
	groupMembers = 100     // of a group that are listed
	whySize      = 1 << 10 // bytes of a failure that the search looks through
)

// built is all that a page shows. Its parts are made one at a time, so that only one of them is in memory.
type built struct {
	head  head
	parts []part
}

// part is a piece of data with the name by which the script finds it.
type part struct {
	name string
	make func() any
}

// build gathers what the page shows.
func build(run *result.Run, o Options) built {
	t := newTimes(run)
	b := built{head: head{
		Title: title(run), State: run.Verdict.State,
		Caveats: run.Verdict.Caveats, Notes: run.Notes, Advice: run.Advice, Quarantine: run.Quarantine,
		Facts: facts(run), Counts: run.Counts(), Wall: run.Wall.Milliseconds(), Planned: run.Predicted.Milliseconds(), Root: run.Root,
		Nodes: t.shares(run), Groups: groups(run, o), Files: []file{}, Attempts: t.attempts(run), Chain: chain(run.Attempts), Slowest: slowest(run),
	}}
	for _, f := range run.Files {
		b.head.Files = append(b.head.Files, t.listed(run, f, o))
	}
	d := newDetailing(run, t, o)
	scenarios, containers := d.scenarioParts(), d.containerParts()
	b.head.Parts = parts{partSize, len(scenarios), len(containers)}
	b.parts = slices.Concat(scenarios, containers)
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
	var services []string
	for _, s := range run.Services {
		services = append(services, s.Name+": "+s.Image)
	}
	all := [][2]string{
		{"Run", run.ID}, {"Started", run.Started.UTC().Format(time.RFC3339)}, {"Image", run.Image}, {"Image ID", run.ImageID},
		{"Services", strings.Join(services, ", ")}, {"Runner", run.Runner}, {"Command", strings.Join(run.Command, " ")}, {"Engine", run.Engine},
		{"Concurrency", fmt.Sprint(run.Concurrency)}, {"Rerun", run.Rerun}, {"Baleen", run.Version},
	}
	return slices.DeleteFunc(all, func(f [2]string) bool { return f[1] == "" })
}

// groups lists failures by cause, with the numbers of their scenarios.
func groups(run *result.Run, o Options) []group {
	number := map[*result.Scenario]int{}
	for i := range run.Files {
		for j := range run.Files[i].Scenarios {
			number[&run.Files[i].Scenarios[j]] = len(number)
		}
	}
	var all []group
	for _, g := range run.Groups() {
		one := group{Cause: g.Signature.String()}
		for _, m := range g.Members[:min(len(g.Members), groupMembers)] {
			one.Members = append(one.Members, number[m.Scenario])
		}
		one.More = len(g.Members) - len(one.Members)
		if o.RerunGroup != nil {
			command, whole := o.RerunGroup(g)
			one.Rerun, one.First = command, !whole && command != ""
		}
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
func (t times) listed(run *result.Run, f result.File, o Options) file {
	out := file{Path: run.Location(f), Title: f.Title, Problem: f.ParseFail, Rerun: rerun(o, f.Path, 0), Scenarios: []scenario{}}
	for _, s := range f.Scenarios {
		one := scenario{
			Name: s.Name, Line: s.Line, Tags: s.Tags, Status: s.Status, Time: s.Duration.Milliseconds(), Began: t.began(s.Attempt, s.Began),
			Red: run.Fails(s), Flaky: s.Flaky, Forgiven: run.Forgives(s), Attempt: s.Attempt,
		}
		if s.Failure != nil && (one.Red || one.Forgiven) {
			one.Why = result.Cap(strings.TrimSpace(s.Failure.Step+"\n"+s.Failure.Message), whySize)
		}
		for _, e := range s.Earlier {
			one.Earlier = append(one.Earlier, earlier{e.Attempt, t.began(e.Attempt, e.Began), e.Duration.Milliseconds()})
		}
		out.Scenarios = append(out.Scenarios, one)
	}
	return out
}
