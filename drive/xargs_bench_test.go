package drive

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
)

const atATime = 4 // containers

// rival is a suite of the shape of a real one, and the command that xargs gives each of its files to.
type rival struct {
	runner    string
	command   []string
	files     int
	scenarios int // of a file
	steps     [2]string
	image     string
	names     []string
	dir       string // for its reports and timings
}

var benchSuites = []rival{
	{runner: "behave", command: []string{"behave"}, files: 160, scenarios: 2, steps: [2]string{"features/steps/bench.py",
		"import time\nfrom behave import given\n\n@given('{seconds:g} s of waiting')\ndef wait(context, seconds):\n    time.sleep(seconds)\n"}},
	{runner: "cucumber-js", command: []string{"node_modules/.bin/cucumber-js"}, files: 60, scenarios: 5, steps: [2]string{"features/support/bench.js",
		"const { Given } = require('@cucumber/cucumber')\nGiven('{float} s of waiting', s => new Promise(done => setTimeout(done, 1000 * s)))\n"}},
}

// cost is what one round took.
type cost struct{ wall, cpu time.Duration }

// BenchmarkXargs runs suites as xargs -P4 docker run --rm IMAGE RUNNER FILE does, which proves nothing and reports nothing, and
// with Baleen. It shows times as parts of those of xargs in the same round, because a time alone depends on the machine and its
// load. Processor times are those of the whole machine.
func BenchmarkXargs(b *testing.B) {
	bench := enginetest.NewBench(b)
	ways := []struct {
		name, target string
		args         []string // nil: xargs
	}{{"xargs", "", nil}, {"baleen", "0.85", []string{}}, {"baleen batch", "0.45", []string{"--isolation", "batch"}}}
	suites := make([]rival, len(benchSuites))
	for i, suite := range benchSuites {
		suites[i] = suite.build(b, bench)
		suites[i].baleen(b, nil) // so that the timings are known, as they are from the second run on
	}
	measured := map[string][]cost{}
	for b.Loop() {
		for _, suite := range suites {
			for _, way := range ways {
				run := func() { suite.baleen(b, way.args) }
				if way.args == nil {
					run = func() { suite.xargs(b) }
				}
				key := suite.runner + " " + way.name
				measured[key] = append(measured[key], measure(b, run))
			}
		}
	}
	var table strings.Builder
	for _, suite := range suites {
		fmt.Fprintf(&table, "\n%d files of %s, %d at a time\n%-14s%8s%10s%8s%10s\n", suite.files, suite.runner, atATime, "", "s", "/ xargs", "target", "CPU")
		by := measured[suite.runner+" "+ways[0].name]
		for _, way := range ways {
			own := measured[suite.runner+" "+way.name]
			wall := part(own, by, func(c cost) time.Duration { return c.wall })
			fmt.Fprintf(&table, "%-14s%8.1f%10.2f%8s%10.2f\n", way.name, own[len(own)/2].wall.Seconds(), wall, way.target,
				part(own, by, func(c cost) time.Duration { return c.cpu }))
			b.ReportMetric(wall, strings.ReplaceAll(suite.runner+" "+way.name, " ", "-")+"/xargs")
		}
	}
	fmt.Print(table.String()) // a log would be cut after ten lines
}

// build makes the suite's image. Its files take log-normal times, always the same.
func (r rival) build(b *testing.B, bench enginetest.Bench) rival {
	b.Helper()
	if flag.Lookup("test.benchtime").Value.String() == "1x" {
		r.files = 6 // a smoke test
	}
	const median, spread, longest = 0.3, 1.0, 4.0 // seconds
	random := rand.New(rand.NewPCG(11, 1))
	files := map[string]string{r.steps[0]: r.steps[1]}
	for i := range r.files {
		name := fmt.Sprintf("features/bench/%03d.feature", i)
		each := min(longest, median*math.Exp(spread*random.NormFloat64())) / float64(r.scenarios)
		text := fmt.Sprintf("Feature: %d\n", i)
		for s := range r.scenarios {
			text += fmt.Sprintf("  Scenario: %d\n    Given %.3f s of waiting\n", s, each)
		}
		files[name] = text
		r.names = append(r.names, name)
	}
	r.image, r.dir = bench.With(b, r.runner, files), b.TempDir()
	return r
}

func (r rival) xargs(b *testing.B) {
	b.Helper()
	args := append([]string{"-P", strconv.Itoa(atATime), "-n", "1", "docker", "run", "--rm", r.image}, r.command...)
	all := exec.CommandContext(b.Context(), "xargs", args...)
	all.Stdin = strings.NewReader(strings.Join(r.names, "\n"))
	if out, err := all.CombinedOutput(); err != nil {
		b.Fatalf("%v: %.2000s", err, out)
	}
}

func (r rival) baleen(b *testing.B, more []string) {
	b.Helper()
	var stdout, stderr bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &stdout, Stderr: &stderr, Now: time.Now, Connect: Connect}
	args := []string{"run", "--image", r.image, "--runner", r.runner, "--files", "features/bench", "--files-from", "image", "--concurrency", strconv.Itoa(atATime),
		"--report-dir", filepath.Join(r.dir, "report"), "--timings", filepath.Join(r.dir, "timings.json")}
	if status := p.Run(b.Context(), append(args, more...)); status != 0 {
		b.Fatalf("status %d: %.2000s%s", status, stdout.String(), stderr.String())
	}
}

func measure(b *testing.B, run func()) cost {
	b.Helper()
	began, cpu := time.Now(), busy(b)
	run()
	return cost{time.Since(began), busy(b) - cpu}
}

// busy is the processor time of the machine so far (proc_stat(5): user, nice, system, idle, iowait, irq, softirq, in hundredths of
// a second).
func busy(b *testing.B) time.Duration {
	b.Helper()
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		b.Fatal(err)
	}
	sum := 0
	for i, field := range strings.Fields(strings.SplitN(string(text), "\n", 2)[0])[1:8] {
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		if i != 3 && i != 4 {
			sum += n
		}
	}
	return time.Duration(sum) * 10 * time.Millisecond
}

// part is the median of what rounds took, as parts of what others took.
func part(all, by []cost, of func(cost) time.Duration) float64 {
	var parts []float64
	for i := range all {
		parts = append(parts, of(all[i]).Seconds()/of(by[i]).Seconds())
	}
	return slices.SortedFunc(slices.Values(parts), cmp.Compare)[len(parts)/2]
}
