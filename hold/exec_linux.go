package hold

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// outputGrace is how long the output of processes that outlived the command may take.
const outputGrace = 10 * time.Second

// Command is what to run, and what to keep of it.
type Command struct {
	Dir     string // shared by the Pod's containers
	Args    []string
	Arrival Arrival
	Silence Silence
	Timeout time.Duration // 0: none
	Grace   time.Duration // between the signal that ends a command and its death
	Limit   int64         // bytes of stdout and stderr together; 0: none
	Kept    Kept          // artifacts
}

// Run runs the command to its end, and returns how it ended. What it leaves is in Dir then. As process 1 of a container it
// also reaps, and ends what the command leaves behind.
func (c Command) Run() (Ending, error) {
	e := Ending{Started: time.Now().UTC()}
	out := &output{limit: c.Limit}
	// Registered before the start: a signal that comes in between must not end this program.
	signals := hear()
	defer signal.Stop(signals)
	err := c.unpack(func() bool { return stopSignal(signals, &e) })
	process := 0
	if err == nil {
		e.Started = time.Now().UTC()
		process, err = c.start(out)
	}
	if err != nil {
		e.NotRun, e.Code = err.Error(), notRun(err)
	} else {
		w := watch{Command: c, process: process, signals: signals, out: out}
		w.untilEnd(&e)
		w.killRest()
	}
	if err := out.finish(outputGrace); err != nil {
		e.Spool = err.Error()
	}
	e.Cut = out.cut
	e.Finished = time.Now().UTC()
	letOthersRead(filepath.Join(c.Dir, Report))
	if err := c.Kept.copyTo(filepath.Join(c.Dir, Artifacts)); err != nil {
		e.Missed = err.Error()
	}
	return e, e.save(c.Dir)
}

// hear returns the signals that this program gets, but for Go's own: up to 100 of those a second would fill the channel while nothing reads it,
// and a signal to stop would be lost.
func hear() chan os.Signal {
	signals := make(chan os.Signal, 64)
	signal.Notify(signals)
	signal.Reset(syscall.SIGURG)
	return signals
}

// stopSignal reports whether a signal asks to stop, and notes it. It takes what has come so far.
func stopSignal(signals <-chan os.Signal, e *Ending) bool {
	for {
		select {
		case s := <-signals:
			if s == syscall.SIGINT || s == syscall.SIGTERM {
				e.Stopped = s.String()
				return true
			}
		default:
			return false
		}
	}
}

// start starts the command in a process group of its own. Its error says why it did not start.
func (c Command) start(out *output) (int, error) {
	stdout, err := out.stream(c.Dir, Stdout)
	if err != nil {
		return 0, err
	}
	defer stdout.Close()
	stderr, err := out.stream(c.Dir, Stderr)
	if err != nil {
		return 0, err
	}
	defer stderr.Close()
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if errors.Is(cmd.Err, exec.ErrDot) {
		cmd.Err = nil // PATH says so
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	return cmd.Process.Pid, nil
}

// notRun is the exit status of a command that did not start.
func notRun(err error) int {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return exitMissing
	}
	return exitDenied
}

// watch waits for a process.
type watch struct {
	Command
	process int
	signals <-chan os.Signal
	out     *output
}

// limits are when a command has to be told to end, and when it is killed; nil: it has no such limit, or not yet.
type limits struct{ expired, impatient <-chan time.Time }

// untilEnd passes signals on, ends the command when its time is up, and returns when it has ended.
func (w watch) untilEnd(e *Ending) {
	l, silence := limits{expired: after(w.Timeout)}, w.listen()
	for {
		if l.impatient != nil {
			silence.due = nil // it is being ended already
		}
		select {
		case s := <-w.signals:
			if w.take(s.(syscall.Signal), e, &l) {
				return
			}
		case <-l.expired:
			l.expired = nil
			e.TimedOut, e.Processes = true, processes()
			w.kill(syscall.SIGINT) // as on Docker: runners write their report on it
			l.impatient = after(w.Grace)
		case <-silence.due:
			silence.step(e, &l)
		case <-l.impatient:
			w.kill(syscall.SIGKILL)
		}
	}
}

// take passes a signal on, and reports whether the command has ended.
func (w watch) take(s syscall.Signal, e *Ending, l *limits) (ended bool) {
	switch s {
	case syscall.SIGCHLD:
		return w.reap(e)
	case syscall.SIGURG, syscall.SIGPIPE: // Go's own
	case syscall.SIGINT, syscall.SIGTERM:
		e.Stopped = s.String()
		w.kill(s)
		if l.impatient == nil {
			l.expired, l.impatient = nil, after(w.Grace)
		}
	default:
		w.kill(s)
	}
	return false
}

// after returns a channel that fires once after d; nil, which never fires, for no duration.
func after(d time.Duration) <-chan time.Time {
	if d <= 0 {
		return nil
	}
	return time.After(d)
}

// kill sends a signal to all processes of the command's group: a shell that waits for a runner would be the only one to get it.
func (w watch) kill(s syscall.Signal) { _ = syscall.Kill(-w.process, s) }

// reap reaps what has ended, and reports whether the command has.
func (w watch) reap(e *Ending) (over bool) {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if pid <= 0 || err != nil {
			return over
		}
		if pid != w.process {
			continue
		}
		over = true
		if e.Code = status.ExitStatus(); status.Signaled() {
			e.Code = exitSignal + int(status.Signal())
		}
	}
}

// killRest ends what the command left behind: the end of process 1 would do the same, and until then it could write on.
func (w watch) killRest() {
	if os.Getpid() == 1 {
		_ = syscall.Kill(-1, syscall.SIGKILL)
		return
	}
	w.kill(syscall.SIGKILL)
}

// processes lists the commands that run beside this program.
func processes() string {
	var found []string
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range files {
		text, _ := os.ReadFile(name)
		words := strings.FieldsFunc(string(text), func(r rune) bool { return r == 0 || r == '\n' })
		if len(words) > 0 && filepath.Base(filepath.Dir(name)) != "1" {
			found = append(found, strings.Join(words, " "))
		}
	}
	return strings.Join(found, "; ")
}

// letOthersRead makes a folder readable for the container that sends it, which may run as another user. What belongs to
// others stays as it is, and is missed when it is sent.
func letOthersRead(dir string) {
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if entry == nil || entry.Type()&fs.ModeSymlink != 0 {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			_ = os.Chmod(path, info.Mode().Perm()|0o444|(info.Mode().Perm()&0o100)>>6|(info.Mode().Perm()&0o100)>>3)
		}
		return nil
	})
}
