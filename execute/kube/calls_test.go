//go:build !nokube

package kube

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// TestRecord: each call to the API server is recorded once, in the words of RBAC rules, with what it is about and the server's refusal.
func TestRecord(t *testing.T) {
	s := newScripted(t)
	var refused atomic.Bool
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/pods") || refused.Swap(true) {
			return false
		}
		w.Header().Set("Retry-After", "0")
		s.refuse(w, http.StatusTooManyRequests, metav1.StatusReasonTooManyRequests, "the server is busy")
		return true
	}
	c, calls := s.cluster(-1), &execute.Calls{}
	c.Record(calls)
	s.many(c, 1, 1)
	kept, _ := calls.All()
	seen := map[string]int{}
	for _, call := range kept {
		seen[strings.TrimSpace(call.Method+" "+call.Of+" "+call.Error)]++
		if call.Began.IsZero() || call.Took <= 0 {
			t.Errorf("%+v", call)
		}
	}
	for what, times := range map[string]int{
		"create jobs baleen-r-0": 1, "create pods baleen-r-1 429 Too Many Requests": 1, "create pods baleen-r-1": 1, "create pods/exec baleen-r-1": 1,
		"delete pods baleen-r-1": 1, "delete jobs baleen-r-0": 1, "watch pods": 1,
	} {
		if seen[what] != times {
			t.Errorf("%q is recorded %d times, want %d: %v", what, seen[what], times, seen)
		}
	}
	if seen["list pods"] == 0 || len(kept) != s.total() {
		t.Errorf("%d of %d calls are recorded: %v", len(kept), s.total(), seen)
	}
}

func TestMethodOf(t *testing.T) {
	for path, want := range map[string]string{
		"/api/v1/namespaces/ci/pods/build/log":                      "get pods/log build",
		"/api/v1/namespaces/ci/pods?labelSelector=a":                "list pods",
		"/api/v1/namespaces/ci/pods?watch=true":                     "watch pods",
		"/api/v1/namespaces/ci":                                     "get namespaces ci",
		"/api/v1/nodes":                                             "list nodes",
		"/apis/batch/v1/namespaces/ci/jobs/run":                     "get jobs run",
		"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/me": "get selfsubjectaccessreviews me",
		"/api": "list",
	} {
		r, err := http.NewRequest(http.MethodGet, "https://cluster.test"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		method, of := methodOf(r)
		if got := strings.TrimSpace(method + " " + of); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
