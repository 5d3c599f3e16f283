package main

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/docker/cli/opts"
	"github.com/docker/cli/pkg/kvfile"
	"github.com/docker/go-units"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/shell"
)

// sandboxNetwork is the network whose namespace outlives the containers in it.
const sandboxNetwork = "sandbox"

// settings are the inputs once they have been found right.
type settings struct {
	inputs
	patterns    []string
	tags        cucumber.Filter
	runner      string   // a recipe's name; "auto"
	shell       []string // the words before the script; nil: no shell
	concurrency int      // 0: auto
	timeout     time.Duration
	runTimeout  time.Duration
	retries     int
	maxFailures int // 0: no limit
	outputLimit int64
	env         []string // NAME=VALUE
	secrets     []string // values
	secretNames []string // of the variables that hold them
	spec        execute.Spec
	strict      bool
	allowEmpty  bool
	exitZero    bool
	annotations int
	summary     bool
	node        nodePlace
	plan        *planFile // nil: none was given
}

// settings checks every input.
func (in inputs) settings(getenv func(string) string) (settings, []wrongInput) {
	in.trim()
	c := &checker{getenv: getenv}
	s := settings{inputs: in, patterns: list(in.Files)}
	if in.Image == "" {
		c.say("image", "is required", "--image my-test-runner")
	} else if err := execute.CheckReference(in.Image); err != nil {
		c.say("image", err.Error(), hintOf(err))
	}
	c.suite(&s)
	s.concurrency = c.concurrency(in.Concurrency)
	s.timeout = c.duration("timeout", in.Timeout)
	s.runTimeout = c.duration("run-timeout", in.RunTimeout)
	c.division(in)
	s.retries = c.count("retries", in.Retries)
	c.oneOf("flaky", in.Flaky, "pass", "fail")
	if s.maxFailures = c.count("max-failures", in.MaxFailures); in.MaxFailures != "" && s.maxFailures == 0 {
		c.say("max-failures", "0 would never start anything", "--max-failures 10, or leave it out")
	}
	s.outputLimit = c.bytes("output-limit", in.OutputLimit)
	c.artifacts(in)
	c.oneOf("junit-flavour", in.JunitFlavour, string(junit.Full), string(junit.Strict))
	s.strict = c.truth("strict", in.Strict)
	s.allowEmpty = c.truth("allow-empty", in.AllowEmpty)
	s.exitZero = c.truth("exit-zero", in.ExitZero)
	s.annotations = c.annotations(in.Annotations)
	s.summary = c.truth("summary", in.Summary)
	s.node = c.shard(in.Shard)
	s.plan = c.planFile(in.Plan, s.node)
	c.environment(&s)
	if (in.RegistryUsername == "") != (in.RegistryPassword == "") {
		c.say("registry-username", "and registry-password go together", "give both or neither")
	}
	if in.RegistryPassword != "" {
		s.secrets = append(s.secrets, in.RegistryPassword)
	}
	s.spec = c.spec(in)
	return s, c.wrong
}

// suite checks what says how the suite is run.
func (c *checker) suite(s *settings) {
	c.workspace(s)
	s.runner = s.Runner
	if _, known := cucumber.Find(s.Runner); !known && s.Runner != "auto" {
		var names []string
		for _, r := range cucumber.Recipes() {
			names = append(names, r.Name)
		}
		c.say("runner", fmt.Sprintf("%q is not known", s.Runner),
			"use "+strings.Join(names, ", ")+", custom, exit-code or auto")
	}
	if s.Shell != "none" {
		s.shell = strings.Fields(s.Shell)
	}
	c.oneOf("shell", s.Shell, "sh -c", "bash -c", "none")
	if info, err := os.Stat(s.Root); err != nil || !info.IsDir() {
		c.say("root", fmt.Sprintf("%q is no folder", s.Root), "name a folder of the checkout, as seen from where Baleen runs")
	}
	if s.WorkDir != "" && !path.IsAbs(s.WorkDir) {
		c.say("work-dir", fmt.Sprintf("%q is not absolute", s.WorkDir), "--work-dir /"+s.WorkDir)
	}
	c.tags(s)
	c.command(s)
}

func (c *checker) tags(s *settings) {
	if s.Tags == "" {
		return
	}
	var err error
	if s.tags, err = cucumber.NewFilter("the input tags", s.Tags); err != nil {
		c.say("tags", err.Error(), "--tags '@fast and not @wip'")
	}
	if s.Runner == cucumber.ExitCode {
		c.say("tags", "exit-code runs whole files and cannot leave scenarios out", "choose files, or --runner custom")
	}
}

// command checks the words that are to run.
func (c *checker) command(s *settings) {
	script := s.Command
	switch {
	case script == "" && (s.Runner == cucumber.Custom || s.Runner == cucumber.ExitCode):
		c.say("command", "is required with runner "+s.Runner, "--command 'my-runner {files}'")
		return
	case script == "" && s.Before != "" && s.shell == nil:
		c.say("before-command", "needs a shell", "--shell 'sh -c'")
		return
	case script == "":
		return
	case !strings.Contains(script, filesMark) && !mayByEnvironment(s.Runner, script):
		c.say("command", "does not say where the feature files go", "--command "+shell.Quote(script+" "+filesMark))
	case s.Runner == cucumber.Custom && !strings.Contains(script, reportMark):
		c.say("command", "does not say where the report goes",
			"write it below {report}, or use --runner exit-code for one result per file")
	}
	if s.shell == nil {
		c.words(s)
	} else if alone, err := shell.Alone(script, filesMark); err != nil {
		c.say("command", "cannot be "+err.Error(), "put the script into a file: --command 'sh run.sh {files}'")
	} else if !alone {
		c.say("command", "{files} stands inside quotes or beside other text", "let it stand alone: every path is quoted by Baleen")
	}
}

