package inputs

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/quarantine"
	"github.com/org/baleen-action/shard"
)

// Settings are the checked inputs of a run.
type Settings struct {
	Given       Run    // as typed: what a rerun repeats
	Origin      Origin // of what was given
	Pinned      Pinned // the image of a rerun
	RerunFailed bool   // go on with the report of an earlier attempt
	Suite       Suite
	Services    Services
	Limits      Limits
	Judging     Judging
	Division    Division
	Node        Node
	Environment Environment
	Report      Reporting
	Artifacts   Artifacts
	Quarantine  quarantine.List
	BurnIn      BurnIn
	Spec        execute.Spec // the inputs that are the same as in docker run
	OwnNetwork  bool         // containers join the network that Baleen's own container is on
	Pull        execute.PullOptions
	Daemon      Daemon
	Pods        Pods
	Notices     []string // about inputs that have no effect
}

// Limits bound a run.
type Limits struct {
	Containers  int           // at a time; 0: auto
	File        time.Duration // for one file
	Before      time.Duration // for before-run
	Run         time.Duration
	Silence     time.Duration // 0: a container may be silent
	AutoSilence bool          // Silence follows from the history
	OnSilence   string        // signal; empty: none
	Output      int64         // bytes of one container
	Retries     int
	Retried     Share // how many scenarios may have failed for any of them to be tried again
	MaxFailures int   // 0: no limit
}

// Judging decides whether a run fails.
type Judging struct {
	Strict     bool // undefined and pending scenarios fail
	AllowEmpty bool
	FlakyFails bool
}

// Division is how files are divided between containers.
type Division struct {
	Split shard.Split
	Batch bool
	Order shard.Order
}

// Reporting is where reports are written, and what a CI system is told.
type Reporting struct {
	Name        string // of the suite
	Dir         string
	HTML        string // pages: baleen, cucumber or both
	Flavour     junit.Flavour
	Embed       bool // attachments into messages.ndjson, whatever their size
	Annotations int
	Summary     bool
	ExitZero    bool
	Timings     string
	Live        string // what a CI system is told while the run goes on: auto, none or teamcity
}

// Pages reports which pages are to show the run: Baleen's, and that of Cucumber.
func (r Reporting) Pages() (baleen, cucumber bool) {
	return r.HTML != "cucumber", r.HTML == "cucumber" || r.HTML == "both"
}

// Endings of the report folders of a smoke test and of a rerun, which are beside that of the run.
const (
	smokeSuffix = "-smoke"
	rerunSuffix = "-rerun"
)

// Smoke is the report folder of a smoke test.
func (r Reporting) Smoke() string { return r.Dir + smokeSuffix }

// ofRerun matches the report folder of a rerun. From the second rerun on, it ends with a number.
var ofRerun = regexp.MustCompile(`^(.*)` + rerunSuffix + `(?:-(\d{1,3}))?$`)

// rerun splits the name of a report folder into that of the first run and the number of the rerun; 0 if it is not a rerun's.
func (r Reporting) rerun() (base string, number int) {
	parts := ofRerun.FindStringSubmatch(r.Dir)
	if parts == nil {
		return r.Dir, 0
	}
	if number, _ = strconv.Atoi(parts[2]); parts[2] == "" {
		number = 1
	}
	return parts[1], number
}

// Rerun is the report folder of a rerun. The rerun of a rerun has the next number.
func (r Reporting) Rerun() string { return r.nth(1) }

// nth is the report folder n reruns later, or earlier if n is negative.
func (r Reporting) nth(n int) string {
	base, number := r.rerun()
	switch number += n; number {
	case 0:
		return base
	case 1:
		return base + rerunSuffix
	}
	return fmt.Sprintf("%s%s-%d", base, rerunSuffix, number)
}

// Family are the report folders of the run, of a smoke test, and of the reruns before this one and the next.
func (r Reporting) Family() []string {
	base, number := r.rerun()
	family := []string{base + smokeSuffix, r.Smoke()}
	for n := -number; n <= 1; n++ {
		family = append(family, r.nth(n))
	}
	return family
}

// Artifacts are the files to copy out of the containers.
type Artifacts struct {
	Patterns []string
	Failed   bool // only of containers that did not pass
}

// MaxAnnotations is how many annotations GitHub shows for one step. It drops the rest silently.
const MaxAnnotations = 10

// The ways to isolate files from each other.
const (
	isolated = "file"
	batched  = "batch"
)

// Check checks every input of a run. Compose files are read with the variables of environ, NAME=VALUE. The settings hold the secrets
// even if an input is wrong, so that no message shows one.
func (in Run) Check(getenv func(string) string, environ ...string) (Settings, AllWrong) {
	c := &checker{getenv: getenv, environ: environ}
	return in.check(c), c.wrong
}

