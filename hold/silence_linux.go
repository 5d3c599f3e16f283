package hold

import (
	"io/fs"
	"path/filepath"
	"syscall"
	"time"

	"github.com/org/baleen-action/activity"
)

// Silence is what happens to a command that writes nothing and reports nothing.
type Silence struct {
	After  time.Duration  // 0: however long it is silent, it goes on
	Signal syscall.Signal // sent before it is ended, so that it says what it waits for; 0: none
}

// SignalNamed is the signal that a name such as QUIT means; 0: none.
func SignalNamed(name string) syscall.Signal {
	return map[string]syscall.Signal{"QUIT": syscall.SIGQUIT, "USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2,
		"ABRT": syscall.SIGABRT, "HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM}[name]
}

// The waits for a silent command, the same as on Docker.
const (
	measureTime    = time.Second     // over which the use of CPUs is measured
	signalPatience = 5 * time.Second // for what it writes after Silence.Signal
	signalQuiet    = time.Second     // after its last line of that
	silentGrace    = 3 * time.Second // after an interrupt, for the runner to write its report
	glance         = 100 * time.Millisecond
)

// listener finds out that a command is silent, and ends it. It does so in steps, between which signals and the command's end are seen.
type listener struct {
	watch
	due   <-chan time.Time // of the next step; nil: there is none
	step  func(*Ending, *limits)
	began time.Time
	last  time.Time // sign of life
	look  time.Time // when it was last looked at
	ran   activity.Running
}

func (w watch) listen() *listener {
	s := &listener{watch: w, began: time.Now(), due: after(w.Silence.After)}
	s.step = s.listen
	return s
}

// then makes a step the next one.
func (s *listener) then(wait time.Duration, step func(*Ending, *limits)) {
	s.due, s.step = time.After(wait), step
}

// listen looks whether the command has been silent for long enough, and when it can have been if not.
func (s *listener) listen(*Ending, *limits) {
	s.last = s.lastSign()
	if rest := s.Silence.After - time.Since(s.last); rest > 0 {
		s.then(rest, s.listen)
		return
	}
	s.look, s.ran = time.Now(), activity.Processes("/proc")
	s.then(measureTime, s.decide)
}

// decide finds out what the command is doing, if it is still silent, and begins to end it.
func (s *listener) decide(e *Ending, l *limits) {
	now := activity.Processes("/proc")
	found := &Silent{Processes: now.List, CPU: activity.Share(now.CPU-s.ran.CPU, time.Since(s.look)), Connections: activity.Connections()}
	_ = copyTree(filepath.Join(s.Dir, Report), filepath.Join(s.Dir, AtSilence)) // as far as it goes: what it runs is then not known
	letOthersRead(filepath.Join(s.Dir, AtSilence))
	if s.lastSign().After(s.last) {
		s.listen(e, l)
		return
	}
	e.Silent, l.expired = found, nil
	if s.Silence.Signal == 0 {
		s.interrupt(e, l)
		return
	}
	s.last, s.look = s.out.lastWrite(), time.Now()
	s.kill(s.Silence.Signal)
	s.then(glance, s.await)
}

// await waits until the command has written what a signal makes it write.
func (s *listener) await(e *Ending, l *limits) {
	last := s.out.lastWrite()
	if time.Since(s.look) > signalPatience || last.After(s.last) && time.Since(last) > signalQuiet {
		s.interrupt(e, l)
		return
	}
	s.then(glance, s.await)
}

func (s *listener) interrupt(_ *Ending, l *limits) {
	s.due = nil
	s.kill(syscall.SIGINT)
	l.impatient = after(silentGrace)
}

// lastSign is when the command last wrote something, to its output or to a file of its report.
func (s *listener) lastSign() time.Time {
	newest := s.began
	if at := s.out.lastWrite(); at.After(newest) {
		newest = at
	}
	now := time.Now()
	_ = filepath.WalkDir(filepath.Join(s.Dir, Report), func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil
		}
		info, err := entry.Info()
		if err == nil && info.ModTime().After(newest) && !info.ModTime().After(now) { // later: it has its time from elsewhere
			newest = info.ModTime()
		}
		return nil
	})
	return newest
}
