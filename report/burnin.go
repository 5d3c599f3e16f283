package report

import (
	"fmt"
	"strings"

	"github.com/org/baleen-action/result"
)

// burn renders a run of a burn-in in one line, and what failed in it.
func (b *block) burn() message {
	failed, scenarios := 0, 0
	var places []string
	for _, f := range b.Files {
		places = append(places, b.place(f.Path, 0))
		scenarios += len(f.Scenarios)
		failed += len(b.Attempt.Failed[f.Path])
	}
	text := fmt.Sprintf("all of %s passed", count(scenarios, "scenario"))
	if _, trouble := b.Attempt.Trouble(); failed > 0 || trouble {
		text = fmt.Sprintf("%d of %s failed", failed, count(scenarios, "scenario"))
	}
	b.line(0, fmt.Sprintf("%-9s %s  %s   %s, attempt %d", "BURN-IN", strings.Join(places, ", "), Duration(b.Attempt.Busy()), text, b.Attempt.Number))
	b.brief.WriteString(b.String())
	b.trouble()
	if failed > 0 {
		b.burnt()
		b.output()
	}
	return message{text: b.String(), brief: b.brief.String()}
}

// burnt writes the failures of this run of the burn-in.
func (b *block) burnt() {
	for _, f := range b.Files {
		for _, s := range f.Scenarios {
			b.burntScenario(f, s)
		}
	}
}

func (b *block) burntScenario(f *result.File, s result.Scenario) {
	for _, earlier := range s.Earlier {
		if earlier.Attempt == b.Attempt.ID() {
			b.line(1, fmt.Sprintf("%-11s  %s", earlier.Failure.Status, titled(b.place(f.Path, s.Line), s.Name)))
			b.failure(f, &earlier.Failure)
		}
	}
}

// burntIn sums up the runs of a burn-in, which are counted apart; empty: there was none.
func burntIn(run *result.Run) string {
	scenarios, sum := run.BurntIn()
	if scenarios == 0 {
		return ""
	}
	word := "Burn-in"
	if sum.Repeat {
		word = "Repeat"
	}
	return fmt.Sprintf("%s: %s, %d of %d runs, %d failed", word, count(scenarios, "scenario"), sum.Runs, sum.Wanted, sum.Failed)
}
