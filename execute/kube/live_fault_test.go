//go:build cluster && !nokube

package kube

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
)

// fault is something that goes wrong with a run of one job: a row of the page.
type fault struct {
	name     string
	required string // what measure returns
	evidence string // words of it
	script   string // follows printed; empty: the command ends by itself
	padding  int    // bytes that are printed beside; 0: some
	settings func(*Settings)
	spec     func(*execute.Spec)
	job      func(*execute.Job)
	rules    []rule                                // on the way to the API server
	limits   corev1.ResourceList                   // of a namespace of its own; nil: the usual namespace
	do       func(t *testing.T, l live, e *Engine) // beside the run; nil: nothing
	unsure   string                                // words of the error if it cannot be known what is left; empty: there is none
	soak     bool                                  // it takes long, and is measured with BALEEN_SOAK only
}

// What is required of a fault, beside classes.
const (
	same    = "same" // the bytes, the exit status and the report that there are without the fault
	noRun   = "no run"
	soFar   = ", with output and report so far"
	nothing = ", with nothing kept"

	beginning = ", with the beginning of its output"
	maybe     = ", with as much of output and report as came" // the container that sends them ends at the same time
)

// printed is what every command writes before anything goes wrong, beside so many bytes.
const printed = `i=0; while [ $i -lt 200 ]; do echo "out $i"; echo "err $i" >&2; i=$((i+1)); done
head -c %d /dev/zero; echo; echo report >/baleen-report/r; `

const somePadding = 70_000

// faults are those that do not disturb each other.
func faults() []fault {
	return slices.Concat(podFaults(), roomFaults(), processFaults(), apiFaults(), streamFaults())
}

// everyFault are the rows of the page.
func everyFault() []fault {
	all := slices.Concat(faults(), nodeFaults(), killRows())
	for _, d := range disturbances() {
		all = append(all, d.rows()...)
	}
	return all
}

// TestClusterFaults: each fault has its class, with the cluster's own words, loses nothing that can be kept, leaves nothing, and harms no
// neighbour.
func TestClusterFaults(t *testing.T) {
	l := connect(t)
	l.neighbours(t)
	l.measureAll(t, faults(), 8)
}

// measureAll measures faults, so many at a time, and compares the page.
func (l live) measureAll(t *testing.T, all []fault, together int) {
	t.Helper()
	measured := make(map[string]string)
	var mu sync.Mutex
	slots := make(chan struct{}, together)
	var joined sync.WaitGroup
	for _, f := range all {
		if f.soak && os.Getenv(soakVariable) == "" {
			continue
		}
		joined.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			t.Run(f.name, func(t *testing.T) {
				became := f.measure(t, l)
				mu.Lock()
				defer mu.Unlock()
				measured[f.name] = became
			})
		})
	}
	joined.Wait()
	checkPage(t, measured)
}

// soakVariable makes what takes long run, too.
const soakVariable = "BALEEN_SOAK"

// measure runs the fault's job, and says what became of it.
func (f fault) measure(t *testing.T, l live) string {
	if f.limits != nil {
		l = l.limited(t, f.limits)
	}
	via := l.through(t, f.rules)
	via.unsure = f.unsure
	e, err := l.tryOpen(t, via, f.settings)
	if err != nil {
		t.Log(err)
		return noRun
	}
	spec := l.spec()
	if f.spec != nil {
		f.spec(&spec)
	}
	script := "sleep 0.3; echo last; exit 7"
	if f.script != "" {
		script = f.script
	}
	job := jobFor(t, "a", "sh", "-c", fmt.Sprintf(printed, cmp.Or(f.padding, somePadding))+script)
	if f.job != nil {
		f.job(&job)
	}
	var beside sync.WaitGroup
	if f.do != nil {
		beside.Go(func() { f.do(t, l, e) })
	}
	o := run(t, e, spec, 1, job)["a"]
	beside.Wait()
	measured := f.became(t, o)
	if class := string(o.Class); f.required == class+maybe && slices.Contains([]string{class + soFar, class + beginning, class + nothing}, measured) {
		measured = f.required
	}
	if measured != f.required || !strings.Contains(o.Evidence, f.evidence) {
		t.Errorf("%s; %s, %q, want %s, %q", measured, o.Class, o.Evidence, f.required, f.evidence)
	}
	return measured
}

// became compares an outcome with what the job has without a fault.
func (f fault) became(t *testing.T, o execute.Outcome) string {
	var stdout, stderr strings.Builder
	for i := range 200 {
		stdout.WriteString("out " + itoa(i) + "\n")
		stderr.WriteString("err " + itoa(i) + "\n")
	}
	stdout.WriteString(strings.Repeat("\x00", cmp.Or(f.padding, somePadding)) + "\n")
	report, _ := os.ReadFile(filepath.Join(o.Job.Into, "r"))
	out, problems := text(t, o.Job.Stdout), text(t, o.Job.Stderr)
	all := string(report) == "report\n" && o.Fetched && problems == stderr.String()
	switch {
	case o.Class == execute.Failed && o.ExitCode == 7 && all && out == stdout.String()+"last\n":
		return same
	case all && out == stdout.String():
		return string(o.Class) + soFar
	case len(report)+len(out)+len(problems) == 0:
		return string(o.Class) + nothing
	case len(out) > 0 && strings.HasPrefix(stdout.String(), out) && !o.Fetched:
		return string(o.Class) + beginning
	}
	return string(o.Class) + ", with something else"
}

func mainRuns(pod *corev1.Pod) bool { return running(pod, mainContainer) }
