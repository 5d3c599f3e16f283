//go:build !nokube

package kube

import (
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestAbandoned: a run is dead if its process surely is, or if its time is over, and if it is a run at all.
func TestAbandoned(t *testing.T) {
	here := self("/proc")
	if here.start == "" || label(here.String()) != here.String() || here.pid != strconv.Itoa(os.Getpid()) {
		t.Fatalf("%q is no label", here)
	}
	child := exec.Command("true")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	dead, reused, elsewhere := here, here, here
	dead.pid, reused.start, elsewhere.boot = strconv.Itoa(child.ProcessState.Pid()), "1", "other"
	now := time.Unix(1_800_000_000, 0)
	future, past := "1800000001", strconv.Itoa(1800000000-24*60*60-1)
	for name, tt := range map[string]struct {
		run, owner, deadline string
		want                 bool
	}{
		"alive":         {"r", here.String(), future, false},
		"dead":          {"r", dead.String(), future, true},
		"another's pid": {"r", reused.String(), future, true},
		"other machine": {"r", elsewhere.String(), future, false},
		"odd owner":     {"r", "me", future, false},
		"time is over":  {"r", elsewhere.String(), past, true},
		"our clock":     {"r", elsewhere.String(), "1799999999", false},
		"no run":        {"", dead.String(), past, false},
		"no owner":      {"r", "", past, false},
		"no deadline":   {"r", dead.String(), "", false},
	} {
		job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{runLabel: tt.run, ownerLabel: tt.owner, deadlineLabel: tt.deadline}}}
		if got := new(Cluster).abandoned(t.Context(), job, witness{now, here, "/proc"}); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
