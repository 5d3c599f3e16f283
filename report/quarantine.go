package report

import (
	"fmt"
	"html"
	"strings"

	"github.com/org/baleen-action/quarantine"
	"github.com/org/baleen-action/result"
)

const (
	// days is how long an entry that is proposed lasts.
	days = 14
	// proposedHere and proposedThere limit the entries that the console and the job summary propose.
	proposedHere, proposedThere = 3, 20
)

// proposals are entries of the quarantine for scenarios that flaked for the first time, at most so many. Without a history
// the first time is not known.
func proposals(run *result.Run, most int) (entries []string, more int) {
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			if !s.Flaky || s.Quarantine != nil || s.History == nil || s.History.Flaked > 0 {
				continue
			}
			if len(entries) == most {
				more++
				continue
			}
			e := quarantine.Entry{File: run.Location(f), Scenario: s.Name, Owner: "NAME", Expires: run.Started.AddDate(0, 0, days)}
			entries = append(entries, e.YAML())
		}
	}
	return entries, more
}

const proposalTitle = "New flakes, as entries for the quarantine: put in who mends them"

// propose writes the entries for new flakes.
func propose(p *page, run *result.Run) {
	entries, more := proposals(run, proposedHere)
	if len(entries) == 0 {
		return
	}
	p.WriteByte('\n')
	p.line(0, proposalTitle)
	p.text(1, strings.Join(entries, ""))
	if more > 0 {
		p.line(1, fmt.Sprintf("and %d more: baleen quarantine add FILE:LINE --owner NAME", more))
	}
}

// propose writes the entries for new flakes.
func (m *markdown) propose(run *result.Run) {
	entries, _ := proposals(run, proposedThere)
	if len(entries) == 0 {
		return
	}
	m.block("<details><summary>" + proposalTitle + "</summary>")
	m.fence("yaml", strings.Join(entries, ""), proposedThere*messageBytes)
	m.block("</details>")
}

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
