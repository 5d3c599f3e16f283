//go:build !nokube

package kube

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// TestPodWithCheckout: a Pod has a folder of its own for the checkout only if the image's is of no use, and then it is the last container that
// runs the command, as without.
func TestPodWithCheckout(t *testing.T) {
	for room, want := range map[execute.Room][]string{
		execute.OnImage: {"keep", "main", "", "-checkout /srv --"},
		execute.OnEmpty: {"keep", "main", "workspace", "-checkout /srv --"},
		execute.OnCopy:  {"keep", "copy", "main", "workspace", "-checkout /srv -copied --"},
	} {
		p := testPlan()
		p.User, p.Checkout = "1000", &execute.Checkout{Dir: "/srv", Room: room}
		pod := p.pod("x", execute.Job{Command: []string{"true"}}, 1, metav1.OwnerReference{})
		var got []string
		for _, c := range pod.Spec.Containers {
			got = append(got, c.Name)
			if *c.SecurityContext.RunAsNonRoot != true {
				t.Errorf("%s: container %s may be root", room, c.Name)
			}
		}
		main := pod.Spec.Containers[len(got)-1]
		at := slices.IndexFunc(main.VolumeMounts, func(m corev1.VolumeMount) bool { return m.MountPath == "/srv" })
		folder := ""
		if at >= 0 {
			folder = main.VolumeMounts[at].SubPath
		}
		if got = append(got, folder); !slices.Equal(got, want[:len(want)-1]) || !strings.Contains(strings.Join(main.Command, " "), want[len(want)-1]) {
			t.Errorf("%s: %q, %q", room, got, main.Command)
		}
	}
}

// checkoutOf is a checkout of files by name; a name that ends with * is of a program.
func checkoutOf(dir string, files map[string]string) *execute.Checkout {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for name, text := range files {
		header := tar.Header{Typeflag: tar.TypeReg, Name: strings.TrimSuffix(name, "*"), Mode: 0o644, Size: int64(len(text))}
		if target, link := strings.CutPrefix(text, "-> "); link {
			header = tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: target}
		} else if strings.HasSuffix(name, "*") {
			header.Mode = 0o755
		}
		_ = w.WriteHeader(&header) // into memory
		_, _ = io.WriteString(w, text[:header.Size])
	}
	w.Close()
	return &execute.Checkout{Dir: dir, Open: func() io.ReadCloser { return io.NopCloser(bytes.NewReader(out.Bytes())) }}
}

// TestCheckoutIsSentEarly: a checkout arrives in a Pod of which the cluster has not said yet that its containers run.
func TestCheckoutIsSentEarly(t *testing.T) {
	s := newScripted(t)
	s.early = 3
	s.spec = execute.Spec{WorkDir: "/srv", Checkout: checkoutOf("/srv", map[string]string{"a": "1"})}
	s.spec.Checkout.Room = execute.OnImage
	s.many(s.cluster(-1), 1, 1)
}

// TestPackedCheckoutHasNoName: it is gone even if this program is killed.
func TestPackedCheckoutHasNoName(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	file, err := packCheckout(checkoutOf("/srv", map[string]string{"a": "1"}))
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if info, err := file.Stat(); err != nil || info.Size() == 0 {
		t.Errorf("nothing was packed: %v", err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
}

// TestPackCheckout: what cannot be packed stops the run before a Pod is made.
func TestPackCheckout(t *testing.T) {
	if file, err := packCheckout(nil); file != nil || err != nil {
		t.Error(file, err)
	}
	if _, err := packCheckout(checkoutOf("/srv", map[string]string{"link": "-> ../../etc"})); err == nil || !strings.Contains(err.Error(), "leads out of the checkout") {
		t.Error(err)
	}
	broken := &execute.Checkout{Open: func() io.ReadCloser { return io.NopCloser(io.MultiReader(strings.NewReader("x"), failing{})) }}
	if _, err := packCheckout(broken); !errors.Is(err, errBroken) {
		t.Error(err)
	}
}

var errBroken = errors.New("broken")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }
