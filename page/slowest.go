package page

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// slowSteps is how many step definitions are listed.
const slowSteps = 20

// values match what differs between the steps of one definition: quoted text and numbers.
var values = regexp.MustCompile(`"[^"]*"|'[^']*'|<[^<>]*>|\d+(?:[.,]\d+)*`)

// slowest are the step definitions that took most time over the whole suite.
func slowest(run *result.Run) []slowStep {
	steps := definitions{at: map[string]int{}, of: map[string]string{}}
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			steps.addAll(s.Steps)
		}
	}
	slices.SortStableFunc(steps.all, func(a, b slowStep) int { return cmp.Compare(b.Total, a.Total) })
	return steps.all[:min(len(steps.all), slowSteps)]
}

// definitions are the step definitions while they are collected.
type definitions struct {
	all []slowStep
	at  map[string]int    // index in all, by definition
	of  map[string]string // definition, by the text of a step
}

func (d *definitions) addAll(steps []cucumber.Step) {
	for _, one := range steps {
		if !one.Hook && one.Duration > 0 {
			d.add(one)
		}
	}
}

func (d *definitions) add(one cucumber.Step) {
	definition, known := d.of[one.Text]
	if !known {
		definition = values.ReplaceAllString(one.Text, "…")
		d.of[one.Text] = definition
	}
	i, known := d.at[definition]
	if !known {
		i = len(d.all)
		d.at[definition], d.all = i, append(d.all, slowStep{Text: definition})
	}
	took := one.Duration.Milliseconds()
	d.all[i].Count++
	d.all[i].Total += took
	d.all[i].Most = max(d.all[i].Most, took)
}
