package drive

import (
	"github.com/org/baleen-action/live"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// goLive starts the file of the report folder that grows while the run goes on. Without it, only baleen watch misses something.
func (r *suiteRun) goLive() {
	planned := live.Plan{
		Run: r.run.ID, Announcement: r.plan.Announcement(), Began: r.run.Started, Files: len(r.run.Files), Scenarios: r.run.Counts().Total,
		Containers: len(r.plan.Units), Units: unitWord(r.plan.Units), Slots: r.run.Concurrency,
	}
	var err error
	if r.live, err = live.Create(r.run, planned, r.streamOptions()); err != nil {
		r.console.Notice("baleen: " + r.session.clean.Line(err.Error()))
	}
}

// tell reports an attempt that ended: on the console, in the report folder, and on the CI system.
func (r *suiteRun) tell(t try, a result.Attempt) {
	about, parts := r.about(t), r.partsOf(t)
	r.console.Ended(report.Ended{Attempt: a, Files: about, Parts: parts})
	r.live.Ended(live.Ended{Attempt: a, Files: about, Parts: parts}, r.whole(a))
	r.console.Command(r.session.platform.Decided(r.decided(t, a)))
}

// whole are the files of an attempt with all their scenarios.
func (r *suiteRun) whole(a result.Attempt) []*result.File {
	var out []*result.File
	for _, name := range a.Files {
		if file := r.run.File(name); file != nil {
			out = append(out, file)
		}
	}
	return out
}

// finishLive ends the file that grows, after run.json has the verdict.
func (r *suiteRun) finishLive() {
	if err := r.live.Finish(r.run); err != nil {
		r.console.Notice("baleen: " + r.session.clean.Line(err.Error()))
	}
}
