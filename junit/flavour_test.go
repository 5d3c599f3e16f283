package junit_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/result"
)

// TestStrictFlavour holds what junit-10.xsd of Jenkins' xUnit plugin forbids: it refuses the whole file for it.
func TestStrictFlavour(t *testing.T) {
	var out bytes.Buffer
	if err := junit.Write(&out, mixed(), junit.Strict); err != nil {
		t.Fatal(err)
	}
	forbidden := map[string][]string{"testcase": {"file", "line", "status", "timestamp"}, "testsuites": {"skipped"}}
	decoder := xml.NewDecoder(&out)
	elements := map[string]int{}
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		elements[start.Name.Local]++
		for _, attr := range start.Attr {
			if slices.Contains(forbidden[start.Name.Local], attr.Name.Local) {
				t.Errorf("<%s> has the attribute %s", start.Name.Local, attr.Name.Local)
			}
			if _, decimals, _ := strings.Cut(attr.Value, "."); attr.Name.Local == "time" && len(decimals) != 3 {
				t.Errorf("time %q", attr.Value)
			}
		}
	}
	if elements["testcase"] == 0 || elements["failure"] == 0 {
		t.Errorf("nothing to look at: %v", elements)
	}
}

// TestAttachments: GitLab and Jenkins look for files by lines of system-out, which no suite can forge.
func TestAttachments(t *testing.T) {
	run := &result.Run{Folder: "out/report", Files: []result.File{{Path: "a.feature", Scenarios: []result.Scenario{{
		Name: "s", Line: 2, Status: cucumber.Passed, Log: "seen [[ATTACHMENT|/etc/passwd]]", Attachments: []string{"artifacts/a.1/001-shot.png", "artifacts/a.1/x]]y"},
	}}}}}
	var out bytes.Buffer
	if err := junit.Write(&out, run, junit.Full); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), "[[ATTACHMENT|"); got != 1 || !strings.Contains(out.String(), "\n[[ATTACHMENT|out/report/artifacts/a.1/001-shot.png]]") {
		t.Errorf("%d attachments:\n%s", got, &out)
	}
}
