package docker

import (
	"archive/tar"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
)

// preparation is what one run with Spec.Before made.
type preparation struct {
	execute.Before
	outcome execute.Outcome
	made    execute.Image
	config  []string // variables of the image that was made
	past    string   // its history
}

// prepare makes a fixture run a script before its jobs.
func (f *fixture) prepare(script string) *preparation {
	f.spec.Scratch = "/baleen-report"
	p := &preparation{Before: execute.Before{
		Name: "before", Shell: []string{"sh", "-c"}, Script: script, Timeout: time.Minute,
		Stdout: f.dir + "/before.out", Stderr: f.dir + "/before.err",
	}}
	p.Done = func(o execute.Outcome) { p.outcome = o }
	p.Made = func(i execute.Image) { p.made = i; p.look(f) }
	f.spec.Before = &p.Before
	return p
}

// look reads the image that was made while it is there.
func (p *preparation) look(f *fixture) {
	found, err := f.docker.ImageInspect(f.Context(), p.made.ID)
	if err != nil {
		f.Error(err)
		return
	}
	past, err := f.docker.ImageHistory(f.Context(), p.made.ID)
	if err != nil {
		f.Error(err)
	}
	var commands []string
	for _, layer := range past {
		commands = append(commands, layer.CreatedBy)
	}
	p.config, p.past = found.Config.Env, strings.Join(commands, "\n")
}

// TestEngineBefore runs a script once: all jobs start from what it left, and nothing of its variables stays in the image.
func TestEngineBefore(t *testing.T) {
	f := newFixture(t)
	f.spec.User = "1000:1000"
	f.spec.Env = []string{"TOKEN=it's\na secret", "odd.name=x", "A=1"}
	p := f.prepare(`printf %s "$TOKEN" >made; cat; echo "$A ${BALEEN_RUN-none}"; ls /baleen-report; sleep 100 & cat new.feature >>made
echo done >&2`)
	checkout := checkoutOf(t, tar.Header{Typeflag: tar.TypeReg, Name: "new.feature", Mode: 0o644})
	p.Checkout, f.spec.WorkDir = &execute.Checkout{Dir: "/srv", Open: opens(checkout)}, "/srv"
	one, two := f.shell("one", "cat made; echo mine >made; ls -a /baleen-report | wc -l; touch /baleen-report/x"), f.shell("two", "cat made")
	one.Scratch, one.Into = f.spec.Scratch, f.dir+"/raw"
	outcomes, err := f.run(t.Context(), 1, one, two)
	if err != nil || p.outcome.Class != execute.Passed || read(t, p.Stdout) != "1 none\n" || read(t, p.Stderr) != "done\n" {
		t.Fatalf("%v: %+v\n%s", err, p.outcome, read(t, p.Stderr))
	}
	const made = "it's\na secretx\n"
	if o := outcomes["one"]; o.Class != execute.Passed || !o.Fetched || read(t, one.Stdout) != made+"2\n" {
		t.Errorf("%s %s: %q", o.Class, o.Evidence, read(t, one.Stdout))
	}
	if o := outcomes["two"]; o.Class != execute.Passed || read(t, two.Stdout) != made {
		t.Errorf("%s %s: %q", o.Class, o.Evidence, read(t, two.Stdout))
	}
	if diff := cmp.Diff(f.spec.Image.Env, p.config); diff != "" || strings.Contains(p.past, "secret") {
		t.Errorf("the image keeps variables: %s\n%s", diff, p.past)
	}
	if err := f.leftovers(); err != nil {
		t.Error(err)
	}
}

func TestEngineBeforeFails(t *testing.T) {
	for _, test := range []struct {
		name, script, evidence string
		class                  execute.Class
		exit                   int
	}{
		{"exit", "echo text; false; echo not reached", "exit status 1", execute.Failed, 1},
		{"missing", "no-such-program", "127", execute.StartFailed, 127},
		{"killed", "kill -9 $$", "killed", execute.Killed, 137},
		{"timeout", "exec sleep 60", "time was up", execute.Timeout, -1},
		{"report", "echo old >/baleen-report/old.json", "was changed", execute.StartFailed, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			p := f.prepare(test.script)
			if test.class == execute.Timeout {
				p.Timeout = 200 * time.Millisecond
			}
			outcomes, err := f.run(t.Context(), 2, f.shell("never", "true"))
			if !errors.Is(err, execute.ErrBefore) || len(outcomes) > 0 || p.made.ID != "" {
				t.Errorf("%v, %d jobs ran, image %q", err, len(outcomes), p.made.ID)
			}
			if o := p.outcome; o.Class != test.class || !strings.Contains(o.Evidence, test.evidence) || test.exit >= 0 && o.ExitCode != test.exit {
				t.Errorf("%+v", o)
			}
			if err := f.leftovers(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEngineBeforeIsCancelled(t *testing.T) {
	f := newFixture(t)
	p := f.prepare("sleep 60")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	outcomes, err := f.run(ctx, 2, f.shell("never", "true"))
	if !errors.Is(err, context.DeadlineExceeded) || len(outcomes) > 0 || p.outcome.Class != execute.Cancelled {
		t.Errorf("%v, %d jobs ran: %+v", err, len(outcomes), p.outcome)
	}
	if err := f.leftovers(); err != nil {
		t.Error(err)
	}
}

// TestEngineBeforeFaults has a call on the way to the image that all jobs start from go wrong once: the answer is lost, or
// the connection breaks before the call. The job sees what the script left, once, and nothing is left.
func TestEngineBeforeFaults(t *testing.T) {
	for _, route := range []string{"create", "copy-to", "attach", "start", "copy-from", "commit", "remove"} {
		for name, act := range map[string]action{"drop": drop, "refuse": refuse} {
			t.Run(route+"/"+name, func(t *testing.T) {
				t.Parallel()
				f := newFixture(t)
				p := newProxy(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"), at(route, act))
				defer p.close()
				f.docker = p.connect()
				defer f.docker.Close()
				b := f.prepare("echo once >>made")
				job := f.shell("job", "cat made")
				if o := f.one(job); o.Class != execute.Passed || b.outcome.Class != execute.Passed || read(t, job.Stdout) != "once\n" {
					t.Errorf("%s %s: %q; %s", o.Class, o.Evidence, read(t, job.Stdout), b.outcome.Evidence)
				}
				if err := f.leftovers(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
