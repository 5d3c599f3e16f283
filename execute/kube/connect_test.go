//go:build !nokube

package kube

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
)

// TestQuiet: client-go prints nothing, not even errors of streams that are no longer read.
func TestQuiet(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	console := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = console }()
	if err := quiet(); err != nil {
		t.Fatal(err)
	}
	utilruntime.HandleError(errors.New("io: read/write on closed pipe"))
	if printed, err := os.ReadFile(file.Name()); err != nil || len(printed) > 0 {
		t.Errorf("it printed %q, %v", printed, err)
	}
}

// TestArch: what was learnt of a suite on a Docker daemon is used on a cluster.
func TestArch(t *testing.T) {
	for arch, want := range map[string]string{"amd64": "x86_64", "arm64": "aarch64", "s390x": "s390x"} {
		if got := (&Cluster{arch: arch}).Arch(); got != want {
			t.Errorf("%s is %s, want %s", arch, got, want)
		}
	}
}
