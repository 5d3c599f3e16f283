package trace

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// held is a run of a scenario in an attempt.
type held struct {
	file     *result.File
	scenario *result.Scenario
	earlier  *result.Earlier // nil: it is the one that decided
}

// holdings returns what ran in each attempt, by its ID, in the order of the files.
func holdings(run *result.Run) map[string][]held {
	out := map[string][]held{}
	for i := range run.Files {
		f := &run.Files[i]
		for k := range f.Scenarios {
			s := &f.Scenarios[k]
			for e := range s.Earlier {
				out[s.Earlier[e].Attempt] = append(out[s.Earlier[e].Attempt], held{f, s, &s.Earlier[e]})
			}
			if s.Attempt != "" {
				out[s.Attempt] = append(out[s.Attempt], held{f, s, nil})
			}
		}
	}
	return out
}

// times are when a scenario ran, its status and its steps.
func (h held) times() (began cucumber.Moment, took time.Duration, status cucumber.Status, steps []cucumber.Step) {
	if e := h.earlier; e != nil {
		return e.Began, e.Duration, e.Failure.Status, e.Steps
	}
	s := h.scenario
	return s.Began, s.Duration, s.Status, s.Steps
}

// placed is a scenario with its place.
type placed struct {
	held
	span
	laid bool // its report has no time for it
}

// scenarios returns the rows of an attempt's scenarios with their steps. Those that ran at the same time are in different rows,
// and those of which only durations are known have one of their own, the last.
func (b *builder) scenarios(all []held, l life) [][]slice {
	known, rest := b.known(all, l), laid(all, l.run)
	rows := spread(known, l.run)
	if len(rest) > 0 {
		rows = append(rows, rest)
	}
	var out [][]slice
	for _, row := range rows {
		var drawn []slice
		for _, p := range row {
			drawn = append(append(drawn, b.scenario(p)), b.steps(p, l)...)
		}
		out = append(out, drawn)
	}
	return out
}

// known places the scenarios whose times are known, in their order. One that was in flight ran until its container ended.
func (b *builder) known(all []held, l life) []placed {
	var out []placed
	for _, h := range all {
		began, took, status, _ := h.times()
		if began == 0 {
			continue
		}
		from := b.since(began.Time()) + l.shift
		p := placed{held: h, span: lasting(from, took)}
		if status == result.Interrupted {
			p.to = l.run.to
		}
		p.span = p.within(l.run).after(from, p.ticks(), l.run)
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b placed) int { return cmp.Compare(a.from, b.from) })
	return out
}

// ticks are how many a scenario takes at least, so that there is one for each of its steps.
func (h held) ticks() int {
	_, _, _, steps := h.times()
	return 1 + len(steps)
}

// laid places the scenarios of which only durations are known end to end, closer together if they take more time than there
// was: the runner ran several at once.
func laid(all []held, run span) []placed {
	var out []placed
	var took []time.Duration
	for _, h := range all {
		if began, long, _, _ := h.times(); began == 0 && long > 0 {
			out, took = append(out, placed{held: h, laid: true}), append(took, long)
		}
	}
	for i, where := range endToEnd(took, run) {
		out[i].span = where
	}
	return out
}

// endToEnd lays durations end to end into a span, closer together if they are longer than it.
func endToEnd(took []time.Duration, outer span) []span {
	var total, at float64 // a sum of what a report says may be no time.Duration
	for _, long := range took {
		total += float64(long)
	}
	scale := min(1, float64(outer.to-outer.from)/total)
	place := func() time.Duration { return min((outer.from + time.Duration(at*scale)).Truncate(tick), outer.to) }
	var out []span
	for _, long := range took {
		from := place()
		at += float64(long)
		out = append(out, span{from, place()})
	}
	return out
}

// rounding is how far two scenarios may overlap that ran one after the other: some reports give whole milliseconds.
const rounding = 2 * time.Millisecond

