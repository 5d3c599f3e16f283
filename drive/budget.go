package drive

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// overBudget reports whether more scenarios have failed than max-retried allows. Once it does, it does for the rest of the run.
func (r *suiteRun) overBudget() bool {
	if r.spent || r.settings.Limits.Retries == 0 {
		return r.spent
	}
	if total := r.run.Counts().Total; r.run.Tried() > r.settings.Limits.Retried.Of(total) {
		r.spent = true
		r.drop()
		r.console.Notice("baleen: " + r.notRetried())
	}
	return r.spent
}

// mayExceed reports whether what has not ended yet may be too much for max-retried, so that a retry would come too early.
func (r *suiteRun) mayExceed() bool {
	if r.spent || r.settings.Limits.Retries == 0 {
		return false
	}
	open := 0
	for _, f := range r.run.Files {
		for _, s := range f.Scenarios {
			if s.Status == result.NotRun && s.Attempt == "" {
				open++
			}
		}
	}
	return open > 0 && r.run.Tried()+open > r.settings.Limits.Retried.Of(r.run.Counts().Total)
}

// drop takes the retries out of the queue. What is to prove that nothing else failed stays.
func (r *suiteRun) drop() {
	all := shard.Opening{Places: math.MaxInt, Free: func(string) bool { return true }}
	dropped := map[string]bool{} // units
	var stay []try
	for t, more := r.queue.again.Next(all); more; t, more = r.queue.again.Next(all) {
		r.queue.units[t.Name].open--
		if t.check > 0 {
			stay = append(stay, t)
		} else {
			dropped[t.Name] = true
			r.expect(t, -1)
		}
	}
	for _, t := range stay {
		r.queue.add(t)
	}
	for _, name := range slices.Sorted(maps.Keys(dropped)) {
		r.check(r.queue.units[name])
	}
}

// notRetried says why nothing is tried again, and names the cause that most failures share.
func (r *suiteRun) notRetried() string {
	limit := r.settings.Limits.Retried
	total := r.run.Counts().Total
	what := "nothing is retried"
	for _, a := range r.run.Attempts {
		if a.Number > 1 {
			what = "nothing more is retried"
		}
	}
	text := fmt.Sprintf("%s, because the cause is shared: %d of %d scenarios failed, and max-retried %s allows %d",
		what, r.run.Tried(), total, limit, limit.Of(total))
	if groups := r.run.Groups(); len(groups) > 0 && len(groups[0].Members) > 1 {
		text += fmt.Sprintf("; %d of them: %s", len(groups[0].Members), r.session.clean.ShortLine(groups[0].String(), maxCause))
	}
	return text
}

// maxCause limits a cause in a sentence, in bytes.
const maxCause = 200

// sameDeath says that containers died of one cause, as many as run at a time and at least two, while no scenario passed; empty if
// not. The rest would end the same way, and one message is better than hundreds.
func (r *suiteRun) sameDeath(a result.Attempt) string {
	d, died := r.run.Death(a)
	if !died || r.alive() || r.queue.first.Len() == 0 {
		return ""
	}
	if r.deaths == nil {
		r.deaths = map[string]int{}
	}
	r.deaths[d.Cause]++
	n := r.deaths[d.Cause]
	if n < max(2, r.run.Concurrency) {
		return ""
	}
	why := fmt.Sprintf("stopped after %d containers that ended the same way, with no scenario passed", n)
	if d.Says != "" {
		why += ": " + d.Says
	}
	return why
}

// alive reports whether any scenario has passed.
func (r *suiteRun) alive() bool { return r.run.Counts().Passed > 0 }
