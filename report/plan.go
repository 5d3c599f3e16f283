package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/org/baleen-action/result"
)

// PlanView is a plan for display.
type PlanView struct {
	World   PlanWorld
	Units   []PlanUnit // in the order in which they start, node by node
	Nodes   int
	Outlook PlanOutlook
	Others  []PlanOutlook // the same for other numbers of nodes or containers
	Advice  []string
}

// PlanUnit is the share of one container.
type PlanUnit struct {
	Node  int
	About time.Duration // expected time
	Why   string        // reason for About
	Files []string
	// Lines are the scenarios, by line, of the files that it runs in part.
	Lines map[string][]int
}

// PlanOutlook is the expected time with a number of nodes and of containers at a time.
type PlanOutlook struct {
	Nodes, Containers int
	Wall, Work        time.Duration
	Efficiency        float64 // from 0 to 1
}

// Plan renders what a run would do: its units in the order of their start, and the expected time.
func Plan(run *result.Run, v PlanView) string {
	var p page
	p.world(v.World)
	p.line(0, v.row("node", "start", "about", "scenarios", "files"))
	start, node := 0, 0
	for _, unit := range v.Units {
		if start++; unit.Node != node {
			start, node = 1, unit.Node
		}
		files := unit.places()
		if unit.Why != "" {
			files += "  (" + unit.Why + ")"
		}
		p.line(0, v.row(strconv.Itoa(unit.Node), strconv.Itoa(start), Duration(unit.About), selected(run, unit), files))
	}
	p.line(0, "")
	p.line(0, expected(v.Outlook))
	if len(v.Others) > 0 {
		p.line(0, "")
		p.line(0, fmt.Sprintf("%5s  %10s  %12s  %s", "nodes", "containers", "about", "busy"))
	}
	for _, o := range v.Others {
		p.line(0, fmt.Sprintf("%5d  %10d  %12s  %s", o.Nodes, o.Containers, Duration(o.Wall), percent(o.Efficiency)))
	}
	for i, sentence := range v.Advice {
		if i == 0 {
			p.line(0, "")
		}
		p.line(0, sentence)
	}
	return defuse(p.String())
}

// row aligns the cells of a line: the node, if there are several, then start, time, scenarios and files.
func (v PlanView) row(cells ...string) string {
	var line strings.Builder
	for i, width := range []int{4, 5, 12, 9} {
		if i > 0 || v.Nodes > 1 {
			fmt.Fprintf(&line, "%*s  ", width, cells[i])
		}
	}
	return line.String() + cells[4]
}

// expected is the forecast in a sentence.
func expected(o PlanOutlook) string {
	machines := fmt.Sprintf("with at most %d containers at a time", o.Containers)
	if o.Nodes > 1 {
		machines = fmt.Sprintf("on %d nodes %s each", o.Nodes, machines)
	}
	return fmt.Sprintf("The run would take about %s %s, busy %s of that time.", Duration(o.Wall), machines, percent(o.Efficiency))
}

func percent(part float64) string { return fmt.Sprintf("%.0f %%", math.Floor(100*part+.5)) }

// mostLines is how many lines of a part are shown.
const mostLines = 5

// places lists the files of a unit, with the lines of those that it runs in part.
func (u PlanUnit) places() string {
	var out []string
	for _, name := range u.Files {
		lines := u.Lines[name]
		for _, line := range lines[:min(len(lines), mostLines)] {
			name = at(name, line)
		}
		if len(lines) > mostLines {
			name += ":…"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// selected counts the scenarios of a unit that are to run.
func selected(run *result.Run, u PlanUnit) string {
	all, left := 0, 0
	for _, name := range u.Files {
		if lines, part := u.Lines[name]; part {
			all += len(lines)
			continue
		}
		scenarios := run.File(name).Scenarios
		all += len(scenarios)
		left += len(slices.DeleteFunc(slices.Clone(scenarios), func(s result.Scenario) bool { return s.Status != result.Deselected }))
	}
	if left == 0 {
		return strconv.Itoa(all)
	}
	return fmt.Sprintf("%d of %d", all-left, all)
}
