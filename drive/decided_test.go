package drive

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/platform"
	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// on makes a run write to the log of a CI system, which its variables name.
func (r *fakeRun) on(name, live string) *bytes.Buffer {
	var out bytes.Buffer
	env := map[string]string{name: "true"}
	r.session.platform = platform.Detect(func(name string) string { return env[name] }, &out, nil).With(platform.Options{Annotations: 10, Live: live})
	r.console = report.NewConsole(r.session.platform.Log(), report.ConsoleOptions{})
	return &out
}

// TestFailuresAreAnnotatedWhenTheyAreFinal: as soon as no attempt is left for a scenario, once, and never one that passes in the end.
func TestFailuresAreAnnotatedWhenTheyAreFinal(t *testing.T) {
	for _, tt := range []struct {
		name, live string
		limits     inputs.Limits
		fails      func(path string, attempt int) bool
		want       string
	}{
		{"without retries", platform.LiveAuto, inputs.Limits{}, func(path string, _ int) bool { return path != "b.feature" },
			"FAIL a, error a, PASS b, FAIL c, error c"},
		{"flaky", platform.LiveAuto, inputs.Limits{Retries: 1, Retried: inputs.Share{Percent: 100}}, func(path string, attempt int) bool { return path == "a.feature" && attempt == 1 },
			"FAIL a, PASS b, PASS c, PASS a, PASS a"},
		{"retried in vain", platform.LiveAuto, inputs.Limits{Retries: 2, Retried: inputs.Share{Percent: 100}}, func(path string, _ int) bool { return path == "a.feature" },
			"FAIL a, PASS b, PASS c, FAIL a, FAIL a, error a"},
		{"no longer retried", platform.LiveAuto, inputs.Limits{Retries: 1, Retried: inputs.Share{Number: 1}}, func(path string, _ int) bool { return path != "c.feature" },
			"FAIL a, FAIL b, error a, error b, PASS c"},
		{"at the end", platform.LiveNone, inputs.Limits{}, func(path string, _ int) bool { return path == "a.feature" },
			"FAIL a, PASS b, PASS c, error a"},
	} {
		r := newFakeRun(t, "a b c", tt.limits)
		out := r.on("GITHUB_ACTIONS", tt.live)
		r.perform(func(one try) (result.Class, *cucumber.Report) {
			return r.tells(one, func(path string, line int) string {
				if line == 2 && tt.fails(path, one.number) {
					return "Error: no lamp in " + path
				}
				return ""
			})
		})
		if err := r.session.platform.Ended(r.run, t.TempDir(), nil); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, line := range regexp.MustCompile(`(?m)^(PASS|FAIL) +(\w)|^::(error) .*%0AError: no lamp in (\w)`).FindAllStringSubmatch(out.String(), -1) {
			got = append(got, strings.Join(slices.DeleteFunc(line[1:], func(s string) bool { return s == "" }), " "))
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestTeamCityCountsAsTheRun: every scenario is one test, with the outcome that it has in run.json, and a flaky one never fails.
func TestTeamCityCountsAsTheRun(t *testing.T) {
	for _, stop := range []bool{false, true} {
		r := newFakeRun(t, "a b c d e", inputs.Limits{Retries: 1, Retried: inputs.Share{Percent: 100}})
		out := r.on("TEAMCITY_VERSION", platform.LiveAuto)
		r.perform(func(one try) (result.Class, *cucumber.Report) {
			if one.Targets[0].Path == "c.feature" {
				r.stopped = stop
				return result.Timeout, nil
			}
			return r.tells(one, func(path string, line int) string {
				if path == "a.feature" || path == "b.feature" && line == 4 && one.number == 1 {
					return "Error: no lamp in " + path
				}
				return ""
			})
		})
		if err := r.session.platform.Ended(r.run, t.TempDir(), nil); err != nil {
			t.Fatal(err)
		}
		build, err := platformtest.ReadTeamCity(out.String())
		if err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		got := map[string]string{}
		for _, test := range build.Tests {
			if got[test.Suite+" "+test.Name] != "" {
				t.Errorf("%s %s is shown twice", test.Suite, test.Name)
			}
			got[test.Suite+" "+test.Name] = test.Status
		}
		want := map[string]string{}
		for _, f := range r.run.Files {
			for _, s := range f.Scenarios {
				want[f.Path+" "+s.Name] = "passed"
				if r.run.Fails(s) {
					want[f.Path+" "+s.Name] = "failed"
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("stopped %v (-want +got):\n%s", stop, diff)
		}
	}
}
