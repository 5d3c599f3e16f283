package report

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// finding is one reason why a run does not pass, for annotations and the job summary. Scenarios of a file that did not
// run for the same reason are one finding.
type finding struct {
	status  cucumber.Status
	file    *result.File // nil: it is about no file
	path    string       // of file, from the top of the checkout
	line    int          // of the scenario, 0: the whole file
	at      int          // line of the step that failed, or of the scenario if that is not known
	name    string       // of the scenario, or a sentence
	step    string
	hook    string // code location
	message string
	files   []string  // of the report folder, that show more
	stands  int       // how many scenarios it stands for
	trouble bool      // it is about containers
	cause   string    // hash of the signature; empty: it has none
	also    []finding // of the same cause
	past    string    // what the history says of it
	logs    []string  // of services, with the lines of its time
}

// place returns where to look first.
func (f finding) place() string { return at(f.path, f.at) }

// search collects the findings of a run.
type search struct {
	run      *result.Run
	attempts map[string]result.Attempt
	shared   map[string]int // by ID of an attempt, the index of the finding with its trouble
	causes   map[*result.Scenario]string
	all      []finding
}

// findings returns what to look at, in this order: what went wrong in containers, once for all that ended the same way,
// because that is why the rest did not run; scenarios that did not pass, by cause, the largest group first; problems of the run.
func findings(run *result.Run) []finding {
	s := search{run: run, attempts: map[string]result.Attempt{}, shared: map[string]int{}, causes: map[*result.Scenario]string{}}
	for _, g := range run.Groups() {
		for _, m := range g.Members {
			s.causes[m.Scenario] = g.Hash
		}
	}
	for _, a := range run.Attempts {
		s.attempts[a.ID()] = a
	}
	for _, t := range run.Troubles() {
		s.trouble(t)
	}
	containers := len(s.all)
	for i := range run.Files {
		s.file(&run.Files[i])
	}
	s.all = append(s.all[:containers], byCause(s.all[containers:])...)
	for _, problem := range run.Problems {
		s.all = append(s.all, finding{name: problem})
	}
	return s.all
}

// trouble adds what went wrong in containers that ended the same way. It refers to the first file of
// the first of them.
func (s *search) trouble(t result.Troubles) {
	lines := slices.Clone(t.Details)
	if t.Tail != "" {
		lines = append(lines, "the output ends with:", t.Tail)
	}
	if len(t.Attempts) > 1 {
		lines = append(lines, "in "+t.Where())
	}
	found := finding{name: t.Headline, message: strings.Join(lines, "\n"), trouble: true}
	if files := t.Attempts[0].Files; len(files) > 0 {
		found.file = s.run.File(files[0])
	}
	if found.file != nil {
		found.path = s.run.Location(*found.file)
	}
	for _, a := range t.Attempts {
		s.shared[a.ID()] = len(s.all)
	}
	s.all = append(s.all, found)
}

func (s *search) file(f *result.File) {
	gaps := map[string]int{} // index of the finding by reason
	for i, sc := range f.Scenarios {
		if !s.run.Fails(sc) {
			continue
		}
		if at, known := s.shared[sc.Attempt]; known && sc.Status == result.NotRun && !sc.FailFast {
			s.all[at].stands++
			continue
		}
		found := s.scenario(f, sc)
		found.cause = s.causes[&f.Scenarios[i]]
		reason := sc.Attempt + "\n" + found.message
		if before, known := gaps[reason]; known && sc.Status == result.NotRun {
			s.all[before].stands++
			continue
		}
		if sc.Status == result.NotRun {
			gaps[reason] = len(s.all)
		}
		s.all = append(s.all, found)
	}
}

// whole returns the message, preceded by the number of scenarios that did not run because of it.
func (f finding) whole() string {
	if !f.trouble || f.stands == 0 {
		return f.message
	}
	return strings.TrimSpace(count(f.stands, "scenario") + " did not run\n" + f.message)
}

func (s *search) scenario(f *result.File, sc result.Scenario) finding {
	found := finding{
		status: known(sc.Status), file: f, path: s.run.Location(*f), line: sc.Line, at: sc.Line, name: sc.Name, stands: 1,
	}
	if found.status == cucumber.Passed {
		found.status = cucumber.Failed // flaky, and flaky counts as failed
	}
	found.files = attached(s.run.Folder, evidence(sc, s.attempts[sc.Attempt]))
	if sc.History != nil {
		found.past = sc.History.String()
	}
	for _, log := range s.attempts[sc.Attempt].Services {
		found.logs = append(found.logs, path.Join(s.run.Folder, log.String()))
	}
	if why := sc.Failure; why != nil {
		found.step, found.hook, found.message = why.Step, why.Hook, why.Message
		found.at = cmp.Or(why.Line, sc.Line)
	}
	return found
}

// byCause gathers what has one cause, the largest group first; of the same size, what failed before what did not run.
func byCause(all []finding) []finding {
	var out []finding
	at := map[string]int{} // index in out, by cause
	for _, f := range all {
		if i, known := at[f.cause]; known {
			out[i].also = append(out[i].also, f)
			continue
		}
		if f.cause != "" {
			at[f.cause] = len(out)
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b finding) int {
		return cmp.Or(cmp.Compare(b.total(), a.total()), cmp.Compare(rank(a.status), rank(b.status)))
	})
	return out
}

// total counts the scenarios that a finding stands for, with those of the same cause.
func (f finding) total() int {
	n := f.stands
	for _, other := range f.also {
		n += other.stands
	}
	return n
}

// flat returns one finding for every member of every group: the first of each group, then the others.
func flat(all []finding) []finding {
	out := slices.Clone(all)
	for _, f := range all {
		out = append(out, f.also...)
	}
	return out
}
