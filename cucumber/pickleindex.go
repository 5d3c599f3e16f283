package cucumber

import (
	"slices"
	"strconv"
)

// pickleIndex are the places of a file's pickles by what they are looked for. Each is made when it is first needed: most
// files of a large suite are never looked into.
type pickleIndex struct {
	lines    map[int][]int
	names    map[string]*group // by the keys of spellings
	outlines map[string]*group // rows, by the line of their outline and the keys of spellings
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

// spelled are the pickles that a key of one way of spelling means, of one outline where its line is given.
func (x *pickleIndex) spelled(f Planned, ways []spelling, key nameKey) *group {
	index := &x.names
	if key.outline > 0 {
		index = &x.outlines
	}
	if *index == nil {
		*index = grouped(f, ways, key.outline > 0)
	}
	return (*index)[key.String()]
}

// nameKey is a key of one way of spelling.
type nameKey struct {
	outline, way int
	name         string
}

// String makes one text of it, which is a smaller key of a map.
func (k nameKey) String() string {
	return strconv.Itoa(k.outline) + " " + strconv.Itoa(k.way) + " " + k.name
}

func grouped(f Planned, ways []spelling, rows bool) map[string]*group {
	out := map[string]*group{}
	for _, given := range []bool{true, false} {
		for k, p := range f.File.Pickles {
			if f.Given(p) == given && (!rows || p.Row != "") {
				key := nameKey{}
				if rows {
					key.outline = p.Outline
				}
				addSpellings(out, f.File, k, ways, key)
			}
		}
	}
	return out
}

func addSpellings(index map[string]*group, f File, k int, ways []spelling, key nameKey) {
	for way, spelling := range ways {
		for _, name := range spelling.write(f, f.Pickles[k]) {
			key.way, key.name = way, name
			text := key.String()
			if index[text] == nil {
				index[text] = &group{}
			}
			if !slices.Contains(index[text].all[max(0, len(index[text].all)-1):], k) {
				index[text].all = append(index[text].all, k)
			}
		}
	}
}