// mayByEnvironment tells that a command may do without {files}, as far as that can be told before the image is seen.
func mayByEnvironment(runner, script string) bool {
	if runner == "auto" {
		runner = cucumber.Guess(shell.Words(script))
	}
	recipe, known := cucumber.Find(runner)
	return !known || recipe.ByEnvironment()
}

func (c *checker) words(s *settings) {
	words, err := shell.Split(s.Command)
	switch {
	case err != nil:
		c.say("command", "cannot be "+err.Error(), "close every quote, and quote what only a shell knows, or give a --shell")
	case strings.Contains(s.Command, filesMark) && !slices.Contains(words, filesMark):
		c.say("command", "{files} is only a part of a word", "let it stand alone: it becomes several words")
	}
	if s.Before != "" {
		c.say("before-command", "needs a shell", "--shell 'sh -c'")
	}
}

// environment gathers what the containers get and what is masked.
func (c *checker) environment(s *settings) {
	for _, file := range list(s.EnvFile) {
		vars, err := kvfile.Parse(file, c.lookup)
		if err != nil {
			c.say("env-file", err.Error(), "give a file of NAME=VALUE lines")
		}
		s.env = append(s.env, vars...)
	}
	for _, line := range list(s.Env) {
		if pair, ok := c.variable("env", line); ok {
			s.env = append(s.env, pair)
		}
	}
	for _, line := range list(s.Secrets) {
		pair, ok := c.variable("secrets", line)
		name, value, _ := strings.Cut(pair, "=")
		if !ok {
			value = line // a further line of a secret, perhaps: it must not be shown either
		} else {
			s.env = append(s.env, pair)
			s.secretNames = append(s.secretNames, name)
		}
		s.secrets = append(s.secrets, value)
	}
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// variable makes NAME=VALUE of a line. A name that Baleen itself does not have, or has empty, is left out. A line that is
// neither is not repeated in the complaint: it may be a part of a secret.
func (c *checker) variable(input, line string) (string, bool) {
	name, _, valued := strings.Cut(line, "=")
	if !variableName.MatchString(name) {
		c.say(input, "a line is neither NAME nor NAME=VALUE", "--"+input+" NAME takes a value of several lines from Baleen's environment")
		return "", false
	}
	if valued {
		return line, true
	}
	value, set := c.lookup(name)
	return name + "=" + value, set
}

func (c *checker) lookup(name string) (string, bool) {
	value := c.getenv(name)
	return value, value != ""
}

// spec checks what is as in docker run.
func (c *checker) spec(in inputs) execute.Spec {
	c.oneOf("pull", in.Pull, "missing", "always", "never")
	c.oneOf("init", in.Init, "auto", "true", "false")
	spec := execute.Spec{
		WorkDir:     in.WorkDir,
		Init:        in.Init,
		User:        in.User,
		IPC:         in.IPC,
		Memory:      c.bytes("memory", in.Memory),
		CPUs:        c.number("cpus", in.CPUs),
		ShmSize:     c.bytes("shm-size", in.ShmSize),
		PidsLimit:   int64(c.number("pids-limit", in.PidsLimit)),
		Ulimits:     list(in.Ulimit),
		AddHosts:    list(in.AddHost),
		Volumes:     list(in.Volume),
		Tmpfs:       list(in.Tmpfs),
		CapAdd:      list(in.CapAdd),
		SecurityOpt: list(in.SecurityOpt),
		Privileged:  c.truth("privileged", in.Privileged),
	}
	for _, limit := range spec.Ulimits {
		if _, err := units.ParseUlimit(limit); err != nil {
			c.say("ulimit", fmt.Sprintf("%q: %v", limit, err), "--ulimit nofile=1024:4096")
		}
	}
	for _, host := range spec.AddHosts {
		if _, err := opts.ValidateExtraHost(host); err != nil {
			c.say("add-host", err.Error(), "--add-host db:10.0.0.5")
		}
	}
	c.network(in, &spec)
	switch in.Entrypoint {
	case "":
	case "none":
		spec.Entrypoint = []string{}
	default:
		spec.Entrypoint = []string{in.Entrypoint}
	}
	return spec
}

// network checks which network containers are on. Containers with more rights than usual could change what the next one
// in a sandbox finds.
func (c *checker) network(in inputs, spec *execute.Spec) {
	if in.Network != sandboxNetwork {
		if in.Network != "auto" {
			spec.Network = in.Network
		}
		return
	}
	spec.Sandbox = "/proc/self/exe"
	var rights []string
	if spec.Privileged {
		rights = append(rights, "privileged")
	}
	if len(spec.CapAdd) > 0 {
		rights = append(rights, "cap-add")
	}
	if slices.Contains(spec.SecurityOpt, "systempaths=unconfined") {
		rights = append(rights, "security-opt systempaths=unconfined")
	}
	if len(rights) > 0 {
		c.say("network", "sandbox does not go with "+strings.Join(rights, ", ")+": a container could leave its network changed for the next one", "--network auto")
	}
}
