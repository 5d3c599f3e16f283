package result

import (
	"fmt"
	"slices"
	"strconv"
)

// setAside removes reports that an earlier attempt of the same pipeline left behind, with another plan: if the matrix
// shrank, nothing overwrote those of its last nodes. They ended before the first node of the merged plan began, so they
// neither belong to it nor are missing from it.
func (m *merger) setAside() {
	m.leave(earlier(m.runs, func(r *Run) string { return strconv.Itoa(r.Node.Total) }))
	old, newest := earlier(m.runs, func(r *Run) string { return r.Node.Plan + " " + r.Node.Frozen })
	if len(newest) > 0 && complete(newest) { // else they may complete the others, and sameFor compares the plans
		m.leave(old, newest)
	}
}

// earlier splits the runs into those with the key of the run that started last, and those before them. It returns none if
// any of the others was still running when the first of the newest began: those ran side by side.
func earlier(runs []*Run, key func(*Run) string) (old, newest []*Run) {
	last := slices.MaxFunc(runs, func(a, b *Run) int { return a.Started.Compare(b.Started) })
	began := last.Started
	for _, r := range runs {
		if key(r) != key(last) {
			old = append(old, r)
			continue
		}
		newest = append(newest, r)
		if r.Started.Before(began) {
			began = r.Started
		}
	}
	if slices.ContainsFunc(old, func(r *Run) bool { return !r.Started.Add(r.Wall).Before(began) }) {
		return nil, nil
	}
	return old, newest
}

// complete reports whether the runs contain every node of their split.
func complete(runs []*Run) bool {
	there := map[int]bool{}
	for _, r := range runs {
		there[r.Node.Index] = true
	}
	return len(there) == runs[0].Node.Total
}

// leave keeps the newest runs, and notes which ones it ignores.
func (m *merger) leave(old, newest []*Run) {
	if len(old) == 0 {
		return
	}
	m.runs = newest
	for _, r := range old[:min(len(old), mostNamed)] {
		m.merged.Notes = append(m.merged.Notes, fmt.Sprintf("the report of %s (run %s) is ignored: it belongs to another plan, and ended before this plan of %d nodes began",
			r.Node, r.ID, newest[0].Node.Total))
	}
	if more := len(old) - mostNamed; more > 0 {
		m.merged.Notes = append(m.merged.Notes, fmt.Sprintf("%d more reports of an earlier plan are ignored", more))
	}
}
