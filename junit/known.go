package junit

import (
	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/result"
)

// describe adds what a reader may filter by: that a case is in quarantine, and what the history says of it.
func (w writer) describe(c *testcase, s result.Scenario) {
	var all []format.Property
	if s.Quarantined() {
		all = append(all, format.Property{Name: "quarantined", Value: line(s.Quarantine.Owner)})
	}
	if s.History != nil {
		all = append(all, format.Property{Name: "history", Value: line(s.History.Word)})
	}
	if len(all) > 0 {
		c.Properties = &properties{all}
	}
}
