package report

import (
	"fmt"
	"strings"
)

// Health is what a check of doctor came to.
type Health string

// What a check can come to.
const (
	Healthy   Health = "OK"
	Doubtful  Health = "NOTE" // it works, and could be better
	Unhealthy Health = "FAIL" // a run would not work
)

// Check is one thing that doctor looked at.
type Check struct {
	Health Health
	What   string
	Text   string
	Hint   string // what to do; empty: nothing
}

// Diagnosis is what doctor found out about one suite and the machine.
type Diagnosis struct {
	Name   string // of the suite; empty: it has none
	Checks []Check
	Advice []string // what is most worth changing, the most first
}

// Say adds a check.
func (d *Diagnosis) Say(health Health, what, text, hint string) {
	d.Checks = append(d.Checks, Check{health, what, text, hint})
}

// Failed are the checks that failed, by name.
func (d *Diagnosis) Failed() []string {
	var out []string
	for _, c := range d.Checks {
		if c.Health == Unhealthy {
			out = append(out, c.What)
		}
	}
	return out
}

// mostAdvice is how much advice is shown: more is not read.
const mostAdvice = 3

// Doctor renders a diagnosis: a line for each check, what is most worth changing, and the verdict.
func Doctor(d Diagnosis) string {
	var p page
	for _, c := range d.Checks {
		p.line(0, fmt.Sprintf("%-4s  %-12s %s", c.Health, c.What, c.Text))
		if c.Hint != "" {
			p.line(0, fmt.Sprintf("%4s  %-12s hint: %s", "", "", c.Hint))
		}
	}
	if len(d.Advice) > 0 {
		p.WriteByte('\n')
		p.line(0, "Worth changing")
		for i, advice := range d.Advice[:min(len(d.Advice), mostAdvice)] {
			p.line(1, fmt.Sprintf("%d. %s", i+1, advice))
		}
	}
	p.WriteByte('\n')
	verdict := "READY"
	if failed := d.Failed(); len(failed) > 0 {
		verdict = "NOT READY: " + strings.Join(failed, ", ")
	}
	p.line(0, verdict)
	return defuse(p.String())
}
