package stream_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

// FuzzJoin: whatever a runner wrote, every planned scenario stands in the stream, and the stream is valid.
func FuzzJoin(f *testing.F) {
	t := &testing.T{}
	for _, title := range []string{"failing", "outline", "hook", "undefined"} {
		source, report := jsFile(t, title)
		f.Add(source, report, "passed")
		f.Add(source, report[:len(report)*2/3], "interrupted")
		f.Add(source, strings.ReplaceAll(report, `"id":"`, `"id":"x`), "failed")
		f.Add(source, strings.ReplaceAll(report, `"line":`, `"row":`), "not-run")
	}
	f.Add("Feature: f\n  Scenario: \xff\x1b[31m<b>&\n    * a\n", "{}\n{\"testCase\":null}\nnot json", "unexpected")
	f.Fuzz(func(t *testing.T, source, report, status string) {
		x := newFixture(t, "cucumber-js")
		x.plan("features/f.feature", source)
		a := x.record(container("f", 1, "features/f.feature"), map[string]string{"m.ndjson": report})
		x.run.Attempts[0].Source = cucumber.SourceMessages // whatever it is, it is joined
		for i := range x.run.Files[0].Scenarios {
			if s := &x.run.Files[0].Scenarios[i]; i%2 == 0 {
				s.Status, s.Attempt = cucumber.Status(status), a.ID()
			}
		}
		x.run.Clean(x.clean)
		text := x.text()
		c := check(t, text)
		decided := c.last()
		if len(decided) != len(x.run.Files[0].Scenarios) {
			t.Errorf("%d of %d scenarios are decided", len(decided), len(x.run.Files[0].Scenarios))
		}
		for id, s := range decided {
			if c.worst[s.Id] == "PASSED" && !passes(x.run, c.pickles[id].Location.Line) {
				t.Errorf("%s passes only in the stream", id)
			}
		}
		check(t, x.live())
	})
}

// passes reports whether a scenario at a line passed.
func passes(run *result.Run, line int64) bool {
	for _, s := range run.Files[0].Scenarios {
		if int64(max(1, s.Line)) == line && run.Outcome(s) == cucumber.Passed {
			return true
		}
	}
	return false
}

// FuzzNode: the stream of a node is not trusted either.
func FuzzNode(f *testing.F) {
	t := &testing.T{}
	source, _ := jsFile(t, "failing")
	f.Add(read(t, "testdata/retry.ndjson"))
	f.Add(read(t, "testdata/lost.ndjson"))
	f.Add(`{"attachment":{"url":"../../etc/passwd","body":""}}` + "\n" + `{"source":{"uri":"features/failing.feature","data":"` + strings.Repeat("x", 100))
	f.Fuzz(func(t *testing.T, text string) {
		x := newFixture(t, "cucumber-js")
		x.plan("features/failing.feature", source)
		x.run.Judge(0)
		write(t, x.dir+"/node/"+stream.FileName, text)
		var out bytes.Buffer
		o := stream.Options{Folder: x.dir, Nodes: []stream.Node{{Number: 1, Folder: x.dir + "/node"}}}
		if err := stream.Write(&out, x.run, o); err != nil {
			t.Fatal(err)
		}
		if c := check(t, out.String()); len(c.last()) != 3 {
			t.Errorf("%d of 3 scenarios are decided", len(c.last()))
		}
		if strings.Contains(out.String(), "../") && !strings.Contains(text, "../") {
			t.Error("a path leads out of the report folder")
		}
	})
}
