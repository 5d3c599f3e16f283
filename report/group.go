package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/result"
)

// maxCommand limits a command that names several scenarios, in bytes. A longer one is not readable.
const maxCommand = 300

// spot is what a command that runs something again names: a scenario, or a file if line is 0.
type spot struct {
	path string
	line int
}

// again makes command lines.
type again struct {
	one    func(path string, line int) string // runs a scenario or a file
	prefix string                             // with which every one of them begins, but for a blank
}

// line returns the command line that runs all spots again. If that is too long, it returns the one of the first, and all is
// false.
func (a again) line(spots []spot) (command string, all bool) {
	if a.one == nil || len(spots) == 0 {
		return "", false
	}
	first := a.one(spots[0].path, spots[0].line)
	command = first
	named := map[string]bool{first: true} // rows of an outline may share a line
	for _, s := range spots[1:] {
		next := a.one(s.path, s.line)
		if named[next] {
			continue
		}
		named[next] = true
		words, same := strings.CutPrefix(next, a.prefix+" ")
		if !same || len(command)+len(words) >= maxCommand {
			return first, false
		}
		command += " " + words
	}
	return command, true
}

// RerunGroup returns the command line that runs all scenarios of a group again; if that is too long, the one of the first, and all
// is false. one makes the command line of one scenario.
func RerunGroup(run *result.Run, one func(path string, line int) string, g result.Group) (command string, all bool) {
	return again{one, run.Rerun}.line(spotsOf(g))
}

// spotsOf are the members of a group; none if their lines say nothing.
func spotsOf(g result.Group) []spot {
	if g.Status == result.Unexpected || g.Status == result.Duplicate {
		return nil
	}
	var out []spot
	for _, m := range g.Members {
		out = append(out, spot{m.File.Path, m.Scenario.Line})
	}
	return out
}

// membersListed is how many scenarios of a cause the console lists.
const membersListed = 10

// causes lists what did not pass, by cause, the largest first. At most failingListed scenarios are listed.
func causes(p *page, run *result.Run, rerun again) {
	groups := run.Groups()
	total, listed := 0, 0
	for _, g := range groups {
		total += len(g.Members)
	}
	if total == 0 {
		return
	}
	slices.SortStableFunc(groups, func(a, b result.Group) int {
		return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), cmp.Compare(rank(a.Status), rank(b.Status)))
	})
	p.WriteByte('\n')
	title := "Did not pass: " + count(total, "scenario")
	if len(groups) < total {
		title += forCauses(len(groups))
	}
	p.line(0, title)
	for _, g := range groups {
		if listed >= failingListed {
			break
		}
		listed += cause(p, run, g, rerun)
	}
	if more := total - listed; more > 0 && listed >= failingListed {
		p.line(1, fmt.Sprintf("and %d more: see run.json", more))
	}
}

// cause writes a group, and returns for how many scenarios it stands.
func cause(p *page, run *result.Run, g result.Group, rerun again) int {
	first := g.Members[0]
	if len(g.Members) == 1 {
		p.line(1, member(run, first))
		if said := causeOf(g); said != string(g.Status) {
			p.line(3, said)
		}
		return 1
	}
	p.line(1, count(len(g.Members), "scenario")+": "+causeOf(g))
	if why := first.Why(); why != nil && why.Step != "" {
		p.line(2, "in "+short(why.Step, wordBytes)+"  # "+at(run.Location(*first.File), first.Line()))
	}
	for _, m := range g.Members[:min(len(g.Members), membersListed)] {
		p.line(2, member(run, m))
	}
	if more := len(g.Members) - membersListed; more > 0 {
		p.line(2, fmt.Sprintf("and %d more: see run.json", more))
	}
	switch command, all := rerun.line(spotsOf(g)); {
	case command == "":
	case all:
		p.line(2, "rerun: "+command)
	default:
		p.line(2, "rerun the first: "+command)
	}
	return len(g.Members)
}

// member is a scenario in a list: its outcome, place and name.
func member(run *result.Run, m result.Member) string {
	return fmt.Sprintf("%-11s  %s", word(*m.Scenario), titled(at(run.Location(*m.File), m.Scenario.Line), m.Scenario.Name)+past(*m.Scenario))
}

// causeOf is the cause of a group in one line: what the first failure says, with its values.
func causeOf(g result.Group) string {
	why := g.Members[0].Why()
	if why == nil {
		return string(g.Status)
	}
	said := opening(why.Message, why.Step)
	if !strings.Contains(said, lastName(g.Type)) {
		said = g.Type + ": " + said
	}
	return short(said, wordBytes)
}

// lastName is the name of an exception without its package, and without its causes.
func lastName(kind string) string {
	kind, _, _ = strings.Cut(kind, " ")
	return kind[strings.LastIndexAny(kind, `.:\`)+1:]
}
