package page

import (
	"fmt"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// tailSize is how much of the end of a container's output the page holds, in bytes.
const tailSize = 8 << 10

// detailing makes the parts of a page. Its files are read in the order of the parts.
type detailing struct {
	run      *result.Run
	times    times
	options  Options
	attempts map[string]result.Attempt
	room     room
}

func newDetailing(run *result.Run, t times, o Options) *detailing {
	d := &detailing{run: run, times: t, options: o, attempts: map[string]result.Attempt{}, room: newRoom()}
	for _, a := range run.Attempts {
		d.attempts[a.ID()] = a
	}
	return d
}

// planned is a scenario and its file.
type planned struct {
	file     *result.File
	scenario *result.Scenario
}

// scenarioParts are the details of all scenarios, in the order of the list.
func (d *detailing) scenarioParts() []part {
	var all []planned
	for i := range d.run.Files {
		f := &d.run.Files[i]
		for j := range f.Scenarios {
			all = append(all, planned{f, &f.Scenarios[j]})
		}
	}
	return inParts("scenarios", all, d.scenario)
}

// containerParts are the details of all attempts, in the order of the run.
func (d *detailing) containerParts() []part {
	return inParts("containers", d.run.Attempts, d.container)
}

// inParts divides the details of some items into parts.
func inParts[Item, Detail any](name string, items []Item, detail func(Item) Detail) []part {
	var all []part
	for first := 0; first < len(items); first += partSize {
		some := items[first:min(first+partSize, len(items))]
		all = append(all, part{fmt.Sprintf("%s-%d", name, len(all)), func() any {
			details := make([]Detail, len(some))
			for i, item := range some {
				details[i] = detail(item)
			}
			return details
		}})
	}
	return all
}

// scenario is what a scenario did.
func (d *detailing) scenario(p planned) detail {
	s := *p.scenario
	out := detail{Notes: notes(s), Past: s.Past, Steps: d.steps(s.Attempt, s.Steps), Tries: d.tries(s), Log: s.Log, Rerun: rerun(d.options, p.file.Path, s.Line)}
	wanted := d.run.Fails(s) || d.run.Forgives(s) || s.Flaky
	for _, name := range s.Attachments {
		out.Attachments = append(out.Attachments, d.attached(name, wanted))
	}
	return out
}

// notes are what is known of a scenario beside its outcome, a sentence each.
func notes(s result.Scenario) []string {
	var out []string
	if s.Quarantine != nil {
		out = append(out, s.Quarantine.String())
	}
	if s.History != nil {
		out = append(out, s.History.String())
	}
	if s.BurnIn != nil {
		out = append(out, s.BurnIn.String())
	}
	if s.Leak {
		out = append(out, "It failed beside other files and passed alone.")
	}
	return out
}

func (d *detailing) steps(attempt string, all []cucumber.Step) []step {
	var out []step
	for _, s := range all {
		out = append(out, step{s.Keyword, s.Text, s.Line, s.Status, d.times.began(attempt, s.Began), s.Duration.Milliseconds(), s.Hook})
	}
	return out
}

// tries are a scenario's failures in earlier attempts and its outcome. A scenario that passed at once has none.
func (d *detailing) tries(s result.Scenario) []try {
	if s.Failure == nil && len(s.Earlier) == 0 {
		return nil
	}
	var out []try
	for _, e := range s.Earlier {
		one := try{Attempt: e.Attempt, Status: e.Failure.Status, Time: e.Duration.Milliseconds(), Failure: &e.Failure, Steps: d.steps(e.Attempt, e.Steps)}
		out = append(out, d.withOutput(one))
	}
	return append(out, d.withOutput(try{Attempt: s.Attempt, Status: s.Status, Time: s.Duration.Milliseconds(), Failure: s.Failure}))
}

func (d *detailing) withOutput(t try) try {
	if a, known := d.attempts[t.Attempt]; known && t.Failure != nil && d.options.Output != nil {
		t.From, t.Output = d.options.Output(a, *t.Failure)
	}
	return t
}

// container is what is known of an attempt.
func (d *detailing) container(a result.Attempt) container {
	out := container{Exit: a.Exit, About: about(a), Advice: a.Advice, Problems: a.Problems, Tail: result.Cap(a.Tail, tailSize)}
	for _, log := range []string{a.Stdout, a.Stderr} {
		if log != "" {
			out.Logs = append(out.Logs, log)
		}
	}
	for _, name := range a.Artifacts {
		out.Artifacts = append(out.Artifacts, d.attached(name, a.Class != result.Passed))
	}
	for _, log := range a.Services {
		out.Services = append(out.Services, service{log.Service, log.File, log.String()})
	}
	return out
}

// about says what an attempt was for and what became of its report and its output, a sentence each.
func about(a result.Attempt) []string {
	var out []string
	for _, one := range []struct {
		holds bool
		says  string
	}{
		{a.Alone, "It checked whether what failed beside other files passes alone."},
		{a.Burn, "It was a run of the burn-in."},
		{a.Check > 0, "It ran what passed before once more, without what failed."},
		{a.Superseded, "It decides nothing, because all that it was given ran again."},
		{a.Cut, "Its output was cut at the limit."},
		{a.Missing > 0, fmt.Sprintf("Its report lacks %s.", counted(a.Missing, "scenario"))},
	} {
		if one.holds {
			out = append(out, one.says)
		}
	}
	return append(out, a.Notes...)
}
