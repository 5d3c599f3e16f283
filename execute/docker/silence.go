package docker

import (
	"archive/tar"
	"context"
	"io"
	"os"
	"path"
	"time"

	"github.com/org/baleen-action/execute"
)

// The waits for a silent container. Together with a look at it, they end it at most 15 s after its silence.
const (
	lookPatience   = 4 * time.Second // for everything that is asked about it
	signalPatience = 5 * time.Second // for what it writes after Silence.Signal
	signalQuiet    = time.Second     // after its last line of that
	silentGrace    = 3 * time.Second // after an interrupt, for the runner to write its report
)

// silence watches one container.
type silence struct {
	*attempt
	out   *execute.Spool
	began time.Time        // when it was started, by our clock
	due   <-chan time.Time // when it may have been silent for long enough; nil: it is not watched
}

func (a *attempt) watchSilence(out *execute.Spool) *silence {
	return &silence{attempt: a, out: out, began: time.Now(), due: after(a.job.Silence.After)}
}

// over reports whether a container was silent for long enough. If not, it is due again when it can have been. A look may take a while
// on a busy machine, so what counts is how long it had been silent when the look began.
func (s *silence) over(look *probe) bool {
	s.due = nil
	if look.ended() {
		return false
	}
	now, last := time.Now(), s.out.LastWrite(s.began)
	if now.Sub(last) >= s.job.Silence.After {
		processes := s.processStates() // before the pause: a process that goes on after one counts as running for a moment
		folder, reported := s.lookIn(look)
		if folder != "" {
			defer os.RemoveAll(folder)
		}
		if reported.After(last) {
			last = reported
		}
		if now.Sub(last) >= s.job.Silence.After && s.stays(look, last, folder, processes) {
			return true
		}
	}
	s.due = time.After(max(s.timing.retryWait, s.job.Silence.After-time.Since(s.out.LastWrite(last))))
	return false
}

// stays finds out what a silent container is doing, and reports whether it is still silent then.
func (s *silence) stays(look *probe, last time.Time, folder, processes string) bool {
	evidence := s.job.Silence.Evidence(s.running(folder), s.activity(processes))
	if look.ended() || s.out.LastWrite(last).After(last) {
		return false
	}
	s.ending.Silent = evidence
	return true
}

// stop ends a silent container, and returns when its grace is over.
func (s *silence) stop(work context.Context) <-chan time.Time {
	if name := s.job.Silence.Signal; name != "" {
		before := s.out.LastWrite(time.Time{})
		if s.signal(name) == nil {
			s.waitForWords(work, before)
		}
	}
	_ = s.signal("INT") // if it fails, KILL follows
	return after(silentGrace)
}

// waitForWords waits until a container has written what a signal makes it write.
func (s *silence) waitForWords(work context.Context, before time.Time) {
	const step = 100 * time.Millisecond
	for until := time.Now().Add(signalPatience); time.Now().Before(until); {
		last := s.out.LastWrite(time.Time{})
		if last.After(before) && time.Since(last) > signalQuiet || !execute.Pause(work, step) {
			return
		}
	}
}

// lookIn copies the scratch folder of a running container out, and returns when a file in it was last written, by our clock. The
// container is paused meanwhile: a running one could replace links under the engine's hands (CVE-2018-15664). If it cannot be paused,
// its output alone decides. The folder is empty if nothing was copied.
func (s *silence) lookIn(look *probe) (folder string, reported time.Time) {
	if s.job.Scratch == "" {
		return "", reported
	}
	folder, err := os.MkdirTemp("", "baleen-silent-")
	if err != nil {
		return "", reported
	}
	var newest time.Time
	pick := func(h *tar.Header) (string, bool) {
		if h.Typeflag == tar.TypeReg && h.ModTime.After(newest) {
			newest = h.ModTime
		}
		return execute.NameInside(h.Name)
	}
	left := execute.NewQuota()
	err = bounded(s.salvage, s.timing.shortCall, func(ctx context.Context) error {
		if err := s.looks.ContainerPause(ctx, s.id); err != nil {
			return err
		}
		defer s.unpause()
		return s.readScratch(ctx, execute.Extraction{Into: folder, Left: &left, Pick: pick}.Run)
	})
	if err != nil || newest.IsZero() {
		return folder, reported
	}
	// The engine's clock may be another than ours; it was at startedAt when ours was at began.
	if reported = s.began.Add(newest.Sub(look.startedAt)); reported.After(time.Now()) {
		return folder, time.Time{} // it has its time from elsewhere
	}
	return folder, reported
}

// readScratch passes the scratch folder of a paused container to read, as a tar.
func (s *silence) readScratch(ctx context.Context, read func(io.Reader) error) error {
	if s.reportsBySandbox() {
		return s.sandbox.send(ctx, s.timing.shortCall, read)
	}
	content, _, err := s.files.CopyFromContainer(ctx, s.id, path.Clean(s.job.Scratch))
	if err != nil {
		return err
	}
	defer content.Close()
	return read(content)
}

// unpause lets a container go on, even if the call that paused it has run out of time.
func (s *silence) unpause() {
	_ = s.retry(s.salvage, s.timing.shortCall, func(ctx context.Context) error { return s.looks.ContainerUnpause(ctx, s.id) })
}

func (s *silence) running(folder string) string {
	if folder == "" || s.job.Silence.Look == nil {
		return ""
	}
	return s.job.Silence.Look(folder)
}
