//go:build !nokube

package kube

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// TestUnreachable: only what the network or the API server did is worth another try, not what this machine's files did.
func TestUnreachable(t *testing.T) {
	_, missing := os.Open(filepath.Join(t.TempDir(), "missing"))
	full := &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	dial := &url.Error{Op: "Get", URL: "x", Err: &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EHOSTUNREACH)}}
	for _, tt := range []struct {
		err  error
		want bool
	}{{nil, false}, {missing, false}, {full, false}, {errors.Join(full, context.Canceled), false}, {dial, true}, {context.DeadlineExceeded, true}} {
		if got := unreachable(tt.err); got != tt.want {
			t.Errorf("%v: %v", tt.err, got)
		}
	}
}

// TestEmptyFiles: before a Pod starts, nothing of an earlier Pod of the attempt is left to be taken for its results.
func TestEmptyFiles(t *testing.T) {
	root := t.TempDir()
	job := execute.Job{Stdout: filepath.Join(root, "stdout"), Stderr: filepath.Join(root, "stderr"), Into: filepath.Join(root, "report"),
		Artifacts: &execute.Artifacts{Into: filepath.Join(root, "kept")}}
	for _, dir := range []string{job.Into, job.Artifacts.Into} {
		if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, "of-earlier"), nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(job.Stdout, []byte("earlier"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := (&attempt{job: job}).emptyFiles(); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{job.Into, job.Artifacts.Into} {
		if _, err := os.Stat(filepath.Join(dir, "of-earlier")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if text, err := os.ReadFile(job.Stdout); err != nil || len(text) > 0 {
		t.Errorf("%q, %v", text, err)
	}
}

// TestTakeResultsWithoutReport: a job whose command leaves no report has nowhere to put one.
func TestTakeResultsWithoutReport(t *testing.T) {
	pod, here := t.TempDir(), t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(pod, hold.Report), 0o755), os.WriteFile(filepath.Join(pod, hold.Stdout), []byte("out\n"), 0o644),
		os.WriteFile(filepath.Join(pod, hold.EndFile), []byte("{}"), 0o644)); err != nil {
		t.Fatal(err)
	}
	var sent bytes.Buffer
	if err := hold.Send(&sent, pod, resultNames); err != nil {
		t.Fatal(err)
	}
	a := &attempt{driver: &driver{}, job: execute.Job{Stdout: filepath.Join(here, "stdout"), Stderr: filepath.Join(here, "stderr")}}
	var e ending
	if err := a.takeResults(&sent, &e); err != nil || e.left == nil || e.Fetched {
		t.Errorf("%v, %+v", err, e)
	}
	if text, err := os.ReadFile(a.job.Stdout); string(text) != "out\n" {
		t.Errorf("%q, %v", text, err)
	}
}
