package docker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types"
)

// framed writes as a container's standard output does.
type framed struct{ to io.Writer }

func (f framed) Write(p []byte) (int, error) {
	if _, err := f.to.Write(frame(frameStdout, string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// connected is a sandbox whose other end answers as serve does.
func connected(t *testing.T, serve func(in io.Reader, out io.Writer)) *sandbox {
	t.Helper()
	ours, theirs := net.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	context.AfterFunc(ctx, func() { _ = ours.Close() })
	box := &sandbox{conn: types.NewHijackedResponse(ours, ""), cancel: cancel}
	served := make(chan struct{})
	go func() {
		defer close(served)
		defer theirs.Close()
		serve(theirs, framed{theirs})
	}()
	box.listen()
	t.Cleanup(func() { box.close(); <-served })
	return box
}

// TestASandboxNoticesWhatItsContainersChange asks the real program of a sandbox.
func TestASandboxNoticesWhatItsContainersChange(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hosts")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("127.0.0.1 localhost\n")
	box := connected(t, func(in io.Reader, out io.Writer) { _ = hold(in, out, held{[]string{file}, ""}) })
	var err error
	if box.files, err = box.ask(t.Context(), time.Second); err != nil || len(box.files) != 65 {
		t.Fatalf("%q, %v", box.files, err)
	}
	if same, _ := box.unchanged(t.Context(), time.Second); !same {
		t.Error("nothing has changed")
	}
	write("127.0.0.1 localhost evil\n")
	if same, _ := box.unchanged(t.Context(), time.Second); same {
		t.Error("a change was not noticed")
	}
	write("127.0.0.1 localhost\n")
	if same, _ := box.unchanged(t.Context(), time.Second); !same {
		t.Error("the file is as it was at first")
	}
}

// TestASandboxThatDoesNotAnswerIsNotUnchanged: whatever the reason.
func TestASandboxThatDoesNotAnswerIsNotUnchanged(t *testing.T) {
	ended := connected(t, func(io.Reader, io.Writer) {})
	if _, err := ended.ask(t.Context(), time.Second); err == nil {
		t.Error("one that has ended answers")
	}
	mute := connected(t, func(in io.Reader, _ io.Writer) { _, _ = io.Copy(io.Discard, in) })
	if _, err := mute.ask(t.Context(), 20*time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one that is mute: %v", err)
	}
	deaf := connected(t, func(io.Reader, io.Writer) { <-t.Context().Done() })
	if _, err := deaf.ask(t.Context(), 20*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("one that does not read: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := mute.ask(ctx, time.Second); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
	garbled := connected(t, func(in io.Reader, out io.Writer) {
		_, _ = in.Read(make([]byte, 1))
		_, _ = out.(framed).to.Write([]byte(strings.Repeat("no frame", 9)))
	})
	if same, _ := garbled.unchanged(t.Context(), time.Second); same {
		t.Error("nonsense is an answer")
	}
}

func TestHoldEndsWithItsContextAlone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	var out bytes.Buffer
	go func() { ended <- Hold(ctx, strings.NewReader("\n\n"), &out) }()
	select {
	case err := <-ended:
		t.Fatalf("it ended with its input, %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	if err := <-ended; err != nil || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("%q, %v", out.String(), err)
	}
	failed := make(chan error)
	go func() { failed <- Hold(ctx, strings.NewReader("\n"), refusing{}) }()
	if err := <-failed; !errors.Is(err, errDenied) {
		t.Errorf("%v", err)
	}
}

type refusing struct{}

func (refusing) Write([]byte) (int, error) { return 0, errDenied }
