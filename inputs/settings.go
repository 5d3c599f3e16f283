package inputs

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/shard"
)

// Settings are the inputs of a run once they have been found right.
type Settings struct {
	Given       Run // as typed: what a rerun repeats
	Suite       Suite
	Limits      Limits
	Judging     Judging
	Division    Division
	Node        Node
	Environment Environment
	Report      Reporting
	Artifacts   Artifacts
	Spec        execute.Spec // what is as in docker run
	OwnNetwork  bool         // containers join the network that Baleen's own container is on
	Pull        execute.PullOptions
	Daemon      Daemon
	Notices     []string // about what was given and has no effect
}

// Limits bound a run.
type Limits struct {
	Containers  int           // at a time; 0: auto
	File        time.Duration // for one file
	Run         time.Duration
	Output      int64 // bytes of one container
	Retries     int
	MaxFailures int // 0: no limit
}

// Judging is what decides whether a run is red.
type Judging struct {
	Strict     bool // undefined and pending scenarios fail
	AllowEmpty bool
	FlakyFails bool
}

// Division is how files are put into containers.
type Division struct {
	Split shard.Split
	Batch bool
}

// Reporting is where a report goes and what is told of it.
type Reporting struct {
	Name        string // of the suite
	Dir         string
	Flavour     junit.Flavour
	Annotations int
	Summary     bool
	ExitZero    bool
	Timings     string
}

// The report folders of a smoke test and of a rerun lie beside that of the run.
const (
	smokeSuffix = "-smoke"
	rerunSuffix = "-rerun"
)

// Smoke is the report folder of a smoke test.
func (r Reporting) Smoke() string { return r.Dir + smokeSuffix }

// ofRerun is how the report folder of a rerun ends, of the second and the reruns after it with their number.
var ofRerun = regexp.MustCompile(`^(.*)` + rerunSuffix + `(?:-(\d{1,3}))?$`)

// rerun returns the report folder of which a report folder is the rerun's, and how many reruns that is away; it is itself, and
// 0, for one that is none's.
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

// Rerun is the report folder of a rerun. That of a rerun's rerun has the next number.
func (r Reporting) Rerun() string { return r.nth(1) }

// nth is the report folder so many reruns away.
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

// Artifacts are the files to bring out of the containers.
type Artifacts struct {
	Patterns []string
	Failed   bool // only of containers that did not pass
}

// MaxAnnotations is what GitHub shows of one step; it drops others without a word.
const MaxAnnotations = 10

// The ways to isolate files from each other.
const (
	isolated = "file"
	batched  = "batch"
)

// Check looks at every input of a run. The settings hold the secrets even if something is wrong, so that no complaint shows
// one.
func (in Run) Check(getenv func(string) string) (Settings, AllWrong) {
	c := &checker{getenv: getenv}
	return in.check(c), c.wrong
}

func (in Run) check(c *checker) Settings {
	in = trimmed(in)
	if len(list(in.Files)) == 0 {
		in.Files = []string{"features"}
	}
	s := Settings{
		Given:       in,
		Pull:        c.image(in),
		Suite:       c.suite(in),
		Limits:      c.limits(in),
		Division:    c.division(in),
		Judging:     c.judging(in),
		Report:      c.reporting(in.Report),
		Artifacts:   c.artifacts(in),
		Node:        c.node(in),
		Environment: c.environment(in),
		Spec:        c.spec(in),
		OwnNetwork:  in.Network == networkAuto || in.Network == networkSandbox,
		Daemon:      in.Daemon,
	}
	s.Spec.Env = s.Environment.Variables
	s.Spec.WorkDir = in.WorkDir
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
		MaxFailures: c.count("max-failures", in.MaxFailures),
	}
	if in.MaxFailures != "" && l.MaxFailures == 0 {
		c.say("max-failures", "0 would start no container", "--max-failures 10, or leave it out")
	}
	return l
}

// smokeTimeout is how long a smoke test takes at most: one that hangs is to be found out soon, unless timeout says otherwise.
const smokeTimeout = 50 * time.Second

// Smoke are the limits of a smoke test.
func (s Settings) Smoke() Limits {
	limits := s.Limits
	if s.Given.Timeout == byDefault("Timeout") {
		limits.File = smokeTimeout
	}
	return limits
}

// division checks how files are to be put into containers.
func (c *checker) division(in Run) Division {
	c.oneOf("split", in.Split, string(shard.SplitFile), string(shard.SplitAuto), string(shard.SplitScenario))
	c.oneOf("isolation", in.Isolation, isolated, batched)
	if in.Isolation == batched && in.Runner == cucumber.ExitCode {
		c.say("isolation", "exit-code has one result for all that a container runs, so it cannot run several files",
			"leave it out, or use a runner that writes a report")
	}
	return Division{shard.Split(in.Split), in.Isolation == batched}
}

func (c *checker) judging(in Run) Judging {
	c.oneOf("flaky", in.Flaky, "pass", "fail")
	return Judging{
		Strict:     c.truth("strict", in.Strict),
		AllowEmpty: c.truth("allow-empty", in.AllowEmpty),
		FlakyFails: in.Flaky == "fail",
	}
}

// Check looks at every input about a report.
func (in Report) Check(getenv func(string) string) (Reporting, AllWrong) {
	c := &checker{getenv: getenv}
	return c.reporting(trimmed(in)), c.wrong
}

func (c *checker) reporting(in Report) Reporting {
	c.oneOf("junit-flavour", in.JunitFlavour, string(junit.Full), string(junit.Strict))
	c.kept("report-dir", in.ReportDir)
	c.kept("timings", in.Timings)
	return Reporting{
		Name:        in.Name,
		Dir:         in.ReportDir,
		Flavour:     junit.Flavour(in.JunitFlavour),
		Annotations: c.annotations(in.Annotations),
		Summary:     c.truth("summary", in.Summary),
		ExitZero:    c.truth("exit-zero", in.ExitZero),
		Timings:     in.Timings,
	}
}

func (c *checker) image(in Run) execute.PullOptions {
	if in.Image == "" {
		c.say("image", "is required", "--image my-test-runner")
	} else if err := execute.CheckReference(in.Image); err != nil {
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
