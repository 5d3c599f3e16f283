package cucumber

import (
	"strings"
	"testing"
	"time"
)

// TestExplains is what the real runners do with scenarios that neither passed nor failed; see endings.
func TestExplains(t *testing.T) {
	strict, lenient := Policy{Strict: "--strict in the command"}, Policy{Lenient: "--no-strict in the command"}
	for _, tc := range []struct {
		runner string
		policy Policy
		want   string // of undefined, pending, ambiguous: those that give another status than 0
	}{
		{"cucumber-js", Policy{}, "undefined pending ambiguous"},
		{"cucumber-js", lenient, "undefined ambiguous"},
		{"cucumber-ruby", Policy{}, "ambiguous"},
		{"cucumber-ruby", strict, "undefined pending ambiguous"},
		{"behave", Policy{}, "undefined pending"},
		{"godog", Policy{}, "undefined pending ambiguous"},
		{"cucumber-jvm", Policy{}, "undefined pending ambiguous"},
		{"behat", Policy{}, "undefined pending ambiguous"},
		{"custom", Policy{}, "undefined pending ambiguous"},
	} {
		recipe, _ := Find(tc.runner)
		var got []string
		for _, status := range []Status{Undefined, Pending, Ambiguous} {
			if recipe.Explains(status, tc.policy) {
				got = append(got, string(status))
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s, %+v: %s, want %s", tc.runner, tc.policy, got, tc.want)
		}
		if !recipe.Explains(Failed, tc.policy) || recipe.Explains(Skipped, tc.policy) || recipe.Explains(Passed, tc.policy) {
			t.Errorf("%s: failed, skipped or passed", tc.runner)
		}
	}
}

func TestEndsWith(t *testing.T) {
	for runner, statuses := range map[string]map[int]bool{
		"cucumber-js": {1: true, 2: true, 3: false, 7: false},
		"custom":      {1: true, 101: true},
	} {
		recipe, _ := Find(runner)
		for exit, want := range statuses {
			if got := recipe.EndsWith(exit); got != want {
				t.Errorf("%s, %d: %v", runner, exit, got)
			}
		}
	}
	quits := func(runner string, exit int, source string) bool {
		recipe, _ := Find(runner)
		return recipe.Quit(exit, source)
	}
	if !quits("cucumber-ruby", 2, SourceJSON) || !quits("godog", 2, SourceEvents) || quits("godog", 2, SourceJSON) ||
		quits("cucumber-ruby", 1, SourceJSON) || quits("behave", 2, SourceJSON) || quits("custom", 2, SourceJSON) {
		t.Error("another status is that of a runner that was asked to leave the rest out")
	}
}

// TestLeavesOut: the steps are those that cucumber-js reports.
func TestLeavesOut(t *testing.T) {
	skipped := func(d time.Duration) Step { return Step{Status: Skipped, Duration: d} }
	for name, tc := range map[string]struct {
		runner string
		s      Scenario
		want   bool
	}{
		"by fail-fast":          {"cucumber-js", Scenario{Status: Skipped, Steps: []Step{skipped(0), skipped(0)}}, true},
		"by a hook":             {"cucumber-js", Scenario{Status: Skipped, Steps: []Step{skipped(43585), skipped(0)}}, false},
		"by a step":             {"cucumber-js", Scenario{Status: Skipped, Steps: []Step{{Status: Passed}, skipped(0)}}, false},
		"with a reason":         {"custom", Scenario{Status: Skipped, Failure: &Failure{Message: "needs a network"}}, false},
		"nobody knows":          {"custom", Scenario{Status: Skipped}, true},
		"behave has it absent":  {"behave", Scenario{Status: Skipped, Steps: []Step{skipped(0)}}, false},
		"failed, with skips":    {"cucumber-js", Scenario{Status: Failed, Steps: []Step{skipped(0)}}, false},
		"passed, without steps": {"cucumber-js", Scenario{Status: Passed}, false},
	} {
		recipe, _ := Find(tc.runner)
		if got := recipe.LeavesOut(tc.s); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestPolicy(t *testing.T) {
	for name, tc := range map[string]struct {
		runner, path, text, command string
		want                        Policy
	}{
		"behave":               {"behave", "behave.ini", "[behave]\nstop = true\n", "behave", Policy{FailFast: "--stop in behave.ini"}},
		"behave, not":          {"behave", "behave.ini", "[behave]\nstop = no\n[other]\nstop = true\n", "behave", Policy{}},
		"behave, command":      {"behave", "none", "", "behave --stop {files}", Policy{FailFast: "--stop in the command"}},
		"js":                   {"cucumber-js", "cucumber.json", `{"default": {"failFast": true, "strict": false}}`, "cucumber-js", Policy{FailFast: "--fail-fast in cucumber.json", Lenient: "--no-strict in cucumber.json"}},
		"js, another profile":  {"cucumber-js", "cucumber.json", `{"default": {}, "ci": {"failFast": true}}`, "cucumber-js", Policy{}},
		"js, that profile":     {"cucumber-js", "cucumber.yaml", "ci:\n  failFast: true\n", "cucumber-js -p ci", Policy{FailFast: "--fail-fast in cucumber.yaml"}},
		"js, a program":        {"cucumber-js", "cucumber.js", "module.exports = { default: { failFast: !!process.env.CI } }", "cucumber-js", Policy{}},
		"js, words":            {"cucumber-js", "cucumber.json", `{"default": "--fail-fast --format x"}`, "cucumber-js", Policy{FailFast: "--fail-fast in cucumber.json"}},
		"ruby":                 {"cucumber-ruby", "cucumber.yml", "default: --strict -p x\nx: --fail-fast\n", "cucumber", Policy{FailFast: "--fail-fast in cucumber.yml", Strict: "--strict in cucumber.yml"}},
		"ruby, not in force":   {"cucumber-ruby", "cucumber.yml", "default: --format pretty\nx: --fail-fast --strict\n", "cucumber", Policy{}},
		"ruby, ERB":            {"cucumber-ruby", "cucumber.yml", "<%= x %>\ndefault: --strict\n", "cucumber", Policy{}},
		"ruby, no profile":     {"cucumber-ruby", "cucumber.yml", "default: --strict\n", "cucumber -P --fail-fast", Policy{FailFast: "--fail-fast in the command"}},
		"godog":                {"godog", "none", "", "./suite --godog.stop-on-failure --godog.strict=true", Policy{FailFast: "--godog.stop-on-failure in the command", Strict: "--godog.strict in the command"}},
		"godog, not":           {"godog", "none", "", "./suite --godog.stop-on-failure=false", Policy{}},
		"another program's":    {"behave", "none", "", "xvfb-run --stop behave {files}", Policy{}},
		"behat":                {"behat", "none", "", "vendor/bin/behat --stop-on-failure", Policy{FailFast: "--stop-on-failure in the command"}},
		"not of this language": {"custom", "none", "", "pytest -x", Policy{}},
	} {
		recipe, _ := Find(tc.runner)
		if got := recipe.ReadConfig(sources(t, tc.path+": "+tc.text, tc.command)).Policy; got != tc.want {
			t.Errorf("%s: %+v, want %+v", name, got, tc.want)
		}
	}
}
