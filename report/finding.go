package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// finding is one thing that keeps a run from passing, as annotations and the job summary tell it. Scenarios of a file
// that did not run for the same reason are one finding.
type finding struct {
	status  cucumber.Status
	file    *result.File // nil: it is about no file
	path    string       // of file, from the top of the checkout
	line    int          // of the scenario, 0: the whole file
	at      int          // line of the step that failed; of the scenario where that is not known
	name    string       // of the scenario, or a sentence
	step    string
	hook    string // code location
	message string
	files   []string // of the report folder, that show more
	stands  int      // for so many scenarios; 0: it is about a container or the run
}

// place is where a person looks first.
func (f finding) place() string { return at(f.path, f.at) }

// search collects the findings of a run.
type search struct {
	run      *result.Run
	attempts map[string]result.Attempt
	told     map[string]bool // IDs of attempts whose trouble a finding has told
	all      []finding
}

// findings are what a person has to look at: what was seen to fail first, then what never ran, then trouble of
// containers that no scenario shows, then that of the run.
func findings(run *result.Run) []finding {
	s := search{run: run, attempts: map[string]result.Attempt{}, told: map[string]bool{}}
	for _, a := range run.Attempts {
		s.attempts[a.ID()] = a
	}
	for i := range run.Files {
		s.file(&run.Files[i])
	}
	slices.SortStableFunc(s.all, func(a, b finding) int { return cmp.Compare(rank(a.status), rank(b.status)) })
	for _, a := range run.Attempts {
		s.attempt(a)
	}
	for _, problem := range run.Problems {
		s.all = append(s.all, finding{name: problem})
	}
	return s.all
}

func (s *search) file(f *result.File) {
	gaps := map[string]int{} // index of the finding by reason
	for _, sc := range f.Scenarios {
		if !s.run.Fails(sc) {
			continue
		}
		found := s.scenario(f, sc)
		reason := sc.Attempt + "\n" + found.message
		if before, known := gaps[reason]; known && sc.Status == result.NotRun {
			s.all[before].stands++
			continue
		}
		if sc.Status == result.NotRun {
			gaps[reason] = len(s.all)
			s.explain(&found, sc.Attempt)
		}
		s.all = append(s.all, found)
	}
}

func (s *search) scenario(f *result.File, sc result.Scenario) finding {
	found := finding{
		status: known(sc.Status), file: f, path: s.run.Location(*f), line: sc.Line, at: sc.Line, name: sc.Name, stands: 1,
	}
	if found.status == cucumber.Passed {
		found.status = cucumber.Failed // flaky, and that fails
	}
	found.files = attached(s.run.Folder, evidence(sc, s.attempts[sc.Attempt]))
	if why := sc.Failure; why != nil {
		found.step, found.hook, found.message = why.Step, why.Hook, why.Message
		found.at = cmp.Or(why.Line, sc.Line)
	}
	return found
}

// explain adds what is known of the container to the reason why scenarios did not run.
func (s *search) explain(found *finding, id string) {
	if a, ran := s.attempts[id]; ran && trouble(a) {
		s.told[id] = true
		found.message = strings.TrimSpace(found.message + "\n" + because(a, found.message))
	}
}

// attempt adds the trouble of a container that no scenario has told.
func (s *search) attempt(a result.Attempt) {
	if !trouble(a) || s.told[a.ID()] {
		return
	}
	found := finding{name: fmt.Sprintf("the container of %s ended as %s", a.Unit, a.Class), message: because(a, ""), files: attached(s.run.Folder, a.Artifacts)}
	if a.Mismatch {
		found.name = fmt.Sprintf("the runner of %s exited %d though no scenario failed", a.Unit, a.Exit)
	} else if a.Class.AboutTests() {
		found.name = "the runner of " + a.Unit + " had trouble outside its scenarios"
	}
	if len(a.Files) > 0 {
		found.file = s.run.File(a.Files[0])
	}
	if found.file != nil {
		found.path = s.run.Location(*found.file)
	}
	s.all = append(s.all, found)
}

// because says what is known of an attempt's trouble, but for what has been said.
func because(a result.Attempt, said string) string {
	var lines []string
	for _, text := range append([]string{a.Evidence, a.Report, a.Advice}, a.Problems...) {
		if text != "" && !strings.Contains(said, text) {
			lines = append(lines, text)
		}
	}
	if tail := strings.Trim(a.Tail, "\n"); tail != "" && !strings.Contains(said, tail) {
		lines = append(lines, "the output ends with:", tail)
	}
	return strings.Join(lines, "\n")
}
