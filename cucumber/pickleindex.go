package cucumber

// pickleIndex indexes the pickles of a file by line and by name. Each index is built on first use, because most files of a large
// suite and most spellings are never looked up.
type pickleIndex struct {
	lines    map[int][]int
	spelled  map[int]map[nameKey]*group // by spelling
	outlines map[int]map[nameKey]*group // rows, with the lines of their outlines
}

// nameKey is a spelled name, limited to one outline if outline is its line.
type nameKey struct {
	outline int
	name    string
}

// group holds the pickles with the same key; those that the runner is given come first.
type group struct {
	all  []int
	next int // the pickles before this index have a match already
}

func (x *pickleIndex) byLine(f Planned) map[int][]int {
	if x.lines == nil {
		x.lines = map[int][]int{}
		for k, p := range f.File.Pickles {
			x.lines[p.Line] = append(x.lines[p.Line], k)
		}
	}
	return x.lines
}

// byName returns the pickles with a key in one spelling; nil if there are none.
func (x *pickleIndex) byName(f Planned, way int, key nameKey) *group {
	index := &x.spelled
	if key.outline > 0 {
		index = &x.outlines
	}
	if *index == nil {
		*index = map[int]map[nameKey]*group{}
	}
	if (*index)[way] == nil {
		(*index)[way] = grouped(f, spellings()[way].write, key.outline > 0)
	}
	return (*index)[way][key]
}

// grouped builds the index of one spelling. If rows is set, it holds example rows only.
func grouped(f Planned, write writer, rows bool) map[nameKey]*group {
	var given, others []int
	for k, p := range f.File.Pickles {
		if f.Given(p) {
			given = append(given, k)
		} else {
			others = append(others, k)
		}
	}
	out := map[nameKey]*group{}
	for _, k := range append(given, others...) {
		for _, key := range keysOf(f.File, f.File.Pickles[k], write, rows) {
			if out[key] == nil {
				out[key] = &group{}
			}
			out[key].add(k)
		}
	}
	return out
}

// add adds a pickle, once.
func (g *group) add(k int) {
	if last := len(g.all) - 1; last < 0 || g.all[last] != k {
		g.all = append(g.all, k)
	}
}

// keysOf returns the keys of a pickle in one spelling. If rows is set, only example rows have keys, limited to their outline.
func keysOf(f File, p Pickle, write writer, rows bool) []nameKey {
	if rows && p.Row == "" {
		return nil
	}
	outline := 0
	if rows {
		outline = p.Outline
	}
	var keys []nameKey
	for _, name := range write(f, p) {
		keys = append(keys, nameKey{outline, name})
	}
	return keys
}
