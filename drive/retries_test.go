package drive

import (
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// flake are the files that give a suite a step that fails in the first container only, and an exit status that no scenario explains
// if the test wants that.
type flake struct{ runner, name, text string }

func flakes() []flake {
	const js = "const { Given } = require('@cucumber/cucumber'), fs = require('fs')\n" +
		"Given('a step that fails once', () => { if (!fs.existsSync('/state/once')) { fs.writeFileSync('/state/once', ''); throw new Error('the first time') } })\n" +
		"if (process.env.LEAK) process.on('exit', () => { process.exitCode = 1 })\n"
	return []flake{
		{"cucumber-js", "features/support/flake.js", js},
		{"cucumber-js-13", "features/support/flake.js", js},
		{"cucumber-ruby", "features/step_definitions/flake.rb", "Given(/^a step that fails once$/) { unless File.exist?('/state/once'); File.write('/state/once', ''); raise 'the first time'; end }\n" +
			"at_exit { exit!(1) if ENV['LEAK'] }\n"},
		{"behave", "features/steps/flake.py", "import os, atexit\nfrom behave import given\n@given('a step that fails once')\ndef step(context):\n" +
			"    if not os.path.exists('/state/once'):\n        open('/state/once', 'w').close()\n        raise RuntimeError('the first time')\n" +
			"if os.environ.get('LEAK'): atexit.register(lambda: os._exit(1))\n"},
	}
}

// TestEngineRetries: with every runner that can be run here, a retry in a fresh container makes a flaky scenario good and keeps
// its message, and forgives nothing that failed outside the scenarios; in a batch of files, too.
func TestEngineRetries(t *testing.T) {
	on := onDaemon(t)
	for _, f := range flakes() {
		files := map[string]string{
			f.name:                   f.text,
			"features/flake.feature": "Feature: F\n  Scenario: once\n    Given a step that fails once\n  Scenario: beside\n    Given a stock of 1 apples\n",
			"features/other.feature": "Feature: O\n  Scenario: other\n    Given a stock of 1 apples\n",
		}
		runner := f.runner
		if runner == "cucumber-js-13" {
			runner = "cucumber-js"
		}
		trials := map[string]trial{
			"flaky, and an end that fails": {args: []string{"--env", "LEAK=1"}, state: result.StateFailed, exit: 1, says: "exit status 1"},
		}
		if f.runner == "cucumber-js-13" { // the one above shows that the retry passes, too
			trials["flaky"] = trial{state: result.StatePassed, says: "the first time"}
		}
		for name, tr := range trials {
			tr.runner, tr.files, tr.run = f.runner, files, "features/flake.feature features/other.feature"
			tr.args = append(tr.args, "--runner", runner, "--retries", "1", "--isolation", "batch", "--concurrency", "1", "--volume", t.TempDir()+":/state")
			tr.outcome = "passed passed passed"
			t.Run(f.runner+": "+name, func(t *testing.T) {
				t.Parallel()
				tryOut(t, on, tr)
			})
		}
	}
}

// TestRetryProvesWhatItRan: a retry that ends well and does not report the scenario, or reports another, makes nothing good.
func TestRetryProvesWhatItRan(t *testing.T) {
	for name, again := range map[string]func(r *fakeRun, one try) (result.Class, *cucumber.Report){
		"no report": func(*fakeRun, try) (result.Class, *cucumber.Report) { return result.Passed, nil },
		"nothing": func(*fakeRun, try) (result.Class, *cucumber.Report) {
			return result.Passed, &cucumber.Report{Source: cucumber.SourceMessages, Complete: true}
		},
		"another scenario": func(r *fakeRun, one try) (result.Class, *cucumber.Report) {
			class, told := r.tells(one, func(string, int) string { return "" })
			told.Scenarios[0].Line, told.Scenarios[0].Name = 4, "two"
			return class, told
		},
		"another name at its line": func(r *fakeRun, one try) (result.Class, *cucumber.Report) {
			class, told := r.tells(one, func(string, int) string { return "" })
			told.Scenarios[0].Name = "zero"
			return class, told
		},
	} {
		r := newFakeRun(t, "a b", inputs.Limits{Retries: 1, Retried: inputs.Share{Percent: 100}})
		r.perform(func(one try) (result.Class, *cucumber.Report) {
			if one.number > 1 {
				return again(r, one)
			}
			return r.tells(one, func(path string, line int) string {
				if path == "a.feature" && line == 2 {
					return "Error: no lamp"
				}
				return ""
			})
		})
		if s := r.run.Files[0].Scenarios[0]; r.run.Verdict.Exit != result.ExitIncomplete || s.Status == cucumber.Passed || len(s.Earlier) != 1 {
			t.Errorf("%s: exit status %d, %s, %d earlier failures", name, r.run.Verdict.Exit, s.Status, len(s.Earlier))
		}
	}
}
