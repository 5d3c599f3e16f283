package stream_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

// nodes are the reports of three nodes, each with one file of a suite.
func nodes(t *testing.T, fill func(f *fixture, title string)) []*fixture {
	t.Helper()
	titles := []string{"failing", "hook", "outline"}
	var out []*fixture
	for i := range titles {
		f := newFixture(t, "cucumber-js")
		f.run.ID = fmt.Sprintf("20260301-120000-%d", i)
		f.run.Node = &result.Node{Index: i + 1, Total: 3, Plan: "p"}
		for k, title := range titles {
			if k == i {
				fill(f, title)
				continue
			}
			other := newFixture(t, "cucumber-js")
			source, _ := jsFile(t, title)
			other.plan("features/"+title+".feature", source)
			f.run.Node.Others = append(f.run.Node.Others, result.Share{Node: k + 1, Files: other.run.Files})
		}
		write(t, filepath.Join(f.dir, stream.FileName), f.text())
		out = append(out, f)
	}
	return out
}

// recordedFile fills a report with the recorded report of a file.
func recordedFile(f *fixture, title string) {
	source, report := jsFile(f.t, title)
	f.plan("features/"+title+".feature", source)
	f.record(container(title, 1, "features/"+title+".feature"), map[string]string{"m.ndjson": report})
}

// joined is the stream of a merge of nodes.
func joined(t *testing.T, of []*fixture) (string, *result.Run) {
	t.Helper()
	dir := t.TempDir()
	var runs []*result.Run
	o := stream.Options{Folder: dir}
	for _, f := range of {
		if err := f.run.Save(f.dir); err != nil {
			t.Fatal(err)
		}
		loaded, err := result.Load(f.dir)
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, loaded)
		o.Nodes = append(o.Nodes, stream.Node{Number: f.run.Node.Index, Folder: f.dir})
		for _, below := range []string{reportdir.Raw, reportdir.Artifacts} {
			if err := reportdir.Link(filepath.Join(f.dir, below), filepath.Join(dir, below)); err != nil {
				t.Fatal(err)
			}
		}
	}
	run := result.Merge(runs)
	var out bytes.Buffer
	if err := stream.Write(&out, run, o); err != nil {
		t.Fatal(err)
	}
	return out.String(), run
}

// TestMerge: the streams of three nodes become that of a run on one machine, but for times and slots.
func TestMerge(t *testing.T) {
	all := nodes(t, recordedFile)
	text, run := joined(t, all)
	check(t, text).agrees(run)
	whole := newFixture(t, "cucumber-js")
	for _, title := range []string{"failing", "hook", "outline"} {
		recordedFile(whole, title)
	}
	if diff := cmp.Diff(untimed(whole.text()), untimed(text)); diff != "" {
		t.Errorf("-one machine +three nodes:\n%s", diff)
	}
	if !strings.Contains(text, `"workerId":"3.1"`) {
		t.Error("no attempt is of slot 1 on node 3")
	}
}

// TestMergeWithoutNode: what a node was to run stands in the stream even if the node left nothing.
func TestMergeWithoutNode(t *testing.T) {
	all := nodes(t, recordedFile)
	text, run := joined(t, all[:2])
	check(t, text).agrees(run)
	if !strings.Contains(text, "node 3 of 3 is missing") {
		t.Error("nothing says that a node is missing")
	}
}

// TestMergeKeepsSecrets: merge knows no secrets, and the runners' own files hold them.
func TestMergeKeepsSecrets(t *testing.T) {
	const secret = "hunter2-hunter2"
	all := nodes(t, func(f *fixture, title string) {
		f.clean = result.NewCleaner([]string{secret})
		source, report := jsFile(f.t, title)
		f.plan("features/"+title+".feature", source)
		f.record(container(title, 1, "features/"+title+".feature"), map[string]string{"m.ndjson": strings.ReplaceAll(report, "Error: ", "Error: "+secret+" ")})
	})
	text, run := joined(t, all)
	check(t, text).agrees(run)
	if strings.Contains(text, secret) || !strings.Contains(text, "Error: *** ") {
		t.Error("the secret is shown")
	}
}

// TestSecrets holds that no text in a stream shows a secret, wherever the suite put it.
func TestSecrets(t *testing.T) {
	const secret = "hunter2-hunter2"
	f := newFixture(t, "cucumber-js")
	f.clean = result.NewCleaner([]string{secret})
	source, report := jsFile(t, "failing")
	source, report = strings.ReplaceAll(source, "apples", secret), strings.ReplaceAll(report, "apples", secret)
	report = strings.ReplaceAll(report, "steps.js", secret+".js")
	f.plan("features/failing.feature", source)
	a := container("failing", 1, "features/failing.feature")
	a.Started, a.Finished = began, began.Add(time.Second)
	f.record(a, map[string]string{"m.ndjson": attached(report, `"body":"`+secret+`","contentEncoding":"IDENTITY","mediaType":"`+secret+`","fileName":"`+secret+`"`,
		`"body":"aHVudGVyMi1odW50ZXIyLWh1bnRlcjI=","contentEncoding":"BASE64","mediaType":"text/plain"`)})
	text := f.text() + f.live()
	if strings.Contains(text, secret) || strings.Contains(text, "aHVudGVyMi1") {
		t.Error("the secret is shown")
	}
	check(t, f.text()).agrees(f.run)
}

// attached is a report whose first scenario has these attachments, given as the fields of a message.
func attached(report string, fields ...string) string {
	var out strings.Builder
	for line := range strings.Lines(report) {
		out.WriteString(line)
		if _, id, found := strings.Cut(line, `{"testCaseStarted":{"attempt":0,`); found {
			_, id, _ = strings.Cut(id, `"id":"`)
			id, _, _ = strings.Cut(id, `"`)
			for _, one := range fields {
				out.WriteString(`{"attachment":{"testCaseStartedId":"` + id + `",` + one + "}}\n")
			}
			fields = nil
		}
	}
	return out.String()
}
