package drive

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// beforeRun names before-run's output and its attempt. Those of tests end with a number.
const beforeRun = "before-run"

// before completes what runs before all containers, if anything does. made receives the image that they start from.
func (r *suiteRun) before(b *execute.Before, made func(execute.Image)) {
	if b == nil {
		return
	}
	at := filepath.Join(r.dir, reportdir.Output, beforeRun)
	b.Name, b.Stdout, b.Stderr = beforeRun, at+".stdout.log", at+".stderr.log"
	b.Limit, b.Timeout = r.settings.Limits.Output, r.settings.Limits.Before
	b.Done, b.Made = r.beforeEnded, made
	r.console.Notice("baleen: before-run has begun")
}

// beforeEnded says how before-run ended. If it failed, it is recorded as an attempt of no file: it is why nothing ran.
func (r *suiteRun) beforeEnded(o execute.Outcome) {
	took := report.Duration(o.Ended.Sub(o.Created))
	switch o.Class {
	case execute.Passed:
		r.console.Notice("baleen: before-run took " + took)
		return
	case execute.Cancelled:
		return
	}
	a := r.attempt(o, try{})
	a.Unit = beforeRun
	if a.Class == result.Failed || a.Class == result.StartFailed && o.ExitCode > 0 {
		a.Class = result.BeforeRunFailed
		a.Evidence = fmt.Sprintf("before-run ended with exit status %d", o.ExitCode)
		a.Advice = "Fix before-run; no test was started."
	} else {
		a.Evidence = "before-run: " + strings.TrimSuffix(a.Evidence, ": exit status 0")
	}
	a = r.run.Record(a, result.Observation{Clean: r.session.clean})
	r.console.Ended(report.Ended{Attempt: a})
}
