package docker

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestEngineADaemonThatIsGoneEndsTheRun takes the daemon away for good after containers that passed. What runs then is lost, and
// nothing that follows is waited for.
func TestEngineADaemonThatIsGoneEndsTheRun(t *testing.T) {
	const slots, passing, all = 2, 4, 40
	f := newFixture(t)
	f.spec.Ordered = true // so that all that passed is known before the daemon goes
	for name, vanish := range map[string]action{"killed": away(-1), "hung": hangAll} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := f
			one.T, one.spec.RunID = t, f.spec.RunID+name
			p := newProxy(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"))
			docker := p.connect()
			e := New(docker, one.spec, slots)
			e.timing = faultTiming()
			given, classes := 0, map[execute.Class]int{}
			next := func() (execute.Job, bool) {
				given++
				job := one.shell(fmt.Sprint(given), "true")
				if given > passing {
					job = one.shell(fmt.Sprint(given), "sleep 1000")
				}
				job.Scratch, job.Into = "/r", filepath.Join(one.dir, job.Name)
				return job, given <= all
			}
			gone := time.AfterFunc(time.Hour, func() { vanish(p, nil) })
			defer gone.Stop()
			started := time.Now()
			err := e.Run(t.Context(), next, func(o execute.Outcome) {
				if classes[o.Class]++; o.Class == execute.Passed && classes[execute.Passed] == passing {
					started = time.Now()
					gone.Reset(time.Second)
				}
			})
			took := time.Since(started)
			p.close()
			_ = docker.Close()
			one.clean()
			if err == nil || !strings.Contains(err.Error(), "nothing more was started") || classes[execute.Lost] > 2*slots || classes[execute.Passed] != passing {
				t.Errorf("%v, %v", classes, err)
			}
			if most := 4 * faultTiming().giveUp; took > most {
				t.Errorf("took %s, more than %s", took, most)
			}
			t.Logf("%d of %d given, %v, %s: %v", given, all, classes, took, err)
		})
	}
}

// hangAll makes the daemon take calls from now on, and answer none.
func hangAll(p *proxy, _ *call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = []rule{{route: "any", first: 1, every: true, act: hang}}
	for conn := range p.conns {
		_ = conn.Close()
	}
}
