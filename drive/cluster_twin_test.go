//go:build cluster && !nokube

package drive

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// twin is a suite that leaves the same report on Docker and on a cluster.
type twin struct {
	trial
	again []string // a second command line, about the report of the first
	exits int      // of the second
}

// flakyStep fails unless the command line selects a scenario, as that of a retry does.
const flakyStep = `const { Given } = require('@cucumber/cucumber')
Given('a flaky step', function () {
  this.attach(Buffer.from('a picture'), 'image/png')
  require('fs').mkdirSync('shots', { recursive: true })
  require('fs').writeFileSync('shots/shot.png', 'a picture')
  if (!process.argv.some(a => /:\d+$/.test(a))) throw new Error('not yet')
})
`

func twins() map[string]twin {
	whole := func(runner string, args ...string) trial {
		return trial{runner: runner, run: "features", exit: 1, state: result.StateFailed, args: append(args, "--concurrency", "4")}
	}
	js := whole("cucumber-js", "--isolation", "batch", "--retries", "1", "--artifacts", "shots")
	js.files = map[string]string{"features/support/flake.js": flakyStep, "features/flake.feature": "Feature: F\n  Scenario: sometimes\n    Given a flaky step\n  Scenario: beside\n    Given a stock of 1 apples\n"}
	ruby := whole("cucumber-ruby", "--isolation", "batch", "--secrets", "PASSWORD=correct-horse", "--command", `cucumber {files}; s=$?; echo "$PASSWORD"; exit $s`)
	hang := trial{runner: "behave", run: "features/hang.feature", exit: 3, state: "incomplete", args: []string{"--timeout", "5s", "--concurrency", "2"}, files: map[string]string{
		"features/steps/hang.py": "import time\nfrom behave import given\n@given('no end')\ndef step(context):\n    time.sleep(600)\n",
		"features/hang.feature":  "Feature: H\n  Scenario: before\n    Given a stock of 1 apples\n  Scenario: hangs\n    Given no end\n"}}
	red := trial{runner: "behave", run: "features/failing.feature features/passing.feature", exit: 1, state: result.StateFailed, args: []string{"--split", "scenario", "--concurrency", "2"}}
	return map[string]twin{
		"behave, its files and artifacts":                 {trial: whole("behave", "--artifacts", "features/steps")},
		"cucumber-js, in batches, with retries and files": {trial: js},
		"cucumber-ruby, in batches, with a secret":        {trial: ruby},
		"godog, with retries":                             {trial: whole("godog", "--shell", "none", "--command", "./suite {files}")},
		"out of time":                                     {trial: hang},
		"divided, and a rerun":                            {trial: red, again: []string{"rerun"}, exits: 1},
		"divided, and what failed once more":              {trial: red, again: []string{"run", "--rerun", "failed"}, exits: 1},
	}
}

// TestClusterTwins: whatever happens in a suite, its report says the same on a cluster.
func TestClusterTwins(t *testing.T) {
	all := twins()
	trials := map[string]trial{}
	for name, tw := range all {
		trials[name] = tw.trial
	}
	venues := map[string]venue{"docker": onDaemon(t), "cluster": onNode(t, trials)}
	creates := map[string]string{"docker": `"name":"ContainerCreate"`, "cluster": `"name":"create pods"`}
	for name, tw := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reports := map[string]map[string]string{}
			for engine, on := range venues {
				dir := filepath.Join(t.TempDir(), "report")
				runTwin(t, on, tw, dir)
				reports[engine] = comparable(t, dir)
				if trace, err := os.ReadFile(filepath.Join(dir, reportdir.Trace)); !strings.Contains(string(trace), creates[engine]) {
					t.Errorf("%s: no call made a container: %v", engine, err)
				}
			}
			compare(t, reports["docker"], reports["cluster"])
		})
	}
}

// runTwin runs a twin on one engine.
func runTwin(t *testing.T, on venue, tw twin, dir string) {
	t.Helper()
	args := append([]string{"run", "--image", on.image(t, tw.runner, tw.files), "--runner", tw.runner, "--files-from", "image", "--timings", filepath.Join(filepath.Dir(dir), "timings.json")}, on.args...)
	for _, file := range strings.Fields(tw.run) {
		args = append(args, "--files", file)
	}
	args = append(args, tw.args...)
	baleen(t, tw.exit, append(args, "--report-dir", dir)...)
	switch {
	case tw.again == nil:
	case tw.again[0] == "rerun":
		baleen(t, tw.exits, append(tw.again, dir)...)
	default:
		baleen(t, tw.exits, append(append(tw.again, args[1:]...), "--report-dir", dir)...)
	}
}

// baleen runs a command line as a user would.
func baleen(t *testing.T, exit int, args ...string) {
	t.Helper()
	var out bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
	if status := p.Run(t.Context(), args); status != exit {
		t.Errorf("exit status %d, want %d, of %q: %s", status, exit, args, &out)
	}
}

// TestClusterMerge: a node on a Docker daemon and a node on a cluster are two nodes of one run.
func TestClusterMerge(t *testing.T) {
	t.Parallel()
	tr := trial{runner: "behave"}
	dir := t.TempDir()
	for node, on := range []venue{onDaemon(t), onNode(t, map[string]trial{"": tr})} {
		baleen(t, 0, append([]string{"run", "--image", on.image(t, tr.runner, nil), "--runner", "behave", "--files-from", "image", "--files", "features/passing.feature", "--split", "scenario",
			"--timings", filepath.Join(dir, "timings.json"), "--shard", fmt.Sprintf("%d/2", node+1), "--report-dir", filepath.Join(dir, "nodes", strconv.Itoa(node))}, on.args...)...)
	}
	whole := filepath.Join(dir, "whole")
	baleen(t, 0, "merge", filepath.Join(dir, "nodes"), "--timings", filepath.Join(dir, "all.json"), "--report-dir", whole)
	run, err := result.Load(whole)
	if err != nil {
		t.Fatal(err)
	}
	if got := statuses(run); got != "passed passed" || run.Verdict.State != result.StatePassed || !strings.Contains(run.Engine, "; Kubernetes ") {
		t.Errorf("%s, %+v, on %s", got, run.Verdict, run.Engine)
	}
}
