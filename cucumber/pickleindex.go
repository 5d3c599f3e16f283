package cucumber

// pickleIndex are the places of a file's pickles by what they are looked for. Each is made when it is first needed: most
// files of a large suite are never looked into, and most ways of spelling never asked for.
type pickleIndex struct {
	lines    map[int][]int
	spelled  map[int]map[nameKey]*group // by way of spelling
	outlines map[int]map[nameKey]*group // rows, with the lines of their outlines
}

// nameKey is a key of a way of spelling, in one outline where its line is given.
type nameKey struct {
	outline int
	name    string
}

// group are the pickles that are found under one key, those first that the runner was given.
type group struct {
	all  []int
	next int // those before it are not free any more
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

// byName are the pickles that a key of one way of spelling means; nil if there are none.
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

func grouped(f Planned, write writer, rows bool) map[nameKey]*group {
	out := map[nameKey]*group{}
	for _, given := range []bool{true, false} {
		for k, p := range f.File.Pickles {
			key := nameKey{}
			if f.Given(p) != given || rows && p.Row == "" {
				continue
			}
			if rows {
				key.outline = p.Outline
			}
			for _, key.name = range write(f.File, p) {
				if out[key] == nil {
					out[key] = &group{}
				}
				out[key].add(k)
			}
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