// spread divides scenarios, which are in the order in which they began, into rows in which none overlap.
func spread(all []placed, run span) [][]placed {
	var rows [][]placed
next:
	for _, p := range all {
		for i, row := range rows {
			last := &row[len(row)-1]
			if last.to-p.from <= rounding {
				last.to = min(last.to, max(p.from, last.from+time.Duration(last.ticks())*tick))
				p.span = p.after(last.to, p.ticks(), run)
				rows[i] = append(row, p)
				continue next
			}
		}
		rows = append(rows, []placed{p})
	}
	return rows
}

// scenarioArgs are what a scenario's event says beside its name and times.
type scenarioArgs struct {
	Status  cucumber.Status `json:"status"`
	Place   string          `json:"place"`
	Again   bool            `json:"tried_again,omitempty"`
	Message string          `json:"message,omitempty"`
	Times   string          `json:"times,omitempty"` // how they were found, if the report does not have them
	Steps   string          `json:"step_times,omitempty"`
}

// saysLaid says that times are not those of a report.
const saysLaid = "laid end to end: the report has durations only"

// maxMessage limits the message of a failure in the trace, in bytes: a reader shows it in a table.
const maxMessage = 2 << 10

func (b *builder) scenario(p placed) slice {
	_, _, status, steps := p.times()
	args := scenarioArgs{Status: status, Place: b.run.Location(*p.file), Again: p.earlier != nil}
	if p.scenario.Line > 0 {
		args.Place += fmt.Sprintf(":%d", p.scenario.Line)
	}
	why, bad := p.scenario.Failure, b.run.Fails(*p.scenario)
	if p.earlier != nil {
		why, bad = &p.earlier.Failure, true
	}
	if why != nil {
		args.Message = result.Cap(why.Message, maxMessage)
	}
	if p.laid {
		args.Times = saysLaid
	}
	if untimed(steps) {
		args.Steps = saysLaid
	}
	return slice{span: p.span, name: cmp.Or(p.scenario.Name, "scenario"), cat: "scenario", bad: bad, args: args}
}

// untimed reports whether steps have durations and none has a time.
func untimed(steps []cucumber.Step) bool {
	took := func(s cucumber.Step) bool { return s.Duration > 0 }
	return slices.ContainsFunc(steps, took) && !slices.ContainsFunc(steps, func(s cucumber.Step) bool { return s.Began != 0 })
}

// stepArgs are what a step's event says beside its name and times.
type stepArgs struct {
	Status cucumber.Status `json:"status"`
	Line   int             `json:"line,omitempty"`
}

// steps returns the steps of a scenario. Those of which only durations are known lie end to end.
func (b *builder) steps(p placed, l life) []slice {
	_, _, _, steps := p.times()
	if !p.laid && !untimed(steps) {
		return b.timed(p, l)
	}
	var out []slice
	var took []time.Duration
	for _, s := range steps {
		if s.Duration > 0 {
			out, took = append(out, step(s)), append(took, s.Duration)
		}
	}
	for i, where := range endToEnd(took, p.span) {
		out[i].span = where
	}
	return out
}

// timed returns the steps whose times are known. A step ends when the next one begins, at the latest; one that was in flight,
// with its scenario.
func (b *builder) timed(p placed, l life) []slice {
	_, _, status, steps := p.times()
	var out []slice
	for _, s := range steps {
		if s.Began == 0 {
			continue
		}
		one := step(s)
		one.span = lasting(b.since(s.Began.Time())+l.shift, s.Duration)
		if status == result.Interrupted && s.Status == cucumber.Unknown {
			one.to = p.to
		}
		one.span = one.within(p.span)
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b slice) int { return cmp.Compare(a.from, b.from) })
	last := p.from
	for i := range out {
		if i+1 < len(out) {
			out[i].to = min(out[i].to, out[i+1].from)
		}
		out[i].span = out[i].after(last, 1, p.span)
		last = out[i].to
	}
	return out
}

func step(s cucumber.Step) slice {
	cat := "step"
	if s.Hook {
		cat = "hook"
	}
	bad := s.Status != cucumber.Passed && s.Status != cucumber.Skipped
	name := strings.TrimSpace(s.Keyword + " " + s.Text)
	return slice{name: cmp.Or(name, cat), cat: cat, bad: bad, args: stepArgs{s.Status, s.Line}}
}
