package enginetest

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// Node is a node of the cluster that scripts/cluster started. Tests need only one: a second one would need the images, too.
type Node struct{ Bench }

// Args are what a run on the node needs.
func (Node) Args() []string {
	return []string{"--engine", "kubernetes", "--pod-image", "baleen-test/pause:1", "--node-selector", "kubernetes.io/hostname=node1"}
}

// Variant is an image of a runner with more files in its suite.
type Variant struct {
	Runner string
	Files  map[string]string // as Bench.With takes them
}

// Image names the image of a runner with more files in its suite. The node has it after Load.
func (n Node) Image(t testing.TB, runner string, files map[string]string) string {
	t.Helper()
	if len(files) == 0 {
		return n.Images[runner]
	}
	return "baleen-test/variant:" + digest(append([]byte(n.Images[runner]), archive(t, files).Bytes()...))
}

// Load brings images to the node. Those with more files are brought as their own layer alone, in one archive.
func (n Node) Load(t testing.TB, images []Variant) {
	t.Helper()
	bases := map[string]bool{}
	for _, v := range images {
		bases[n.Images[v.Runner]] = true
	}
	n.script(t, nil, append([]string{"load"}, slices.Sorted(maps.Keys(bases))...))
	if slices.ContainsFunc(images, func(v Variant) bool { return len(v.Files) > 0 }) { // an empty archive is refused
		n.script(t, n.archive(t, images), []string{"import"})
	}
}

func (n Node) script(t testing.TB, input *bytes.Buffer, args []string) {
	t.Helper()
	load := exec.Command(filepath.Join(Root(t), "scripts/cluster"), args...)
	load.Env = append(os.Environ(), "BALEEN_CLUSTER_NODE=1")
	if input != nil {
		load.Stdin = input
	}
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("scripts/cluster %s: %v, %s", args, err, out)
	}
}

// archive holds images in the layout of the OCI's image specification, version 1.0, without the layers that the node has.
func (n Node) archive(t testing.TB, images []Variant) *bytes.Buffer {
	t.Helper()
	a := layout{t: t, w: &bytes.Buffer{}, done: map[string]bool{}}
	a.tar = tar.NewWriter(a.w)
	index := []any{}
	for _, v := range images {
		if len(v.Files) == 0 {
			continue
		}
		manifest := a.blob("manifest.v1+json", a.json(n.manifest(a, v)))
		manifest["annotations"] = map[string]string{"io.containerd.image.name": "docker.io/" + n.Image(t, v.Runner, v.Files)}
		index = append(index, manifest)
	}
	a.file("oci-layout", a.json(map[string]string{"imageLayoutVersion": "1.0.0"}))
	a.file("index.json", a.json(map[string]any{"schemaVersion": 2, "manifests": index}))
	if err := a.tar.Close(); err != nil {
		t.Fatal(err)
	}
	return a.w
}

func (n Node) manifest(a layout, v Variant) map[string]any {
	more := archive(a.t, v.Files).Bytes()
	base, err := n.Docker.ImageInspect(a.t.Context(), n.Images[v.Runner])
	if err != nil {
		a.t.Fatal(err)
	}
	diffs := append(slices.Clone(base.RootFS.Layers), "sha256:"+digest(more))
	config := map[string]any{"architecture": base.Architecture, "os": base.Os, "config": base.Config, "rootfs": map[string]any{"type": "layers", "diff_ids": diffs}}
	layers := []any{}
	for _, diff := range base.RootFS.Layers {
		layers = append(layers, map[string]any{"mediaType": ociType + "layer.v1.tar", "digest": diff, "size": 0}) // never read
	}
	return map[string]any{"schemaVersion": 2, "mediaType": ociType + "manifest.v1+json",
		"config": a.blob("config.v1+json", a.json(config)), "layers": append(layers, a.blob("layer.v1.tar", more))}
}

const ociType = "application/vnd.oci.image."

// layout is an archive of images that is being written.
type layout struct {
	t    testing.TB
	w    *bytes.Buffer
	tar  *tar.Writer
	done map[string]bool
}

func (a layout) json(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		a.t.Fatal(err)
	}
	return text
}

// blob adds content once, and returns its descriptor.
func (a layout) blob(kind string, content []byte) map[string]any {
	sum := digest(content)
	if !a.done[sum] {
		a.done[sum] = true
		a.file("blobs/sha256/"+sum, content)
	}
	return map[string]any{"mediaType": ociType + kind, "digest": "sha256:" + sum, "size": len(content)}
}

func (a layout) file(name string, content []byte) {
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
		a.t.Fatal(err)
	}
	if _, err := a.tar.Write(content); err != nil {
		a.t.Fatal(err)
	}
}

func digest(content []byte) string { return fmt.Sprintf("%x", sha256.Sum256(content)) }
