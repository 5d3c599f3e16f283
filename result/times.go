package result

import (
	"time"

	"github.com/org/baleen-action/cucumber"
)

// slack is how far a scenario may lie outside its container's life. The engine notes the start of a process a little late, and
// some reports give whole seconds.
const slack = time.Second

// times returns when a scenario and its steps began, by their report, and drops what lies outside the life of their container:
// the suite's clock is set to another time, or the report is an older one in the image. It changes the steps.
//
// The report's times are of the clock inside the container, which is that of the daemon's host, and so are Attempt.Started and
// Attempt.Finished, which they are compared with. All other times of an attempt are of Baleen's own clock.
func (c *recorder) times(began cucumber.Moment, steps []cucumber.Step) (cucumber.Moment, []cucumber.Step) {
	if !c.attempt.lives(began) {
		began = 0
	}
	for i := range steps {
		if began == 0 || !c.attempt.lives(steps[i].Began) {
			steps[i].Began = 0
		}
	}
	return began, steps
}

// lives reports whether the attempt's process was running at a moment, as far as that is known.
func (a *Attempt) lives(at cucumber.Moment) bool {
	t := at.Time()
	return !t.Before(a.Started.Add(-slack)) && (a.Finished.IsZero() || !t.After(a.Finished.Add(slack)))
}

// shareText lets the steps of a scenario use the text of its earlier attempts, which is mostly the same.
func (p *Scenario) shareText() {
	steps := p.Steps
	for i := len(p.Earlier) - 1; i >= 0; i-- {
		for k := range min(len(steps), len(p.Earlier[i].Steps)) {
			share(&steps[k].Text, &p.Earlier[i].Steps[k].Text)
			share(&steps[k].Keyword, &p.Earlier[i].Steps[k].Keyword)
		}
		steps = p.Earlier[i].Steps
	}
}

func share(a, b *string) {
	if *a == *b {
		*b = *a
	}
}
