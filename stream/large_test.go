package stream_test

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

// maxMemory is what a stream of any size may take, in bytes.
const maxMemory = 128 << 20

// TestLargeStream: a stream takes less than 128 MB of memory, whatever its size. This one has 1,000 scenarios with 100 MB of
// attachments; BenchmarkLargeStream has ten times as much.
func TestLargeStream(t *testing.T) {
	f := newFixture(t, "cucumber-js")
	f.fill(10)
	out, most := f.measured()
	if most > maxMemory {
		t.Errorf("%d MB of memory", most>>20)
	}
	if want := 10 * perFile * (2*steps + 5); out.lines < want {
		t.Errorf("%d lines, want at least %d", out.lines, want)
	}
}

// BenchmarkLargeStream writes the stream of 10,000 scenarios with 1 GB of attachments.
func BenchmarkLargeStream(b *testing.B) {
	f := newFixture(b, "cucumber-js")
	f.fill(100)
	for b.Loop() {
		out, most := f.measured()
		b.ReportMetric(float64(most>>20), "MB-memory")
		b.ReportMetric(float64(out.bytes>>20), "MB-stream")
		if most > maxMemory {
			b.Errorf("%d MB of memory", most>>20)
		}
	}
}

// fill adds files to a run, and judges it.
func (f *fixture) fill(files int) {
	for i := range files {
		f.large(i)
	}
	f.run.Clean(f.clean)
	f.run.Judge(0)
}

// measured writes the stream, and returns the most memory that it took.
func (f *fixture) measured() (out *counting, most uint64) {
	f.t.Helper()
	var seen atomic.Uint64
	stop := watchMemory(&seen)
	out = &counting{}
	if err := stream.Write(out, f.run, f.options()); err != nil {
		f.t.Fatal(err)
	}
	stop()
	return out, seen.Load()
}

// Of each file of a large run.
const (
	perFile = 100
	steps   = 10
	shot    = 100 << 10 // bytes of the attachment of each scenario
)

// large adds a file whose scenarios passed and attached a screenshot each. The model is filled by hand: what is measured is the
// stream.
func (f *fixture) large(n int) {
	f.t.Helper()
	path := fmt.Sprintf("features/file%03d.feature", n)
	var source strings.Builder
	fmt.Fprintf(&source, "Feature: File %d\n", n)
	file := result.File{Path: path, Title: fmt.Sprint("File ", n), Language: "en"}
	a := result.Attempt{Unit: fmt.Sprintf("file%03d", n), Number: 1, Slot: 1, Class: result.Passed, Files: []string{path}, Source: cucumber.SourceMessages,
		Created: began, Started: began, Finished: began.Add(time.Second), Ended: began.Add(time.Second)}
	for i := range perFile {
		line := 2 + i*(steps+1)
		fmt.Fprintf(&source, "Scenario: Number %d\n%s", i, strings.Repeat("Given a step that takes some words\n", steps))
		file.Scenarios = append(file.Scenarios, result.Scenario{Name: fmt.Sprint("Number ", i), Line: line, PlannedSteps: steps, Status: cucumber.Passed, Attempt: a.ID()})
		write(f.t, filepath.Join(f.dir, fmt.Sprintf("artifacts/%s/%03d-shot.png", a.ID(), i+1)), "")
		if err := os.Truncate(filepath.Join(f.dir, fmt.Sprintf("artifacts/%s/%03d-shot.png", a.ID(), i+1)), shot); err != nil {
			f.t.Fatal(err)
		}
	}
	f.sources[path] = source.String()
	f.run.Files, f.run.Attempts = append(f.run.Files, file), append(f.run.Attempts, a)
	f.largeReport(path, a)
}

// largeReport writes what cucumber-js would have written.
func (f *fixture) largeReport(path string, a result.Attempt) {
	name := filepath.Join(f.dir, "raw", a.ID(), "m.ndjson")
	write(f.t, name, "")
	file, err := os.OpenFile(name, os.O_WRONLY, 0o644)
	if err != nil {
		f.t.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	defer out.Flush()
	body := base64.StdEncoding.EncodeToString(make([]byte, shot))
	fmt.Fprint(out, `{"meta":{"protocolVersion":"32.2.0","implementation":{"name":"cucumber-js"}}}`+"\n"+`{"stepDefinition":{"id":"d","pattern":{"source":"a step","type":"CUCUMBER_EXPRESSION"},"sourceReference":{"uri":"s.js"}}}`+"\n")
	at := `"timestamp":{"seconds":1772366401,"nanos":0}`
	for i := range perFile {
		var pickle, test, ran strings.Builder
		for k := range steps {
			comma := map[bool]string{true: ","}[k > 0]
			fmt.Fprintf(&pickle, `%s{"id":"p%d-%d","text":"a step that takes some words","astNodeIds":[]}`, comma, i, k)
			fmt.Fprintf(&test, `%s{"id":"t%d-%d","pickleStepId":"p%d-%d","stepDefinitionIds":["d"]}`, comma, i, k, i, k)
			fmt.Fprintf(&ran, `{"testStepStarted":{"testCaseStartedId":"s%d","testStepId":"t%d-%d",%s}}`+"\n", i, i, k, at)
			fmt.Fprintf(&ran, `{"testStepFinished":{"testCaseStartedId":"s%d","testStepId":"t%d-%d","testStepResult":{"status":"PASSED","duration":{"seconds":0,"nanos":1}},%s}}`+"\n", i, i, k, at)
		}
		fmt.Fprintf(out, `{"pickle":{"id":"p%d","uri":%q,"name":"Number %d","location":{"line":%d},"astNodeIds":[],"steps":[%s]}}`+"\n", i, path, i, 2+i*(steps+1), &pickle)
		fmt.Fprintf(out, `{"testCase":{"id":"c%d","pickleId":"p%d","testSteps":[%s]}}`+"\n", i, i, &test)
		fmt.Fprintf(out, `{"testCaseStarted":{"id":"s%d","testCaseId":"c%d","attempt":0,%s}}`+"\n%s", i, i, at, &ran)
		fmt.Fprintf(out, `{"attachment":{"testCaseStartedId":"s%d","mediaType":"image/png","contentEncoding":"BASE64","body":"%s"}}`+"\n", i, body)
		fmt.Fprintf(out, `{"testCaseFinished":{"testCaseStartedId":"s%d","willBeRetried":false,%s}}`+"\n", i, at)
	}
	fmt.Fprint(out, `{"testRunFinished":{"success":true}}`+"\n")
}

// counting counts what is written.
type counting struct{ bytes, lines int }

// Write implements io.Writer.
func (c *counting) Write(p []byte) (int, error) {
	c.bytes += len(p)
	c.lines += strings.Count(string(p), "\n")
	return len(p), nil
}

// watchMemory notes the most memory that the program takes until it is stopped.
func watchMemory(most *atomic.Uint64) (stop func()) {
	debug.FreeOSMemory() // what tests before this one took
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			if taken := now.Sys - now.HeapReleased; taken > most.Load() {
				most.Store(taken)
			}
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() {
		close(done)
		<-stopped
	}
}
