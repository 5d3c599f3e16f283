package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/org/baleen-action/result"
)

// Annotator annotates what fails while a run goes on, and at the end what is left: nothing twice, and never more than its options
// allow.
type Annotator struct {
	options AnnotationOptions
	lines   lineCounts
	told    map[string]bool // by finding.key
	causes  map[string]bool // hashes of the signatures of what was told
}

// NewAnnotator returns an Annotator that has annotated nothing yet.
func NewAnnotator(o AnnotationOptions) *Annotator {
	if o.Locate == nil {
		o.Locate = func(path string) string { return path }
	}
	return &Annotator{options: o, lines: lineCounts{checkout: o.Checkout, known: map[string]int{}}, told: map[string]bool{}, causes: map[string]bool{}}
}

// Decided annotates what is wrong in a part of a run whose outcomes will not change. The last annotation is kept for the end,
// where it says how many more there are. Once half of them are used, only failures of a new cause get one.
func (a *Annotator) Decided(part *result.Run) []Annotation {
	var out []Annotation
	for _, f := range flat(findings(part)) {
		if len(a.told) >= a.options.Most-1 {
			break
		}
		if a.told[f.key()] || a.causes[f.cause] && len(a.told) >= a.options.Most/2 {
			continue
		}
		out = append(out, a.tell(f))
	}
	return out
}

// Rest annotates what is left when the run has ended: failures of causes that were not annotated before come first.
func (a *Annotator) Rest(run *result.Run) []Annotation {
	left := slices.DeleteFunc(flat(findings(run)), func(f finding) bool { return a.told[f.key()] })
	slices.SortStableFunc(left, func(one, other finding) int { return cmp.Compare(a.known(one), a.known(other)) })
	shown := left[:min(len(left), max(0, a.options.Most-len(a.told)))]
	var out []Annotation
	for _, f := range shown {
		out = append(out, a.tell(f))
	}
	return tellMore(out, len(left)-len(shown))
}

// known is 1 if a failure of the same cause was annotated, else 0.
func (a *Annotator) known(f finding) int {
	if a.causes[f.cause] {
		return 1
	}
	return 0
}

func (a *Annotator) tell(f finding) Annotation {
	a.told[f.key()] = true
	if f.cause != "" {
		a.causes[f.cause] = true
	}
	return annotation(f, a.lines, a.options.Locate)
}

// key is the same for a finding of a part of a run and of the whole run.
func (f finding) key() string {
	if f.trouble {
		return result.Trouble{Headline: f.name}.Key()
	}
	return fmt.Sprintf("%s\n%d\n%s", f.path, f.line, f.name)
}