func (in Run) check(c *checker) Settings {
	in = trimmed(in)
	if len(list(in.Files)) == 0 {
		in.Files = []string{"features"}
	}
	given, services := in, c.services(in)
	in = services.defaults(in)
	s := Settings{
		Given:       given,
		Pull:        c.image(in),
		Suite:       c.suite(in, services.command()),
		Limits:      c.limits(in),
		Division:    c.division(in),
		Judging:     c.judging(in),
		RerunFailed: c.rerun(in.Rerun),
		Report:      c.reporting(in.Report),
		Artifacts:   c.artifacts(in),
		Quarantine:  c.quarantine(in.Quarantine),
		BurnIn:      c.burnIn(in),
		Node:        c.node(in),
		Environment: c.environment(in),
		Spec:        c.spec(in),
		OwnNetwork:  in.Network == networkAuto || in.Network == networkSandbox,
		Daemon:      in.Daemon,
		Pods:        c.pods(given, services),
	}
	if s.BurnIn.Repeat > 0 {
		s.Limits.Retries = 0 // it counts how often a scenario fails
	}
	c.oneOf("live", in.Live, "auto", "none", "teamcity")
	s.Report.Live = in.Live
	s.Spec.Env = s.Environment.Variables
	s.Spec.WorkDir = in.WorkDir
	services.settle(c, in, &s)
	s.Notices = c.notices
	return s
}

func (c *checker) limits(in Run) Limits {
	l := Limits{
		Containers:  c.concurrency(in.Concurrency),
		File:        c.duration("timeout", in.Timeout),
		Run:         c.duration("run-timeout", in.RunTimeout),
		Output:      c.bytes("output-limit", in.OutputLimit),
		Retries:     c.count("retries", in.Retries),
		Retried:     c.share("max-retried", in.MaxRetried),
		MaxFailures: c.count("max-failures", in.MaxFailures),
	}
	usual, _ := time.ParseDuration(byDefault("Timeout"))
	l.Before = max(usual, l.File)
	c.silence(in, &l)
	if in.MaxFailures != "" && l.MaxFailures == 0 {
		c.say("max-failures", "0 would start no container", "--max-failures 10, or leave it out")
	}
	return l
}

// smokeTimeout limits a smoke test unless timeout is set, so that a hanging test is noticed soon.
const smokeTimeout = 50 * time.Second

// Smoke are the limits of a smoke test.
func (s Settings) Smoke() Limits {
	limits := s.Limits
	if s.Given.Timeout == byDefault("Timeout") {
		limits.File = smokeTimeout
	}
	return limits
}

// division checks how files are divided between containers.
func (c *checker) division(in Run) Division {
	c.oneOf("split", in.Split, string(shard.SplitFile), string(shard.SplitAuto), string(shard.SplitScenario))
	c.oneOf("isolation", in.Isolation, isolated, batched)
	if in.Isolation == batched && in.Runner == cucumber.ExitCode {
		c.say("isolation", "exit-code has one result for all that a container runs, so it cannot run several files",
			"leave it out, or use a runner that writes a report")
	}
	c.oneOf("order", in.Order, string(shard.OrderLongest), string(shard.OrderFailures))
	return Division{shard.Split(in.Split), in.Isolation == batched, shard.Order(in.Order)}
}

func (c *checker) judging(in Run) Judging {
	c.oneOf("flaky", in.Flaky, "pass", "fail")
	return Judging{
		Strict:     c.truth("strict", in.Strict),
		AllowEmpty: c.truth("allow-empty", in.AllowEmpty),
		FlakyFails: in.Flaky == "fail",
	}
}

// Check checks every input about reports.
func (in Report) Check(getenv func(string) string) (Reporting, AllWrong) {
	c := &checker{getenv: getenv}
	return c.reporting(trimmed(in)), c.wrong
}

func (c *checker) reporting(in Report) Reporting {
	c.oneOf("html", in.HTML, "baleen", "cucumber", "both")
	c.oneOf("junit-flavour", in.JunitFlavour, string(junit.Full), string(junit.Strict))
	c.oneOf("messages", in.Messages, "files", "embed")
	c.kept("report-dir", in.ReportDir)
	c.kept("timings", in.Timings)
	return Reporting{
		Name:        in.Name,
		Dir:         in.ReportDir,
		HTML:        in.HTML,
		Flavour:     junit.Flavour(in.JunitFlavour),
		Embed:       in.Messages == "embed",
		Annotations: c.annotations(in.Annotations),
		Summary:     c.truth("summary", in.Summary),
		ExitZero:    c.truth("exit-zero", in.ExitZero),
		Timings:     in.Timings,
	}
}

func (c *checker) image(in Run) execute.PullOptions {
	if in.Image == "" && in.Service == "" {
		c.say("image", "is required", "--image my-test-runner")
	} else if err := execute.CheckReference(in.Image); err != nil && in.Image != "" {
		c.say("image", err.Error(), HintOf(err))
	}
	c.oneOf("pull", in.Pull, "missing", "always", "never")
	if (in.RegistryUsername == "") != (in.RegistryPassword == "") {
		c.say("registry-username", "and registry-password go together", "give both or neither")
	}
	return execute.PullOptions{
		Policy:   in.Pull,
		Platform: in.Platform,
		Username: in.RegistryUsername,
		Password: in.RegistryPassword,
		Getenv:   c.getenv,
	}
}
