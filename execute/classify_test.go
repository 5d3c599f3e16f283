package execute

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	errFull   = fmt.Errorf("write spool: %w", syscall.ENOSPC)
	errBroken = errors.New("stream ends\ninside a frame")
)

// TestClassify: the cause that explains most counts, and the evidence is one line in the words of whoever found it.
func TestClassify(t *testing.T) {
	refused := &Fault{StartFailed, "create container: refused"}
	exit := func(code int) *Exit { return &Exit{Code: code} }
	for name, test := range map[string]struct {
		ending   Ending
		class    Class
		evidence string
	}{
		"passed":                  {Ending{Exit: exit(0)}, Passed, "exit status 0"},
		"failed":                  {Ending{Exit: exit(1)}, Failed, "exit status 1"},
		"a child out of memory":   {Ending{Exit: &Exit{Code: 1, OOM: true}}, Failed, "exit status 1, out of memory in one of its processes"},
		"with a note":             {Ending{Exit: &Exit{Code: 1, Note: "two\nlines"}}, Failed, "exit status 1, two lines"},
		"out of memory":           {Ending{Exit: &Exit{Code: 137, OOM: true}}, OOM, "the engine reports that it ran out of memory: exit status 137"},
		"killed":                  {Ending{Exit: exit(137)}, Killed, "killed, perhaps because memory ran out; the engine does not report that: exit status 137"},
		"terminated":              {Ending{Exit: exit(143)}, Killed, "terminated by somebody else, perhaps because the engine stopped: exit status 143"},
		"interrupted":             {Ending{Exit: exit(130)}, Killed, "terminated by somebody else, perhaps because the engine stopped: exit status 130"},
		"no such program":         {Ending{Exit: exit(127)}, StartFailed, "the command could not be run in the container: exit status 127"},
		"an init that says so":    {Ending{Exit: exit(1), Launch: "exec sh failed"}, StartFailed, "the command could not be run in the container: exit status 1, exec sh failed"},
		"a passed one that did":   {Ending{Exit: exit(0), Launch: "exec sh failed"}, Passed, "exit status 0"},
		"output is missing":       {Ending{Exit: exit(0), Partial: errBroken}, OutputIncomplete, "stream ends inside a frame"},
		"output is not written":   {Ending{Exit: exit(1), Spool: errBroken}, OutputIncomplete, "stream ends inside a frame"},
		"the files are not there": {Ending{Spool: errBroken}, OutputIncomplete, "stream ends inside a frame"},
		"timeout":                 {Ending{Exit: exit(137), TimedOut: true, Processes: "sleep 9"}, Timeout, "ended because its time was up: exit status 137, while these ran: sleep 9"},
		"silent":                  {Ending{Exit: exit(137), Silent: "it was quiet" + WhileRan + "sleep 9"}, Silent, "it was quiet: exit status 137, while these ran: sleep 9"},
		"a fault":                 {Ending{Fault: refused}, StartFailed, "create container: refused"},
		"a fault, then a timeout": {Ending{Fault: refused, TimedOut: true}, StartFailed, "create container: refused"},
		"a full disk":             {Ending{Exit: exit(0), Spool: errFull}, NoSpace, "write spool: no space left on device"},
		"of the engine":           {Ending{Failed: errFull, Fault: refused}, NoSpace, "write spool: no space left on device"},
		"cancelled":               {Ending{Exit: exit(130), Spool: errFull, Fault: refused, TimedOut: true, Silent: "x", Cancelled: true}, Cancelled, "ended because the run was cancelled: exit status 130"},
	} {
		if class, evidence := test.ending.Classify(); class != test.class || evidence != test.evidence {
			t.Errorf("%s: %s: %s", name, class, evidence)
		}
	}
}

// TestOutcomeSaysWhatElseIsKnown: the outcome has what the ending has, and its evidence what came late.
func TestOutcomeSaysWhatElseIsKnown(t *testing.T) {
	began := time.Unix(1, 0)
	o := Ending{Container: "c", Exit: &Exit{Code: 1, Started: began, Finished: began.Add(time.Second)}, Launch: "fork failed", FromLog: true, Events: "die 1",
		Scratch: errors.New("fetch folder: gone"), ScratchCut: errBroken, Artifacts: errBroken, Collected: []string{"a"}, Cut: true, Service: "db"}.
		Outcome(Job{Name: "job"}, 2)
	want := "the command could not be run in the container: exit status 1, fork failed; the engine saw: die 1; its output was read from the engine's log; fetch folder: gone"
	if o.Class != StartFailed || o.Evidence != want || !o.NotRun || o.Advice == "" {
		t.Errorf("%s, %v: %s; %s", o.Class, o.NotRun, o.Evidence, o.Advice)
	}
	got := fmt.Sprintln(o.Job.Name, o.Slot, o.Container, o.ExitCode, o.Started.Unix(), o.Finished.Unix(), o.ScratchCut, o.ArtifactsMissing, o.Artifacts, o.Cut, o.Service)
	if got != "job 2 c 1 1 2 stream ends inside a frame stream ends inside a frame [a] true db\n" {
		t.Error(got)
	}
	if nothing := (Ending{Fault: &Fault{Lost, "gone"}}).Outcome(Job{}, 1); nothing.ExitCode != -1 || !nothing.Finished.IsZero() || strings.Contains(nothing.Evidence, ";") {
		t.Errorf("%+v", nothing)
	}
}
