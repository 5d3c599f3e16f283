//go:build !nokube

package kube

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
)

// merging is a Pod, and what kubectl makes of it with each of some patches.
type merging struct {
	Pod   json.RawMessage
	Cases []struct{ Patch, Merged json.RawMessage }
}

func readMerging(t *testing.T) (m merging) {
	t.Helper()
	text, err := os.ReadFile("testdata/merge.json")
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil || len(m.Cases) == 0 {
		t.Fatal(err, len(m.Cases))
	}
	return m
}

func objectOf(t *testing.T, text []byte) map[string]any {
	t.Helper()
	out, err := object(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestMerge compares with what strategicpatch made; TestClusterMerge asks it again.
func TestMerge(t *testing.T) {
	m := readMerging(t)
	for _, c := range m.Cases {
		got := mergeMap(objectOf(t, m.Pod), objectOf(t, c.Patch), reflect.TypeFor[corev1.Pod]())
		if diff := cmp.Diff(objectOf(t, c.Merged), got); diff != "" {
			t.Errorf("%s: %s", c.Patch, diff)
		}
	}
}
