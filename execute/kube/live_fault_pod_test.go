//go:build cluster && !nokube

package kube

import (
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// podFaults are what happens to a Pod while the rest of the cluster is well.
func podFaults() []fault {
	return []fault{
		{name: "the command's memory runs out", required: "oom" + soFar, evidence: "ran out of memory", script: "tail /dev/zero", spec: func(s *execute.Spec) { s.Memory = 32 << 20 }},
		{name: "the node does not have the image and must not pull it", required: "image" + nothing, evidence: "ErrImageNeverPull",
			spec: func(s *execute.Spec) { s.Image.Ref = "baleen-test/nowhere:1" }, settings: func(s *Settings) { s.Pull = "never" }},
		{name: "the registry refuses connections", required: "image" + nothing, evidence: "refused", spec: func(s *execute.Spec) { s.Image.Ref = "127.0.0.1:1/nowhere:1" }},
		{name: "no node fits", required: "unplaced" + nothing, evidence: "didn't match Pod's node affinity",
			settings: func(s *Settings) { s.NodeSelector, s.PlaceTimeout = map[string]string{"no": "where"}, 2*time.Second }},
		{name: "the working directory is a file", required: "start-failed" + nothing, evidence: "not a directory", spec: func(s *execute.Spec) { s.WorkDir = "/bin/sh" }},
		{name: "the node cannot mount a volume", required: "start-failed" + nothing, evidence: "has not made the pod's volumes and network",
			settings: func(s *Settings) {
				s.Template, _ = ReadTemplate([]byte("spec: {volumes: [{name: v, secret: {secretName: none}}], containers: [{name: main, volumeMounts: [{name: v, mountPath: /v}]}]}"))
				s.PlaceTimeout = 5 * time.Second
			}},
		{name: "somebody removes the pod", required: "removed" + maybe, script: "sleep 60", do: func(t *testing.T, l live, e *Engine) {
			if err := l.removePod(t.Context(), l.await(t, e, mainRuns)); err != nil {
				t.Error(err)
			}
		}},
		{name: "the pod is evicted, and runs again", required: same, evidence: "an earlier pod of it was lost: the pod was ended from outside: EvictionByEvictionAPI",
			script: "sleep 5; echo last; exit 7", do: func(t *testing.T, l live, e *Engine) { l.evict(t, l.await(t, e, mainRuns)) }},
	}
}
