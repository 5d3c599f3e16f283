package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/org/baleen-action/shard"
)

// mostLocks is how many locks advice looks at: those that are held longest.
const mostLocks = 3

// waiting is what makes files wait for each other.
type waiting struct {
	tag   string
	files int
	time  time.Duration // of those files
	drop  func(shard.Needs) shard.Needs
}

// waitings returns what makes files wait, the longest first.
func waitings(files []shard.File) []waiting {
	found := map[string]*waiting{}
	add := func(f shard.File, tag string, drop func(shard.Needs) shard.Needs) {
		if found[tag] == nil {
			found[tag] = &waiting{tag: tag, drop: drop}
		}
		found[tag].files++
		found[tag].time += f.Estimate
	}
	for _, f := range files {
		for _, lock := range f.Needs.Locks {
			add(f, ownTag+"lock("+lock+")", func(n shard.Needs) shard.Needs {
				n.Locks = slices.DeleteFunc(slices.Clone(n.Locks), func(other string) bool { return other == lock })
				return n
			})
		}
		if f.Needs.Serial {
			add(f, ownTag+"serial", func(n shard.Needs) shard.Needs { n.Serial = false; return n })
		}
		if f.Needs.Slots > 1 {
			add(f, ownTag+"slots", func(n shard.Needs) shard.Needs { n.Slots = 0; return n })
		}
	}
	var out []waiting
	for _, tag := range slices.Sorted(maps.Keys(found)) {
		out = append(out, *found[tag])
	}
	slices.SortStableFunc(out, func(a, b waiting) int { return cmp.Compare(b.time, a.time) })
	return out[:min(len(out), mostLocks)]
}

// without returns files that no longer wait for it.
func (w waiting) without(files []shard.File) []shard.File {
	out := slices.Clone(files)
	for i, f := range out {
		out[i].Needs, out[i].Pieces = w.drop(f.Needs), slices.Clone(f.Pieces)
		for k, p := range f.Pieces {
			out[i].Pieces[k].Needs = w.drop(p.Needs)
		}
	}
	return out
}

// way names it and how many files it is about.
func (w waiting) way() string {
	files := "1 file has"
	if w.files != 1 {
		files = fmt.Sprintf("%d files have", w.files)
	}
	return fmt.Sprintf("without %s, which %s", w.tag, files)
}
