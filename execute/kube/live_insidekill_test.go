//go:build cluster && !nokube

package kube

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// agent is the script of a CI system's Pod, whose steps come from outside.
const agent = "sleep 600"

// TestClusterInsideKilled: whatever ends of a Baleen in a Pod, its run ends, too, and the run of a neighbour does not.
func TestClusterInsideKilled(t *testing.T) {
	l := connect(t)
	for name, test := range map[string]func(*testing.T, inside){
		"pod removed": func(t *testing.T, in inside) {
			in.begin(t, "ci", in.longRun(""))
			in.commandRuns(t, 1)
			in.killBaleen(t, "ci") // so that it cannot clean up itself
			in.remove(t, "ci")
		},
		// A CI system's Pod lives on: what the process left goes at its deadline, which a test does not wait for.
		"process killed": func(t *testing.T, in inside) {
			in.begin(t, "ci", in.longRun(""))
			in.commandRuns(t, 1)
			in.killBaleen(t, "ci")
			in.hastenDeadline(t)
		},
		"process killed, cleanup in the same pod": func(t *testing.T, in inside) {
			in.begin(t, "ci", in.longRun(""))
			in.commandRuns(t, 1)
			in.killBaleen(t, "ci")
			if out := in.sh(t, "ci", agentContainer, "baleen cleanup --engine auto"); strings.Count(out, "removed ") != 1 {
				t.Error(out)
			}
		},
		"container ended, cleanup in another pod": func(t *testing.T, in inside) {
			in.startPod(t, "ci", in.longRun("")+"; exit 0")
			in.commandRuns(t, 1)
			in.startPod(t, "other", agent)
			in.killBaleen(t, "ci")
			in.ended(t, "ci")
			if out := in.sh(t, "other", agentContainer, "baleen cleanup --engine kubernetes"); strings.Count(out, "removed ") != 1 {
				t.Error(out)
			}
		},
		"two runs, one pod removed": func(t *testing.T, in inside) {
			in.begin(t, "ci", in.longRun(""))
			in.begin(t, "other", in.longRun(""))
			in.commandRuns(t, 2)
			if out := in.sh(t, "other", agentContainer, "baleen cleanup --engine kubernetes"); !strings.Contains(out, "nothing was left behind") {
				t.Error(out)
			}
			in.killBaleen(t, "ci")
			in.remove(t, "ci")
			in.commandRuns(t, 1)
			in.sh(t, "other", agentContainer, "kill -INT $(pidof baleen)")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := l.inside(t)
			test(t, in)
			in.until(t, "nothing is left", func() bool { return len(in.left(t)) == 0 })
		})
	}
}

// begin starts a Pod, and in it a command that outlives the step.
func (in inside) begin(t *testing.T, pod, command string) {
	t.Helper()
	in.startPod(t, pod, agent)
	in.sh(t, pod, agentContainer, command+" >/reports/log 2>&1 &")
}

func (in inside) remove(t *testing.T, name string) {
	t.Helper()
	pod, err := in.pod(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.removePod(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
}

// hastenDeadline moves the deadline of all runs to now.
func (in inside) hastenDeadline(t *testing.T) {
	t.Helper()
	jobs, err := in.jobs(t.Context(), runLabel)
	if err != nil || len(jobs.Items) != 1 {
		t.Fatalf("%d jobs, %v", len(jobs.Items), err)
	}
	if owner := metav1.GetControllerOf(&jobs.Items[0]); owner != nil {
		t.Errorf("%v is a controller, as which a pod does not count", owner)
	}
	patch := in.batch.Patch(types.MergePatchType).Namespace(in.Namespace).Resource("jobs").Name(jobs.Items[0].Name)
	if err := patch.Body([]byte(`{"spec": {"activeDeadlineSeconds": 1}}`)).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
}
