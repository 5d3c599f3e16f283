package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
	"github.com/org/baleen-action/execute"
)

// busybox is the program that the test image is made of: Debian's busybox-static, which needs nothing beside itself.
const busybox = "/usr/bin/busybox"

// engine connects to the engine that the environment names; without one the test fails, it never skips for that.
func engine(t testing.TB) *client.Client {
	t.Helper()
	if testing.Short() {
		t.Skip("needs the Docker engine")
	}
	c, _, err := Connect(t.Context(), ConnectOptions{Getenv: os.Getenv})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// testImage imports the test image unless the engine has it.
func testImage(t testing.TB, c *client.Client) execute.Image {
	t.Helper()
	content := rootFS(t)
	sum := sha256.Sum256(content)
	ref := "baleen-test/execute:" + hex.EncodeToString(sum[:6])
	if _, err := c.ImageInspect(t.Context(), ref); err != nil {
		source := image.ImportSource{Source: bytes.NewReader(content), SourceName: "-"}
		changes := []string{"ENV PATH=/bin", "CMD [\"true\"]", "WORKDIR /work", "VOLUME /data"}
		answer, err := c.ImageImport(t.Context(), source, ref, image.ImportOptions{Changes: changes})
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Close()
		if text, err := io.ReadAll(answer); err != nil || bytes.Contains(text, []byte("errorDetail")) {
			t.Fatalf("import image: %v: %s", err, text)
		}
	}
	found, err := Resolve(t.Context(), c, ref, execute.PullOptions{Policy: "never", Getenv: os.Getenv})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func rootFS(t testing.TB) []byte {
	t.Helper()
	program, err := os.ReadFile(busybox)
	if err != nil {
		t.Fatal(err)
	}
	applets, err := exec.Command(busybox, "--list").Output()
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	w := tar.NewWriter(&content)
	add := func(h tar.Header, body []byte) {
		h.Size = int64(len(body))
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"bin/", "work/", "etc/", "srv/"} {
		add(tar.Header{Typeflag: tar.TypeDir, Name: folder, Mode: 0o755}, nil)
	}
	add(tar.Header{Typeflag: tar.TypeDir, Name: "tmp/", Mode: 0o1777}, nil)
	add(tar.Header{Typeflag: tar.TypeReg, Name: "bin/busybox", Mode: 0o755}, program)
	add(tar.Header{Typeflag: tar.TypeReg, Name: "srv/a.feature", Mode: 0o644}, []byte("Feature: a\n"))
	add(tar.Header{Typeflag: tar.TypeReg, Name: "etc/passwd", Mode: 0o644}, []byte("root:x:0:0::/:/bin/sh\ntester:x:1234:5678::/:/bin/sh\n"))
	add(tar.Header{Typeflag: tar.TypeReg, Name: "etc/group", Mode: 0o644}, []byte("root:x:0:\nwheel:x:99:\n"))
	add(tar.Header{Typeflag: tar.TypeSymlink, Name: "features", Linkname: "srv"}, nil)
	for name := range strings.FieldsSeq(string(applets)) {
		if name != "busybox" {
			add(tar.Header{Typeflag: tar.TypeSymlink, Name: "bin/" + name, Linkname: "busybox"}, nil)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

// ofRun filters what bears a run's label.
func ofRun(run string) filters.Args { return filters.NewArgs(filters.Arg("label", labelRun+"="+run)) }

// leavesNothing fails the test where it leaves a container of the run.
func leavesNothing(t *testing.T, c *client.Client, runID string) {
	t.Helper()
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		left, err := c.ContainerList(ctx, container.ListOptions{All: true, Filters: ofRun(runID)})
		if err != nil || len(left) > 0 {
			t.Errorf("containers of run %q left behind: %v, %v", runID, left, err)
		}
	})
}
