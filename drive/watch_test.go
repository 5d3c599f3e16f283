package drive

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/live"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// watched is a run with a report folder, and a watch of that folder.
type watched struct {
	*fakeRun
	folder reportdir.Folder
	out    bytes.Buffer // of the watch; read it after synctest.Wait
	exit   int          // of the watch
	over   chan struct{}
}

// watchIn starts a watch of a folder and, if files are given, a run in it.
func watchIn(t *testing.T, dir, files string) *watched {
	t.Helper()
	w := &watched{over: make(chan struct{})}
	if files != "" {
		w.begin(t, dir, files)
	}
	go func() {
		defer close(w.over)
		p := Program{Stdout: &w.out, Stderr: &w.out, Now: time.Now, Getenv: func(string) string { return "" }}
		w.exit = p.open().watch(t.Context(), inputs.Watch{Dir: dir, Wait: "1m"})
	}()
	return w
}

// begin begins a run.
func (w *watched) begin(t *testing.T, dir, files string) {
	t.Helper()
	w.fakeRun = newFakeRun(t, files, inputs.Limits{})
	w.run.ID, w.run.Started, w.run.Verdict.State = "run-"+files, time.Now(), result.StateRunning
	folder, err := openFolder(dir, w.run)
	if err != nil {
		t.Fatal(err)
	}
	w.folder, w.dir = folder, folder.Path
	w.session.Now = time.Now
	w.goLive()
}

// step runs the next container, whose scenario at line 2 fails.
func (w *watched) step() {
	done := false
	w.queue.mayBurn = func() bool { return false }
	w.perform(func(t try) (result.Class, *cucumber.Report) {
		w.live.Started(live.Started{ID: result.Attempt{Unit: t.Name, Number: t.number}.ID()})
		done, w.stopped = true, true
		return w.tells(t, func(_ string, line int) string { return map[int]string{2: "Error: no lamp"}[line] })
	})
	w.stopped = !done
	w.console = report.NewConsole(&w.said, report.ConsoleOptions{})
}

// end ends the run with a verdict.
func (w *watched) end(t *testing.T) {
	t.Helper()
	w.run.Judge(0)
	if err := w.run.Save(w.dir); err != nil {
		t.Fatal(err)
	}
	w.finishLive()
	w.console.Close()
	w.folder.Close()
}

// says reports whether the watch has printed all that, after what a watch may take.
func (w *watched) says(t *testing.T, all ...string) {
	t.Helper()
	time.Sleep(2 * time.Second)
	synctest.Wait()
	for _, text := range all {
		if !strings.Contains(w.out.String(), text) {
			t.Errorf("the watch does not say %q:\n%s", text, w.out.String())
		}
	}
}

// TestWatchShowsARunThatGoesOn: a failure is visible 2 s after its container ended, and the verdict ends the watch.
func TestWatchShowsARunThatGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "baleen-report")
	synctest.Test(t, func(t *testing.T) {
		w := watchIn(t, dir, "")
		w.says(t, "waiting for a run in ")
		w.begin(t, dir, "a b")
		w.says(t, "scenarios: 4, files: 2")
		w.step()
		w.says(t, "FAIL      a.feature", "failed       a.feature:2  one", "Error: no lamp", "rerun: ")
		if strings.Contains(w.out.String(), "b.feature") {
			t.Errorf("b.feature has not ended:\n%s", w.out.String())
		}
		w.step()
		w.says(t, "FAIL      b.feature")
		w.end(t)
		<-w.over
		if w.says(t, "FAILED\n", "2 scenarios failed"); w.exit != result.ExitFailed {
			t.Errorf("exit status %d", w.exit)
		}
		again := watchIn(t, dir, "") // the same, at once
		<-again.over
		if again.says(t, "FAIL      a.feature", "FAIL      b.feature", "FAILED\n"); again.exit != result.ExitFailed {
			t.Errorf("exit status %d", again.exit)
		}
	})
}

// TestWatchOfARunThatDies: what had ended is there, and the watch says what was running.
func TestWatchOfARunThatDies(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "baleen-report")
	synctest.Test(t, func(t *testing.T) {
		w := watchIn(t, dir, "a b")
		w.step()
		w.live.Started(live.Started{ID: "b.1"})
		w.says(t, "FAIL      a.feature")
		w.folder.Close() // as the kernel does for a process that was killed
		half, err := os.OpenFile(filepath.Join(dir, reportdir.Live), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		half.WriteString(`{"attachment":{"mediaType":"application/vnd.bal`)
		half.Close()
		<-w.over
		if w.says(t, "the run run-a b died", "these were running: b.1", "hint: baleen rerun "); w.exit != result.ExitIncomplete {
			t.Errorf("exit status %d", w.exit)
		}
		w.live.Finish(w.run)
		w.console.Close()
	})
}

// TestWatchOfTheNextRun: a run that begins in the folder is shown from its beginning.
func TestWatchOfTheNextRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "baleen-report")
	synctest.Test(t, func(t *testing.T) {
		w := watchIn(t, dir, "a")
		w.step()
		w.says(t, "FAIL      a.feature")
		old := *w.fakeRun
		w.folder.Close()
		w.begin(t, dir, "c d")
		old.live.Finish(old.run)
		old.console.Close()
		w.says(t, "a new run begins in ")
		w.step()
		w.says(t, "FAIL      c.feature")
		w.end(t)
		<-w.over
		if w.exit != result.ExitIncomplete { // d never ran
			t.Errorf("exit status %d:\n%s", w.exit, w.out.String())
		}
	})
}

// TestWatchEnds: nothing begins, or somebody interrupts.
func TestWatchEnds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "baleen-report")
	synctest.Test(t, func(t *testing.T) {
		w := watchIn(t, dir, "")
		<-w.over
		if w.says(t, "no run began in "); w.exit != result.ExitIncomplete {
			t.Errorf("exit status %d", w.exit)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		var out bytes.Buffer
		p := Program{Stdout: &out, Stderr: &out, Now: time.Now, Getenv: func(string) string { return "" }}
		time.AfterFunc(3*time.Second, func() { cancel(Cancelled{syscall.SIGINT}) })
		if status := p.open().watch(ctx, inputs.Watch{Dir: dir, Wait: "1m"}); status != 130 {
			t.Errorf("exit status %d", status)
		}
	})
}
