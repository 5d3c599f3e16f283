package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/shard"
)

// reasons explains for each unit why its estimate or its place in the order may surprise: it failed when it last ran, some of
// its times are estimated or unknown, or it must not run beside others.
func (plan Plan) reasons(units []shard.Unit) []string {
	files := map[string]*fileHistory{}
	out := make([]string, len(units))
	for i, unit := range units {
		var sum unitHistory
		for _, target := range unit.Targets {
			if files[target.Path] == nil {
				files[target.Path] = plan.fileHistory(target.Path)
			}
			sum.add(files[target.Path], target.Lines)
		}
		out[i] = sum.reason(unit, plan.forecast.Known > 0)
	}
	return out
}

// fileHistory records which of a file's scenarios to run have times of earlier runs.
type fileHistory struct {
	at     selected
	known  []bool
	failed bool
}

func (plan Plan) fileHistory(path string) *fileHistory {
	out := &fileHistory{at: selected{}}
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

// unitHistory counts the scenarios of a unit that have times of earlier runs.
type unitHistory struct {
	known, total int // scenarios
	failed       bool
}

// add counts the scenarios of a file that some lines select. Without lines it counts all.
func (t *unitHistory) add(f *fileHistory, lines []int) {
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

func (t unitHistory) reason(unit shard.Unit, history bool) string {
	var out []string
	if t.failed {
		out = append(out, "failed when it last ran")
	}
	if t.known < t.total && history {
		out = append(out, fmt.Sprintf("%d of %d scenarios are estimated from their steps", t.total-t.known, t.total))
	}
	if t.total == 0 && unit.Estimate == 0 {
		out = append(out, "its duration is unknown, so it starts first")
	}
	return strings.Join(slices.Compact(append(out, reasonOf(unit.Needs)...)), ", ")
}
