package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/shard"
)

// reasons say, for each unit, what its time goes by where that is not the same for all: the units that nothing is known of,
// and what failed when it last ran, start before others of their length.
func (plan Plan) reasons(units []shard.Unit) []string {
	looked := map[string]*foretold{}
	out := make([]string, len(units))
	for i, unit := range units {
		var sum tally
		for _, target := range unit.Targets {
			if looked[target.Path] == nil {
				looked[target.Path] = plan.foretell(target.Path)
			}
			sum.add(looked[target.Path], target.Lines)
		}
		out[i] = sum.reason(unit, plan.forecast.Known > 0)
	}
	return out
}

// foretold is what a history knows of a file's scenarios that are to run.
type foretold struct {
	at     selected
	known  []bool
	failed bool
}

func (plan Plan) foretell(path string) *foretold {
	out := &foretold{at: selected{}}
	at, found := plan.at(path)
	if !found {
		return out // cannot happen: units are made of these files
	}
	where := plan.Run.Location(plan.files[at].File)
	for i, p := range plan.files[at].chosen {
		out.at.add(i, p.Line, p.Outline)
		out.known = append(out.known, plan.forecast.Knows(plan.work(where, p)))
	}
	out.failed = plan.forecast.Failed(where)
	return out
}

// tally sums up what is known of a unit.
type tally struct {
	known, total int // scenarios
	failed       bool
}

// add counts the scenarios of a file that some lines select, or all of them.
func (t *tally) add(f *foretold, lines []int) {
	t.failed = t.failed || f.failed
	count := func(known bool) {
		t.total++
		if known {
			t.known++
		}
	}
	if len(lines) == 0 {
		for _, known := range f.known {
			count(known)
		}
		return
	}
	for _, i := range f.at.by(lines) {
		count(f.known[i])
	}
}

func (t tally) reason(unit shard.Unit, history bool) string {
	var out []string
	if t.failed {
		out = append(out, "failed when it last ran")
	}
	if t.known < t.total && history {
		out = append(out, fmt.Sprintf("%d of %d scenarios are guessed from their steps", t.total-t.known, t.total))
	}
	if t.total == 0 && unit.Estimate == 0 {
		out = append(out, "nothing tells how long it takes, so it starts first")
	}
	return strings.Join(slices.Compact(out), ", ")
}
