//go:build cluster && !nokube

package kube

import (
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
)

// disturbance is something that goes wrong with a part of the cluster, and hits all runs at once.
type disturbance struct {
	name     string
	act      func(t *testing.T, begun func()) // returns when the part is well again
	lasts    time.Duration
	required string // at each moment
	soak     bool
}

// moments of a run at which a disturbance begins.
const (
	whileRuns    = ", while the command runs"
	whileEnds    = ", and the command ends meanwhile"
	whileFetched = ", while its results are fetched"
)

func disturbances() []disturbance {
	killed := func(part string, lasts time.Duration, soak bool) disturbance {
		return disturbance{name: part + " is killed and comes back after " + lasts.String(), lasts: lasts, required: same, soak: soak, act: func(t *testing.T, begun func()) {
			signalPart(t, part, "KILL")
			begun()
			time.Sleep(lasts)
			if out, err := exec.Command("../../scripts/cluster", "restart", part).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		}}
	}
	frozen := func(part string, lasts time.Duration) disturbance {
		return disturbance{name: part + " stands still for " + lasts.String(), lasts: lasts, required: same, soak: true, act: func(t *testing.T, begun func()) {
			signalPart(t, part, "STOP")
			begun()
			time.Sleep(lasts)
			signalPart(t, part, "CONT")
		}}
	}
	return []disturbance{
		killed("apiserver", 10*time.Second, false), killed("apiserver", time.Minute, true), frozen("apiserver", 10*time.Second), frozen("apiserver", 40*time.Second),
		frozen("etcd", 10*time.Second), killed("kubelet1", 3*time.Second, false), frozen("kubelet1", 10*time.Second),
		killed("containerd1", 3*time.Second, true), killed("manager", 10*time.Second, true), killed("scheduler", 10*time.Second, true),
	}
}

// rows are those of the page.
func (d disturbance) rows() []fault {
	var all []fault
	for _, moment := range []string{whileRuns, whileEnds, whileFetched} {
		all = append(all, fault{name: d.name + moment, required: d.required, soak: d.soak, settings: onNode("node1")})
	}
	return all
}

// signalPart sends a signal to a part of the cluster.
func signalPart(t *testing.T, part, signal string) {
	t.Helper()
	pid, err := exec.Command("../../scripts/cluster", "pid", part).Output()
	if err == nil {
		err = exec.Command("kill", "-"+signal, strings.TrimSpace(string(pid))).Run()
	}
	if err != nil {
		t.Errorf("%s %s: %v", signal, part, err)
	}
}

// TestClusterDisturbances: whatever part of the cluster goes and comes back, nothing is lost.
func TestClusterDisturbances(t *testing.T) {
	l := connect(t)
	l.neighbours(t)
	measured := map[string]string{}
	for _, d := range disturbances() {
		if d.soak && os.Getenv(soakVariable) == "" {
			continue
		}
		t.Run(d.name, func(t *testing.T) { d.measure(t, l, measured) })
	}
	checkPage(t, measured)
}

// measure disturbs three runs, each at another moment.
func (d disturbance) measure(t *testing.T, l live, measured map[string]string) {
	var mu sync.Mutex
	var joined, ready, told sync.WaitGroup
	begin, begun := make(chan struct{}), make(chan struct{})
	rows := d.rows()
	const goes = "while [ ! -e /tmp/go ]; do sleep 0.1; done; "
	rows[0].script = goes + "sleep " + itoa(int(d.lasts/time.Second)+3) + "; echo last; exit 7"
	rows[0].job = func(j *execute.Job) { j.Timeout += d.lasts }
	rows[1].script = goes + "sleep 2; echo last; exit 7"
	waits := func(t *testing.T, l live, e *Engine) {
		pod := l.await(t, e, func(pod *corev1.Pod) bool { return mainRuns(pod) })
		ready.Done()
		<-begin
		defer told.Done()
		if err := l.exec(t.Context(), pod.Name, mainContainer, []string{"touch", "/tmp/go"}, streams{out: new(strings.Builder)}); err != nil {
			t.Error(err)
		}
	}
	rows[0].do, rows[1].do = waits, waits
	rows[2].padding = 30_000_000
	rows[2].rules = []rule{late, at("fetch", after(1_000_000, func(<-chan struct{}) error { ready.Done(); <-begun; return nil }))}
	ready.Add(len(rows))
	told.Add(2)
	for _, f := range rows {
		joined.Go(func() {
			t.Run(f.name, func(t *testing.T) {
				became := f.measure(t, l)
				mu.Lock()
				defer mu.Unlock()
				measured[f.name] = became
			})
		})
	}
	ready.Wait()
	close(begin)
	told.Wait()
	d.act(t, sync.OnceFunc(func() { close(begun) }))
	joined.Wait()
}
