//go:build cluster && !nokube

package kube

import (
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"github.com/org/baleen-action/execute"
)

// looked opens a run whose image was looked into, and returns the room for a checkout in it.
func (l live) looked(t *testing.T, spec execute.Spec, dir string) (*Engine, execute.Room) {
	t.Helper()
	e := l.open(t, nil)
	if _, err := e.Resolve(t.Context(), spec); err != nil {
		t.Fatal(err)
	}
	room, err := e.Room(t.Context(), dir)
	if err != nil {
		t.Error(err)
	}
	files, err := e.Files(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Close(); err != nil {
		t.Error(err)
	}
	return e, room
}

// TestClusterWorkspace: the checkout lies over what the image has in its folder, and the command's user may write there, root or not.
func TestClusterWorkspace(t *testing.T) {
	l := connect(t)
	const script = `set -e; cat features/a.feature link/a.feature; ./run; test -e %s; touch features/new beside; echo more >>features/a.feature; stat -c %%a:%%u run`
	for name, tt := range map[string]struct {
		user, dir, has, owner string
		room                  execute.Room
	}{
		"root":             {"", "/etc", "passwd", "0", execute.OnImage},
		"user":             {"1000:1000", "/etc", "passwd", "1000", execute.OnCopy},
		"user, new folder": {"1000", "/suite/deep", ".", "1000", execute.OnEmpty},
		"root, new folder": {"", "/suite/deep", ".", "0", execute.OnImage},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := l.spec()
			spec.User = tt.user
			e, room := l.looked(t, spec, tt.dir)
			if room != tt.room {
				t.Errorf("room %q, want %q", room, tt.room)
			}
			spec.Checkout = checkoutOf(tt.dir, map[string]string{"features/a.feature": "Feature: a\n", "link": "-> features", "run*": "#!/bin/sh\necho ran\n"})
			spec.Checkout.Room, spec.WorkDir = room, tt.dir
			one := jobFor(t, "one", "sh", "-c", strings.ReplaceAll(strings.ReplaceAll(script, "%s", tt.has), "%%", "%"))
			two := jobFor(t, "two", one.Command...)
			for _, o := range run(t, e, spec, 2, one, two) {
				want := "Feature: a\nFeature: a\nran\n777:" + tt.owner + "\n"
				if o.Class != execute.Passed || text(t, o.Job.Stdout) != want {
					t.Errorf("%s, %s: %q %q", o.Class, o.Evidence, text(t, o.Job.Stdout), text(t, o.Job.Stderr))
				}
			}
		})
	}
}

// wire is a connection to the API server that can be cut: after so many bytes on the way there, as often as it is told.
type wire struct {
	net.Listener
	server string
	after  int64
	cuts   atomic.Int64 // that are still to come
	hangs  bool         // it passes on nothing more in place of a cut
	made   atomic.Int64
}

func (w *wire) serve() {
	for {
		from, err := w.Accept()
		if err != nil {
			return
		}
		go w.connect(from)
	}
}

func (w *wire) connect(from net.Conn) {
	defer from.Close()
	to, err := net.Dial("tcp", w.server)
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		_, _ = io.Copy(from, to)
		from.Close()
	}()
	if _, err := io.CopyN(to, from, w.after); err == nil && w.cuts.Add(-1) >= 0 {
		w.made.Add(1)
		if w.hangs {
			_, _ = io.Copy(io.Discard, from)
		}
		return
	}
	_, _ = io.Copy(to, from)
}

// over returns the cluster as it is reached over a wire.
func (l live) over(t *testing.T, w *wire) live {
	t.Helper()
	server, err := url.Parse(l.config.Host)
	if err != nil {
		t.Fatal(err)
	}
	if w.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	w.server = server.Host
	go w.serve()
	config := rest.CopyConfig(l.config)
	config.Host, config.ServerName = "https://"+w.Addr().String(), server.Hostname()
	seen := *l.Cluster
	if err := seen.open(config, "baleen-test"); err != nil {
		t.Fatal(err)
	}
	seen.stall = 5 * time.Second // a busy node takes a second or two to start a program
	l.Cluster = &seen
	return l
}

// TestClusterWorkspaceFaults: a checkout that is cut or stands still on its way is sent again, and one that never arrives is no result of
// the suite: the command does not start.
func TestClusterWorkspaceFaults(t *testing.T) {
	plain := connect(t)
	random := make([]byte, 3_000_000)
	_, _ = rand.NewChaCha8([32]byte{}).Read(random)
	const whole = "sha256sum big; wc -c <big"
	for name, tt := range map[string]struct {
		cuts     int64
		hangs    bool
		class    execute.Class
		evidence string
	}{
		"cut twice":    {2, false, execute.Passed, ""},
		"stands still": {1, true, execute.Passed, ""},
		"never whole":  {1000, true, execute.StartFailed, "bring checkout into pod: pod took nothing for 5s: what was sent is incomplete"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wire{after: 1_000_000, hangs: tt.hangs}
			w.cuts.Store(tt.cuts)
			l := plain.over(t, w)
			e := l.open(t, nil)
			spec := l.spec()
			spec.Checkout = checkoutOf("/suite", map[string]string{"big": string(random)})
			spec.WorkDir = "/suite"
			o := run(t, e, spec, 1, jobFor(t, "one", "sh", "-c", whole))["one"]
			if o.Class != tt.class || !strings.Contains(o.Evidence, tt.evidence) || w.made.Load() < min(tt.cuts, fetchTries) || w.made.Load() > fetchTries+1 {
				t.Errorf("%s, %s, %d cuts", o.Class, o.Evidence, w.made.Load())
			}
			if out := text(t, o.Job.Stdout); strings.HasSuffix(out, "\n3000000\n") != (tt.class == execute.Passed) || tt.class != execute.Passed && out != "" {
				t.Errorf("%q", out)
			}
		})
	}
}
