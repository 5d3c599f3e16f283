//go:build cluster && !nokube

package drive

import (
	"testing"

	"github.com/org/baleen-action/enginetest"
)

// onNode is the cluster that scripts/cluster starts, with the images of trials on a node.
func onNode(t *testing.T, trials map[string]trial) venue {
	t.Helper()
	n := enginetest.Node{Bench: enginetest.NewBench(t)}
	var images []enginetest.Variant
	for _, tr := range trials {
		images = append(images, enginetest.Variant{Runner: tr.runner, Files: tr.files})
	}
	n.Load(t, images)
	return venue{args: n.Args(), image: n.Image, cluster: true}
}

func TestClusterLiars(t *testing.T) {
	trials := liars(t)
	tryAll(t, onNode(t, trials), trials)
}

func TestClusterHonest(t *testing.T) {
	trials := honest(t)
	tryAll(t, onNode(t, trials), trials)
}
