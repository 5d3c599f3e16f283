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

// newest removes the reports of earlier attempts of a node: a job that is run again may keep the report of each. Two reports stay if
// neither is known to be of a later attempt, because two jobs may have one number by mistake, or run the suite differently.
func (m *merger) newest() {
	var kept []*Run
	for _, r := range m.runs {
		same := func(o *Run) bool { return o != r && o.Node.Index == r.Node.Index && o.Node.Total == r.Node.Total }
		later := slices.IndexFunc(m.runs, func(o *Run) bool { return same(o) && o.after(r) })
		unclear := slices.ContainsFunc(m.runs, func(o *Run) bool { return same(o) && !o.after(r) && !r.after(o) })
		if later < 0 || unclear {
			kept = append(kept, r)
			continue
		}
		m.merged.Notes = append(m.merged.Notes, fmt.Sprintf("the report of %s (run %s) is ignored: run %s is a later attempt of that node", r.Node, r.ID, m.runs[later].ID))
	}
	m.runs = kept
}

// after reports whether a run is known to be a later attempt of the job of another one.
func (r *Run) after(other *Run) bool {
	a, b := r.Build, other.Build
	switch {
	case slices.Contains(r.Continues, other.ID):
		return true
	case a.ID == "" || a.ID != b.ID || a.Job != b.Job:
		return false
	case a.Attempt > 0 && b.Attempt > 0:
		return a.Attempt > b.Attempt
	}
	return a.Job != "" && other.Started.Add(other.Wall).Before(r.Started)
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
