package junit

import (
	"fmt"

	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/result"
)

// describe adds what a reader may filter by: that a case is in quarantine, what the history says of it, and the cause that it
// shares with other cases.
func (w writer) describe(c *testcase, f result.File, s result.Scenario) {
	var all []format.Property
	if s.Quarantined() {
		all = append(all, format.Property{Name: "quarantined", Value: line(s.Quarantine.Owner)})
	}
	if s.History != nil {
		all = append(all, format.Property{Name: "history", Value: line(s.History.Word)})
	}
	if cause := w.causes[called{f.Path, s.Name}]; cause != "" {
		all = append(all, format.Property{Name: "cause", Value: cause})
	}
	if len(all) > 0 {
		c.Properties = &properties{all}
	}
}

// called is what tells a scenario from all others of a run.
type called struct{ file, name string }

// shared returns the causes that several scenarios of a run share, by scenario: a hash, and what it stands for.
func shared(run *result.Run) map[called]string {
	out := map[called]string{}
	for _, g := range run.Groups() {
		if len(g.Members) < 2 {
			continue
		}
		for _, m := range g.Members {
			out[called{m.File.Path, m.Scenario.Name}] = shortMessage(line(fmt.Sprintf("%s: %s", g.Hash, g)))
		}
	}
	return out
}
