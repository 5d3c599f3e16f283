package report

import (
	"fmt"
	"html"

	"github.com/org/baleen-action/result"
)

// forgiven lists the scenarios that failed in quarantine.
func forgiven(run *result.Run) []entry {
	var out []entry
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			if run.Forgives(s) {
				out = append(out, entry{text: fmt.Sprintf("%-11s  %s (%s)", known(s.Status), titled(at(run.Location(f), s.Line), s.Name), s.Quarantine)})
			}
		}
	}
	return out
}

// quarantine shows the scenarios that failed in quarantine, with their messages.
func (m *markdown) quarantine(run *result.Run) {
	s := search{run: run}
	var all []finding
	var whose []string
	for i := range run.Files {
		for _, sc := range run.Files[i].Scenarios {
			if run.Forgives(sc) {
				all, whose = append(all, s.scenario(&run.Files[i], sc)), append(whose, sc.Quarantine.String())
			}
		}
	}
	if len(all) == 0 {
		return
	}
	m.block(fmt.Sprintf("<h3>Quarantined: %s failed and does not count</h3>", count(len(all), "scenario")))
	for i, f := range all[:min(len(all), listedFlaky)] {
		m.block("<details><summary>"+f.headline()+"</summary>", "<p>"+html.EscapeString(short(whose[i], wordBytes))+"</p>", f.where())
		if f.message != "" {
			m.fence("text", f.message, messageBytes)
		}
		m.block("</details>")
	}
	if more := len(all) - listedFlaky; more > 0 {
		m.block(fmt.Sprintf("<p>and %d more</p>", more))
	}
}

// past is what the history says of a scenario, in brackets behind its name.
func past(s result.Scenario) string {
	if s.History == nil {
		return ""
	}
	return " (" + s.History.String() + ")"
}
