//go:build !nokube

package kube

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// fetchTries is how often what a Pod left is asked for if the stream was cut.
const fetchTries = 3

// fetch brings what the command left: its output, its report, how it ended, and then its artifacts if they are wanted.
func (a *attempt) fetch(t execute.Turn) {
	e := &a.ending
	if e.gone || e.lost != nil || e.loss != nil && !ended(e.pod) || e.undelivered != nil || !running(e.pod, keepContainer) {
		return // no container sends results; the Pod's status decides
	}
	if e.left == nil || e.fetch != nil {
		e.fetch = a.fetchOnce(resultNames, func(from io.Reader) error { return a.takeResults(from, e) })
	}
	want := a.job.Artifacts
	if want == nil || e.fetch != nil || e.left == nil || want.Wanted != nil && !want.Wanted(a.outcome(t.Slot)) {
		return
	}
	e.Artifacts = a.fetchOnce([]string{hold.Artifacts}, a.takeArtifacts)
}

// resultNames are what a command leaves beside its artifacts.
var resultNames = []string{hold.Stdout, hold.Stderr, hold.Report, hold.AtSilence, hold.EndFile}

// fetchOnce asks until it has all, whole. Only a stream that was cut counts as a try: an API server or a kubelet that is away is waited for.
func (a *attempt) fetchOnce(names []string, take func(io.Reader) error) error {
	s := stream{a.cluster, a.name, keepContainer, append([]string{holdProgram, "send", sharedFolder}, names...), nil}
	end, cuts := time.Now().Add(giveUp), 0
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := s.read(a.salvage, take)
		if errors.Is(err, hold.ErrCut) {
			cuts++
		}
		again := cuts < fetchTries && (errors.Is(err, hold.ErrCut) || unreachable(err) && time.Now().Before(end))
		if !again || !execute.Pause(a.salvage, wait) {
			return err
		}
		if !a.keeps() {
			return fmt.Errorf("%w: container %s does not run any more: %w", hold.ErrCut, keepContainer, err)
		}
	}
}

// keeps looks at the Pod again, and reports whether its files can still be fetched, as far as that is known.
func (a *attempt) keeps() bool {
	a.hub.ask(a.salvage, a.name)
	a.ending.pod, a.ending.gone = a.hub.state(a.watch)
	return !a.ending.gone && running(a.ending.pod, keepContainer)
}

// emptyFiles makes the files of the output, so that they exist even if no Pod does. It removes what an earlier Pod of the attempt
// left: a report of it would mix with the next Pod's.
func (a *attempt) emptyFiles() error {
	folders := []string{a.job.Into}
	if a.job.Artifacts != nil {
		folders = append(folders, a.job.Artifacts.Into)
	}
	for _, folder := range folders {
		if err := os.RemoveAll(folder); err != nil {
			return fmt.Errorf("empty folder: %w", err)
		}
	}
	spool, err := execute.OpenSpool(a.job.Stdout, a.job.Stderr, 0, nil)
	if err == nil {
		spool.Close()
	}
	return err
}

// takeResults reads output, report and ending. A second try writes all of it anew.
func (a *attempt) takeResults(from io.Reader, e *ending) error {
	spool, err := execute.OpenSpool(a.job.Stdout, a.job.Stderr, a.job.Limit, a.plan.Mask)
	if err != nil {
		return err
	}
	var report *extracting // nil: none is wanted
	if a.job.Scratch != "" {
		report = a.extract(a.job.Into, nil)
	}
	then, err := a.extractAtSilence()
	if err != nil {
		return errors.Join(err, report.close())
	}
	defer then.forget()
	results, err := hold.Receive(from, func(header *tar.Header, content io.Reader) (err error) {
		switch {
		case header.Name == hold.Stdout:
			_, err = io.Copy(spool.Stdout, content)
		case header.Name == hold.Stderr:
			_, err = io.Copy(spool.Stderr, content)
		case ofSilence(header.Name):
			then.take(header, content)
		case report != nil:
			err = report.take(header, content)
		}
		return err
	})
	spool.Close()
	e.Spool, e.Cut, e.Launch = spool.Err, spool.Cut, execute.LaunchFailure(spool.Stdout, spool.Stderr)
	limited := report.close()
	if e.ScratchCut = nil; errors.Is(limited, execute.ErrTooMuch) {
		e.ScratchCut, limited = limited, nil
		if !errors.Is(err, hold.ErrCut) {
			err = nil // but for what the limit refused, all came
		}
	}
	err = errors.Join(err, limited)
	e.Silent = a.silent(results.Ending, then)
	e.left, e.Fetched = results.Ending, err == nil && a.job.Scratch != ""
	return err
}

// takeArtifacts reads the artifacts. Whether a name is one is decided here again: the container is not trusted.
func (a *attempt) takeArtifacts(from io.Reader) error {
	files := a.extract(a.job.Artifacts.Into, func(header *tar.Header) (string, bool) {
		name, ok := execute.NameInside(header.Name)
		return name, ok && header.Typeflag == tar.TypeReg && a.job.Artifacts.Match(name)
	})
	_, err := hold.Receive(from, files.take)
	err = errors.Join(err, files.close())
	a.ending.Collected = slices.Sorted(maps.Keys(files.copied))
	return err
}

// extracting writes entries below a folder, within the limits for what comes from a container.
type extracting struct {
	tar    *tar.Writer
	pipe   *io.PipeWriter
	done   chan error
	copied map[string]bool
}

func (a *attempt) extract(into string, pick func(*tar.Header) (string, bool)) *extracting {
	from, to := io.Pipe()
	x := &extracting{tar: tar.NewWriter(to), pipe: to, done: make(chan error, 1), copied: map[string]bool{}}
	left := execute.NewQuota()
	go func() {
		err := execute.Extraction{Into: into, Left: &left, Mask: a.plan.Mask, Pick: pick, Copied: x.copied}.Run(from)
		from.CloseWithError(errors.Join(err, io.ErrClosedPipe))
		x.done <- err
	}()
	return x
}

func (x *extracting) take(header *tar.Header, content io.Reader) error {
	if err := x.tar.WriteHeader(header); err != nil {
		return err
	}
	_, err := io.Copy(x.tar, content)
	return err
}

// close returns why something could not be written. It does not check whether the stream was whole: the digest shows that.
func (x *extracting) close() error {
	if x == nil {
		return nil
	}
	_ = x.tar.Close()
	x.pipe.Close()
	err := <-x.done
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return nil // the stream was cut: the digest is missing
	}
	return err
}
