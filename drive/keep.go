package drive

import "time"

const (
	keepEvery = 2 * time.Second // at most so often
	keepShare = 50              // and for at most this fraction of the time
)

// keep saves what the run has found out so far, so that it is not lost if Baleen is killed. An error does not matter: the report is
// saved again, and then it does.
func (r *suiteRun) keep() {
	now := r.session.Now()
	if now.Before(r.keepAt) {
		return
	}
	r.run.Wall = now.UTC().Sub(r.run.Started)
	_ = r.run.Save(r.dir)
	took := r.session.Now().Sub(now)
	r.keepAt = now.Add(max(keepEvery, keepShare*took))
}
