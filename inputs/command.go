package inputs

import "github.com/alecthomas/kong"

// CommandLine is everything that can be typed after "baleen".
type CommandLine struct {
	Run        Runs       `cmd:"" help:"Run the feature files, each in a fresh container, and report."`
	Cucumber   Runs       `cmd:"" help:"The same as run; the runner is cucumber unless something else is found."`
	Plan       Plan       `cmd:"" help:"Show what would run, in which order and for how long; run nothing, or one file as a smoke test."`
	Merge      Merge      `cmd:"" help:"Join the reports of several nodes into one, which fails if a node or a scenario is missing."`
	Rerun      Rerun      `cmd:"" help:"Run what failed or never ran in an earlier run, with the image and the inputs of that run."`
	Watch      Watch      `cmd:"" help:"Show a run that goes on, from its report folder, until it ends; its exit status is that of the run."`
	Flaky      Flaky      `cmd:"" help:"Show the scenarios that fail now and then, with their commonest failure and what their retries cost."`
	Quarantine Quarantine `cmd:"" help:"Show or extend the list of scenarios whose failures do not decide a run."`
	Cleanup    Cleanup    `cmd:"" help:"Remove what runs that were killed left on the daemon, or in a cluster."`
	Init       Init       `cmd:"" help:"Show a first baleen.yml, a workflow and a .dockerignore for this checkout, and write what is missing."`
	Doctor     Doctor     `cmd:"" help:"Say whether this machine and the suites are ready, and what is most worth changing."`
	Schema     struct{}   `cmd:"" help:"Print the JSON schema of baleen.yml, for editors."`
	Version    struct{}   `cmd:"" help:"Print the version."`
	Hold       struct{}   `cmd:"" name:"hold-network" hidden:"" help:"Keep the network of a sandbox alive; Baleen starts this itself."`

	Chosen []Chosen `kong:"-"` // the suites that the command is for, at least one
}

// Runs holds the inputs of run: the suites to run, and the inputs that override theirs.
type Runs struct {
	Suites []string `arg:"" optional:"" name:"suite" help:"suites of baleen.yml to run; default: all of them"`
	Run    `embed:""`
}

// Toggle is a boolean input as it was typed, so that a wrong value is reported together with all others.
type Toggle string

// Decode takes "--strict" for "--strict=true".
func (t *Toggle) Decode(ctx *kong.DecodeContext) error {
	*t = "true"
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		*t = Toggle(ctx.Scan.Pop().String())
	}
	return nil
}

// IsBool tells kong that the flag stands alone.
func (Toggle) IsBool() bool { return true }

// groups are the headings of the help, in their order.
func groups() []kong.Group {
	return []kong.Group{
		{Key: "suite", Title: "The suite:"},
		{Key: "services", Title: "Services beside the tests:"},
		{Key: "run", Title: "The run:"},
		{Key: "plan", Title: "The plan:"},
		{Key: "environment", Title: "Environment of the containers:"},
		{Key: "report", Title: "Reports:"},
		{Key: "docker", Title: "Containers, as in docker run:"},
		{Key: "engine", Title: "The daemon:"},
		{Key: "cluster", Title: "Pods, with engine kubernetes:"},
	}
}

// Plan holds the inputs of plan: those of run, and what to do with the plan.
type Plan struct {
	Suites     []string `arg:"" optional:"" name:"suite" help:"suites of baleen.yml to plan; default: all of them"`
	Run        `embed:""`
	Smoke      Toggle `group:"plan" default:"false" help:"run the shortest file in one container and check that the image runs it and reports every scenario"`
	Nodes      string `group:"plan" default:"1" placeholder:"N" help:"how many machines share the suite"`
	TargetTime string `group:"plan" placeholder:"TIME" help:"in place of nodes: as many machines as are needed to finish in this time"`
	Out        string `group:"plan" placeholder:"FILE" help:"write the plan to a file, for run --plan"`
	JSON       Toggle `group:"plan" name:"json" default:"false" help:"print the plan as JSON, as out writes it"`
}

// Merge holds the inputs of merge.
type Merge struct {
	Dirs   []string `arg:"" name:"dir" help:"report folders of the nodes, which hold run.json, or folders above them"`
	Report `embed:""`
}

// Doctor holds the inputs of doctor: those of run.
type Doctor struct {
	Suites []string `arg:"" optional:"" name:"suite" help:"suites of baleen.yml to look at; default: all of them"`
	Run    `embed:""`
}

// Init holds the inputs of init.
type Init struct {
	Yes Toggle `group:"run" default:"false" help:"write the files without asking"`
}

// Check reports whether to write the files without asking.
func (in Init) Check() (bool, error) {
	c := &checker{}
	return c.truth("yes", in.Yes), c.wrong.Err()
}
