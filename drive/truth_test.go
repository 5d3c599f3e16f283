package drive

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/result"
)

// TestEngineLiars: exit 0 is no evidence that anything ran.
func TestEngineLiars(t *testing.T) { tryAll(t, onDaemon(t), liars(t)) }

// liars say that all is well, or say nothing.
func liars(t *testing.T) map[string]trial {
	t.Helper()
	const passing = "features/passing.feature"
	godogFailing, godogPassing := recorded(t, "godog/failing.json"), recorded(t, "godog/passing.json")
	script := func(text string) []string {
		return []string{"--runner", "custom", "--command", ": {files}; " + text + "; : {report}"}
	}
	canned := func(report, after string) trial {
		return trial{runner: "busybox", files: map[string]string{"features/passing.feature": readText(t, "../testdata/suites/godog/features/passing.feature"), "r": report},
			run: passing, args: append(script("cp /suite/r {report}/r"+after), "--work-dir", "/suite")}
	}
	expect := func(tr trial, state string, exit int, says string) trial {
		tr.state, tr.exit, tr.says = state, exit, says
		return tr
	}
	exitHook := func(code int) map[string]string {
		return map[string]string{"features/support/exit.js": "require('@cucumber/cucumber').After(() => process.exit(" + strconv.Itoa(code) + "))\n"}
	}
	oneScenario := strings.Replace(godogPassing, `"name": "Sell none"`, `"name": "Sell none", "status": "gone"`, 1)
	return map[string]trial{
		"cucumber-js: a file that does not exist": {runner: "cucumber-js", run: passing, args: []string{"--command",
			": {files}; node_modules/.bin/cucumber-js features/nowhere.feature --format message:{report}/m.ndjson"},
			state: "incomplete", exit: 3, says: "2 planned scenarios did not run", outcome: "not-run not-run"},
		"cucumber-js: a hook exits 0": {runner: "cucumber-js", files: exitHook(0), run: passing,
			state: "incomplete", exit: 3, says: "exited 0 without a complete report", outcome: "not-run not-run"},
		"cucumber-js: a hook exits 1": {runner: "cucumber-js", files: exitHook(1), run: passing,
			state: "incomplete", exit: 3, says: "is truncated", outcome: "not-run not-run"},
		"cucumber-js: configuration adds paths": {runner: "cucumber-js", files: map[string]string{"cucumber.js": "module.exports = {default: {paths: ['features/*.feature']}}"},
			run: passing, state: "incomplete", exit: 3, says: "does the runner's own configuration add paths"},
		"cucumber-js: tags that nothing has": {runner: "cucumber-js", run: passing, args: []string{"--command", "node_modules/.bin/cucumber-js --tags @nothing {files}"},
			state: "incomplete", exit: 3, says: "nothing ran", outcome: "deselected deselected"},
		"cucumber-js: a profile that answers otherwise when it is asked": {runner: "cucumber-js", files: map[string]string{
			"features/passing.feature": "Feature: P\n  Scenario: a\n    Given a stock of 1 apples\n  @later\n  Scenario: b\n    Given nobody wrote this\n",
			"cucumber.js":              "module.exports = {default: process.argv.some(a => a.endsWith('.feature')) ? {tags: 'not @later'} : {}}"}, run: passing,
			state: "incomplete", exit: 3, says: "1 planned scenario did not run, all tagged @later, unlike every scenario that ran", outcome: "passed not-run"},
		"cucumber-js: another program's -t": {runner: "cucumber-js", run: passing, args: []string{"--before-command", "touch -t 202001010000 /tmp/x",
			"--command", "touch -t 202001010000 /tmp/x && node_modules/.bin/cucumber-js --name 'Sell some' {files}"},
			state: "incomplete", exit: 3, says: "1 planned scenario did not run", outcome: "passed not-run"},
		"cucumber-js: dry run": {runner: "cucumber-js", run: passing, args: []string{"--command", "node_modules/.bin/cucumber-js --dry-run {files}"},
			state: "incomplete", exit: 3, says: "nothing ran"},
		"cucumber-js: another file's report": {runner: "cucumber-js", run: passing, args: []string{"--command",
			": {files}; node_modules/.bin/cucumber-js features/undefined.feature:3 --format message:{report}/m.ndjson"},
			state: "incomplete", exit: 3, says: "it is not assigned to this container"},
		"cucumber-js: the runner is killed, the shell exits 0": {runner: "cucumber-js", run: passing, args: []string{"--command",
			": {files}; (node_modules/.bin/cucumber-js features/passing.feature --format message:{report}/m.ndjson & sleep 0.2; kill -9 $!); exit 0"},
			state: "incomplete", exit: 3, says: "INCOMPLETE"},
		"behave: tags that nothing has": {runner: "behave", run: passing, args: []string{"--command", "behave --tags @nothing {files}"},
			state: "incomplete", exit: 3, says: "nothing ran"},
		"behave: a Rule is description to it": {runner: "behave", files: map[string]string{"features/rule.feature": "Feature: R\n\n  Rule: one\n\n    Example: a\n      Given a stock of 1 apples\n"},
			run: "features/rule.feature", state: "incomplete", exit: 3, says: "1 planned scenario did not run"},
		"cucumber-ruby: tags that nothing has": {runner: "cucumber-ruby", run: passing, args: []string{"--command", "cucumber --tags @nothing {files}"},
			state: "incomplete", exit: 3, says: "nothing ran"},
		"cucumber-ruby: undefined exits 0": {runner: "cucumber-ruby", run: "features/undefined.feature",
			state: "failed", exit: 1, says: "1 scenario failed", outcome: "passed undefined"},
		"godog: undefined exits 0": {runner: "godog", run: "features/undefined.feature", args: []string{"--shell", "none", "--command", "./suite {files}"},
			state: "failed", exit: 1, says: "1 scenario failed", outcome: "passed undefined"},
		"godog: tags that nothing has": {runner: "godog", run: passing, args: []string{"--shell", "none", "--command", "./suite --godog.tags=@nothing {files}"},
			state: "incomplete", exit: 3, says: "nothing ran"},
		"a linked feature file": {runner: "cucumber-js", files: map[string]string{"linked/s.feature": "-> ../elsewhere/s.feature",
			"elsewhere/s.feature": "Feature: S\n  Scenario: s\n    Given nobody wrote this\n", "linked/old_node_modules/t.feature": "Feature: T\n  Scenario: t\n    Given nobody wrote this\n"},
			run: "linked", args: []string{"--command", "node_modules/.bin/cucumber-js --require features/support {files}"},
			state: "failed", exit: 1, says: "2 scenarios failed", outcome: "undefined undefined"},
		"behave: a hook of the feature fails, swallowed": {runner: "behave", files: map[string]string{"features/environment.py": "def after_feature(context, feature):\n    raise Exception('broken')\n"},
			run: passing, args: []string{"--command", "behave {files} || true"}, state: "failed", exit: 1, says: "HOOK-ERROR in after_feature: Exception: broken", outcome: "passed passed"},
		"a failure is swallowed": {runner: "behave", run: "features/failing.feature", args: []string{"--command", "behave {files} || true"},
			state: "failed", exit: 1, says: "1 scenario failed", outcome: "passed failed passed"},
		"exit 1 and all passed": {runner: "behave", run: passing, args: []string{"--command", "behave {files}; exit 1"},
			state: "failed", exit: 1, says: "exit status 1 though no scenario failed"},
		"the report goes elsewhere": {runner: "behave", run: passing, args: []string{"--command", ": {files} {report}; behave features/passing.feature -f json -o /tmp/r.json"},
			state: "incomplete", exit: 3, says: "wrote no report"},
		"nothing but exit 0":      expect(canned("", " && rm {report}/r"), "incomplete", 3, "wrote no report"),
		"an empty report":         expect(canned("", ""), "incomplete", 3, "wrote no report"),
		"an empty list":           expect(canned("[]", ""), "incomplete", 3, "2 planned scenarios did not run"),
		"a truncated report":      expect(canned(godogPassing[:len(godogPassing)-30], ""), "incomplete", 3, "is truncated"),
		"another file's result":   expect(canned(godogFailing, ""), "incomplete", 3, "it is not assigned to this container"),
		"the same report twice":   expect(canned(godogPassing, " && cp /suite/r {report}/again"), "incomplete", 3, "reported twice"),
		"a step without a result": expect(canned(strings.Replace(godogPassing, `"status": "passed"`, `"status": ""`, 1), ""), "failed", 1, "1 scenario failed"),
		"killed by its own hand":  expect(canned(godogPassing, " && kill -9 $$"), "incomplete", 3, "KILLED"),
		"terminated":              expect(canned(godogPassing, " && kill -TERM $$"), "incomplete", 3, "KILLED"),
		"out of time, all passed": {runner: "busybox", files: canned(godogPassing, "").files, run: passing,
			args: append(script("cp /suite/r {report}/r && sleep 60"), "--work-dir", "/suite", "--timeout", "2s"), state: "incomplete", exit: 3, says: "TIMEOUT"},
		"a status that nobody knows": expect(canned(oneScenario, ""), "passed", 0, "2 passed"),
	}
}

