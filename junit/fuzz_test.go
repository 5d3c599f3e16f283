package junit_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func FuzzWrite(f *testing.F) {
	f.Add("name", "message\nsecond line", "features/a.feature", "passed", 3)
	f.Add("\x1b[31m]]>\xff", "]]>\x00<![CDATA[", "../a.b/\x1b.feature", "failed", -1)
	f.Add("&#34;", "[[ATTACHMENT|x]]", "", "not-run", 0)
	f.Fuzz(func(t *testing.T, name, message, file, status string, n int) {
		run := strange(name, message, file, cucumber.Status(status), n)
		report := write(t, run)
		doc := read(t, report)
		if diff := cmp.Diff(counts(run), doc.counted()); diff != "" {
			t.Errorf("cases (-model +report):\n%s", diff)
		}
		for _, s := range doc.Suites {
			checkCases(t, s.Name, s.Cases)
		}
	})
}

func strange(name, message, file string, status cucumber.Status, n int) *result.Run {
	scenario := result.Scenario{
		Name: name, Line: n, Status: status, Attempt: name + ".1", Flaky: status == cucumber.Passed && n > 0,
		Steps:   []cucumber.Step{{Keyword: name, Text: message, Status: status}},
		Failure: &cucumber.Failure{Step: name, Message: message, Hook: file, Status: status},
	}
	failed := scenario
	failed.Status = cucumber.Failed
	return &result.Run{
		Name: name, Root: file, Strict: n%2 == 0,
		Files: []result.File{
			{Path: file, Title: message, ParseFail: message, Scenarios: []result.Scenario{scenario, scenario, failed}},
			{Path: file, Scenarios: []result.Scenario{scenario, failed}},
		},
		Attempts: []result.Attempt{{
			Unit: name, Number: 1, Class: result.Class(status), Files: []string{file}, Evidence: message, Advice: message,
			Report: message, Problems: []string{message}, Tail: message, Stdout: file, Stderr: file,
		}},
	}
}

func checkCases(t *testing.T, suite string, cases []testcase) {
	t.Helper()
	seen := map[string]bool{}
	for _, tc := range cases {
		if seen[tc.Name] || tc.Name == "" || tc.Classname != suite {
			t.Errorf("case %q of %q in suite %q: want one of that name, of the suite's", tc.Name, tc.Classname, suite)
		}
		seen[tc.Name] = true
		if out := strings.Join(append(tc.SystemOut, append(tc.Failure, tc.Error...)...), ""); strings.Contains(out, "[[ATTACHMENT|") {
			t.Errorf("case %q attaches a file: %s", tc.Name, out)
		}
		if len(tc.Failure)+len(tc.Error)+len(tc.Skipped) > 1 || len(tc.SystemOut) > 1 {
			t.Errorf("case %q has more than one result or output: %+v", tc.Name, tc)
		}
	}
}
