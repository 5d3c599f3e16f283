package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/org/baleen-action/result"
)

const (
	ganttUnits = 50 // Mermaid draws nothing above 50,000 characters, and a person reads no more bars
	ganttName  = 60 // characters
)

// gantt draws the timeline of the containers in Mermaid's language, with a section for each slot of each node. It is empty
// if nothing ran.
func gantt(run *result.Run) (chart string, drawn int) {
	ran := slices.DeleteFunc(slices.Clone(run.Attempts), func(a result.Attempt) bool {
		return a.Run != "" || a.Busy() <= 0 || a.Created.Before(run.Started)
	})
	slices.SortStableFunc(ran, func(a, b result.Attempt) int { return cmp.Compare(b.Busy(), a.Busy()) })
	ran = ran[:min(len(ran), ganttUnits)]
	slices.SortStableFunc(ran, func(a, b result.Attempt) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Slot, b.Slot), a.Created.Compare(b.Created))
	})
	if len(ran) == 0 {
		return "", 0
	}
	var p page
	p.line(0, "gantt")
	p.line(1, "dateFormat YYYY-MM-DDTHH:mm:ss.SSS")
	p.line(1, "axisFormat "+axis(run.Wall))
	for i, a := range ran {
		if i == 0 || a.Slot != ran[i-1].Slot || a.Node != ran[i-1].Node {
			p.line(1, "section "+slotName(a))
		}
		p.line(1, bar(run, i+1, a))
	}
	return p.String(), len(ran)
}

// slotName names the slot of an attempt.
func slotName(a result.Attempt) string {
	if a.Node > 0 {
		return fmt.Sprintf("node %d slot %d", a.Node, a.Slot)
	}
	return fmt.Sprintf("slot %d", a.Slot)
}

// axis returns the time format of the axis: a short run shows fractions of a second.
func axis(wall time.Duration) string {
	if wall < 10*time.Second {
		return "%S.%L"
	}
	return "%H:%M:%S"
}

// bar returns one line of the chart. The number before the name keeps Mermaid from reading a name such as "section x" as
// a keyword.
func bar(run *result.Run, number int, a result.Attempt) string {
	name := a.Unit
	if len(a.Files) > 0 {
		name = strings.TrimSuffix(a.Files[0], ".feature")
	}
	if more := len(a.Files) - 1; more > 0 {
		name = fmt.Sprintf("%s and %d more", name, more)
	}
	words := []rune(strings.TrimSpace(fmt.Sprintf("%d %s", number, plainWords(name))))
	kind := "done"
	if !clean(run, a) {
		kind = "crit"
	}
	return fmt.Sprintf("%s :%s, %s, %s", string(words[:min(len(words), ganttName)]), kind,
		sinceStart(a.Created.Sub(run.Started)), sinceStart(a.Ended.Sub(run.Started)))
}

// clean reports whether an attempt had no trouble and decided no scenario that fails.
func clean(run *result.Run, a result.Attempt) bool {
	if _, trouble := a.Trouble(); trouble {
		return false
	}
	for _, name := range a.Files {
		f := run.File(name)
		if f == nil {
			continue
		}
		for _, s := range f.Scenarios {
			if s.Attempt == a.ID() && run.Fails(s) {
				return false
			}
		}
	}
	return true
}

// sinceStart returns a time of day without a zone. Mermaid reads and shows it in the reader's zone, so the chart begins at
// midnight everywhere, on a day without a clock change.
func sinceStart(d time.Duration) string {
	return time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC).Add(d).Format("2006-01-02T15:04:05.000")
}

// plainWords keeps letters, digits and single spaces: everything else can mean something to Mermaid.
func plainWords(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