// TestEngineStaleReport: a report that lies in the image would pass for this run's.
func TestEngineStaleReport(t *testing.T) {
	b := enginetest.NewBench(t)
	image := b.With(t, "busybox", map[string]string{"../baleen-report/old.json": recorded(t, "godog/passing.json"),
		"features/passing.feature": readText(t, "../testdata/suites/godog/features/passing.feature")})
	var out bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
	status := p.Run(t.Context(), []string{"run", "--image", image, "--work-dir", "/suite", "--files-from", "image", "--network", network(),
		"--runner", "custom", "--command", ": {files} {report}", "--report-dir", filepath.Join(t.TempDir(), "report")})
	if status != result.ExitInputs || !strings.Contains(out.String(), "an old report would count as this run's") {
		t.Errorf("exit status %d: %s", status, &out)
	}
}

// TestEngineHonest: a suite that is green with its runner alone is green with Baleen, its own configuration unchanged.
func TestEngineHonest(t *testing.T) { tryAll(t, onDaemon(t), honest(t)) }

// honest suites pass.
func honest(t *testing.T) map[string]trial {
	t.Helper()
	const wip = "\n  @later\n  Scenario: Not yet\n    Given nobody wrote this\n"
	files := func(config, text string) map[string]string {
		return map[string]string{"features/passing.feature": readText(t, "../testdata/suites/godog/features/passing.feature") + wip, config: text}
	}
	const passing = "features/passing.feature"
	flaky := map[string]string{
		"features/support/flaky.js": "let tries = 0\nrequire('@cucumber/cucumber').Given('a flaky step', () => { if (tries++ < 1) throw new Error('not yet') })\n",
		"features/flaky.feature":    "Feature: F\n  Scenario: sometimes\n    Given a flaky step\n",
		"cucumber.json":             `{"default": {"retry": 1}}`,
	}
	all := map[string]trial{
		"cucumber-ruby: cucumber.yml leaves @later out": {runner: "cucumber-ruby", files: files("cucumber.yml", "default: --tags ~@later\n"), run: passing, outcome: "passed passed deselected"},
		"cucumber-ruby: a profile of the command":       {runner: "cucumber-ruby", files: files("config/cucumber.yml", "default: --strict\nci: --tags ~@later\n"), run: passing, outcome: "passed passed deselected", args: []string{"--command", "cucumber -p ci {files}"}},
		"cucumber-ruby: a profile with a format":        {runner: "cucumber-ruby", files: files("cucumber.yml", "default: --format progress --tags ~@later\n"), run: passing, outcome: "passed passed deselected"},
		"cucumber-js: cucumber.js leaves @later out":    {runner: "cucumber-js", files: files("cucumber.js", "module.exports = {default: {tags: 'not @later', format: ['progress-bar', 'json:/tmp/x.json']}}"), run: passing, outcome: "passed passed deselected"},
		"cucumber-js: a profile that is a program":      {runner: "cucumber-js", files: files("cucumber.js", "module.exports = {default: {tags: ['not', '@later'].join(' ')}}"), run: passing, outcome: "passed passed deselected"},
		"cucumber-js: a configuration at another place": {runner: "cucumber-js", files: files("ci/cucumber.json", `{"default": {"tags": "not @later"}}`), run: passing, outcome: "passed passed deselected",
			args: []string{"--command", "node_modules/.bin/cucumber-js --config ci/cucumber.json {files}"}},
		"cucumber-js: paths of its configuration": {runner: "cucumber-js", files: map[string]string{"cucumber.js": "module.exports = {default: {paths: ['ok/*.feature'], require: ['features/support/*.js']}}",
			"ok/a.feature": "Feature: A\n  Scenario: a\n    Given a stock of 1 apples\n", "ok/b.feature": "Feature: B\n  Scenario: b\n    Given a stock of 1 apples\n"},
			run: "ok", outcome: "passed passed", says: "does the runner's configuration add paths"},
		"cucumber-js: paths within paths": {runner: "cucumber-js", files: map[string]string{"cucumber.js": "module.exports = {default: {paths: ['**/z.feature'], require: ['features/support/*.js']}}",
			"ok/z.feature": "Feature: Z\n  Scenario: z\n    Given a stock of 1 apples\n", "sub/ok/z.feature": "Feature: Y\n  Scenario: y\n    Given a stock of 1 apples\n"},
			run: "ok sub/ok", outcome: "passed passed", says: "does the runner's configuration add paths"},
		"cucumber-js: names that are globs": {runner: "cucumber-js", files: map[string]string{"features/[id]/a[1].feature": "Feature: G\n  Scenario: g\n    Given a stock of 1 apples\n",
			"features/i/a1.feature": "Feature: O\n  Scenario: o\n    Given a stock of 1 apples\n", "features/@a.feature": "Feature: A\n  Scenario: a\n    Given a stock of 1 apples\n"},
			run: "features/@a.feature features/[id]/a[1].feature features/i/a1.feature:2", outcome: "passed passed passed"},
		"cucumber-js: a profile beside another program's -p": {runner: "cucumber-js", files: files("cucumber.json", `{"default": {"tags": "not @later"}}`), run: passing, outcome: "passed passed deselected",
			args: []string{"--before-command", "mkdir -p log"}},
		"cucumber-js: parallel":                               {runner: "cucumber-js", run: passing, args: []string{"--command", "node_modules/.bin/cucumber-js --parallel 2 {files}"}, outcome: "passed passed"},
		"cucumber-js: its own retries":                        {runner: "cucumber-js", files: flaky, run: "features/flaky.feature", outcome: "passed", says: "flaky"},
		"behave: behave.ini leaves @later out":                {runner: "behave", files: files("behave.ini", "[behave]\ntags = ~@later\n"), run: passing, outcome: "passed passed deselected"},
		"behave: behave.ini hides what is left out":           {runner: "behave", files: files("behave.ini", "[behave]\ntags = ~@later\nshow_skipped = false\n"), run: passing, outcome: "passed passed deselected"},
		"behave: behave.ini has formats and files":            {runner: "behave", files: map[string]string{"behave.ini": "[behave]\nformat = plain\n  rerun\noutfiles = /tmp/plain\n"}, run: passing, outcome: "passed passed"},
		"behave: a scenario skips itself":                     {runner: "behave", run: "features/skipped.feature", outcome: "skipped passed"},
		"godog: tags of the command":                          {runner: "godog", files: files("none", ""), run: passing, args: []string{"--shell", "none", "--command", "./suite --godog.tags=~@later {files}"}, outcome: "passed passed deselected"},
		"the input tags, behave":                              {runner: "behave", files: files("none", ""), run: passing, args: []string{"--tags", "not @later"}, outcome: "passed passed deselected"},
		"the input tags, cucumber-ruby":                       {runner: "cucumber-ruby", files: files("none", ""), run: passing, args: []string{"--tags", "not @later"}, outcome: "passed passed deselected"},
		"the input tags, godog, a whole file":                 {runner: "godog", run: passing + " features/skipped.feature:8", args: []string{"--tags", "@stock", "--shell", "none", "--command", "./suite {files}"}, outcome: "passed passed deselected"},
		"the input tags, cucumber-js, rows":                   {runner: "cucumber-js", files: map[string]string{"features/rows.feature": "Feature: R\n  Scenario Outline: o\n    Given a stock of <n> apples\n    Examples:\n      | n |\n      | 1 |\n    @later\n    Examples:\n      | n |\n      | 2 |\n"}, run: "features/rows.feature", args: []string{"--tags", "not @later"}, outcome: "passed deselected"},
		"undefined and pending are no failures if not strict": {runner: "cucumber-js", run: "features/undefined.feature features/pending.feature", args: []string{"--strict=false"}, outcome: "passed pending passed undefined"},
	}
	for name, tr := range all {
		tr.state = result.StatePassed
		all[name] = tr
	}
	return all
}
