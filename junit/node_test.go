package junit_test

import (
	"bytes"
	"encoding/xml"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/result"
)

// TestNodesShareNoNames: GitLab joins the reports of a parallel job and shows one of two cases with the same names. The
// names of scenarios are the same on every node, the names of what a node says about itself are not.
func TestNodesShareNoNames(t *testing.T) {
	seen := map[string]int{}
	for n := 1; n <= 2; n++ {
		run := &result.Run{Node: &result.Node{Index: n, Total: 2}, Problems: []string{"stopped"}}
		if n == 2 {
			run.Files = []result.File{{Path: "a.feature", Scenarios: []result.Scenario{{Name: "one", Line: 1, Status: cucumber.Passed}}}}
			run.Attempts = []result.Attempt{{Unit: "2-a", Number: 1, Files: []string{"a.feature"}, Class: result.Killed}}
		}
		run.Judge(0)
		var out bytes.Buffer
		if err := junit.Write(&out, run, junit.Full); err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Suites []struct {
				Cases []struct {
					Classname string `xml:"classname,attr"`
					Name      string `xml:"name,attr"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal(out.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		for _, s := range doc.Suites {
			for _, c := range s.Cases {
				seen[c.Classname+"/"+c.Name]++
			}
		}
	}
	for _, want := range []string{"Baleen/Run on node 1 of 2", "a/one", "a/Container of a.feature on node 2 of 2"} {
		if seen[want] != 1 {
			t.Errorf("%s is there %d times in %v", want, seen[want], seen)
		}
	}
}
