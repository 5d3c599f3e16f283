// Package inputs declares every input once, reads them from flags, the action and variables, and checks them all at once.
package inputs

// Run is what a run can be told. Inputs are declared in these structs and nowhere else: the flag, the action's input, the BALEEN_ variable, the help and the
// table of docs/inputs.md all derive from these fields. They are strings as they were typed; Check looks at them all at once.
type Run struct {
	Image     string   `group:"suite" placeholder:"REF" help:"image that holds the test runner (required)"`
	Files     []string `group:"suite" sep:"none" default:"features" placeholder:"GLOB" help:"files, folders or globs, relative to root; ** works, a leading ! excludes, a folder means every *.feature below it, and so does a glob that names no extension, x.feature:12:30 selects scenarios"`
	Runner    string   `group:"suite" default:"auto" placeholder:"NAME" help:"cucumber-js, cucumber-ruby, cucumber-jvm, behave, godog, behat, custom (your command writes a report to {report}), exit-code (one result per file), or auto"`
	Command   string   `group:"suite" placeholder:"TEXT" help:"what runs in the container; {files} stands for its feature files and the report flags, {report} for the folder to write a report to; default: the runner's usual command"`
	Before    string   `group:"suite" name:"before-command" placeholder:"TEXT" help:"runs first, in the same container and shell; its failure is no test failure"`
	Shell     string   `group:"suite" default:"sh -c" placeholder:"SHELL" help:"how command is run: sh -c, bash -c, or none (split into words; needs no shell in the image)"`
	Root      string   `group:"suite" default:"." placeholder:"DIR" help:"folder of the checkout that stands for work-dir in the image"`
	WorkDir   string   `group:"suite" placeholder:"DIR" help:"working directory in the container; default: the image's"`
	Workspace string   `group:"suite" default:"image" placeholder:"WHERE" help:"where the suite's files are at run time: image; copy (what git would carry of root is copied in, once per run, and every container has a view of its own); bind (root itself is mounted into all of them, where the daemon sees it)"`
	FilesFrom string   `group:"suite" default:"auto" placeholder:"WHERE" help:"where files is looked up: workspace (the checkout), image, or auto: the checkout, and the image must hold the same bytes; nothing in the checkout, then the image"`
	Tags      string   `group:"suite" placeholder:"EXPR" help:"tag expression: only scenarios that it keeps are run; the others are shown as deselected"`

	Concurrency string `group:"run" default:"auto" placeholder:"N" help:"containers at a time: a number, or auto: the daemon's CPUs, at most 16, and what fits in 80 % of its memory if memory is set"`
	Timeout     string `group:"run" default:"10m" placeholder:"TIME" help:"for one file; a batch has the sum"`
	RunTimeout  string `group:"run" default:"6h" placeholder:"TIME" help:"for the whole run; what has not ended by then is not run"`
	Strict      Toggle `group:"run" default:"true" help:"undefined and pending scenarios fail"`
	AllowEmpty  Toggle `group:"run" default:"false" help:"nothing to run is not an error"`
	Retries     string `group:"run" default:"0" placeholder:"N" help:"how often a failed scenario is tried again, in a fresh container"`
	Flaky       string `group:"run" default:"pass" placeholder:"WORD" help:"whether a pass after a failure is pass or fail"`
	MaxFailures string `group:"run" placeholder:"N" help:"stop starting containers after so many failed scenarios"`
	Split       string `group:"run" default:"file" placeholder:"WORD" help:"may one file be spread over containers: file (never), auto (one that is longer than its fair share), scenario (each scenario alone); a file tagged @baleen:whole never is"`
	Isolation   string `group:"run" default:"file" placeholder:"WORD" help:"file: a container runs one file or a part of one; batch: several files, as many as its start-up makes worth while"`
	Shard       string `group:"run" default:"1/1" placeholder:"I/N" help:"this node's share of the suite, as 2/3, or auto: the variables of GitLab, Buildkite, CircleCI, Semaphore or Kubernetes; baleen merge joins what the nodes report"`
	Plan        string `group:"run" placeholder:"FILE" help:"plan that baleen plan --out made: nodes run exactly the shares that it says, however often"`

	Env     []string `group:"environment" sep:"none" placeholder:"NAME[=VALUE]" help:"variable of the container; without a value it is taken from Baleen's environment"`
	EnvFile []string `group:"environment" sep:"none" placeholder:"FILE" help:"file of NAME=VALUE lines"`
	Secrets []string `group:"environment" sep:"none" placeholder:"NAME[=VALUE]" help:"like env, and values of 8 characters and more are masked wherever Baleen prints or reports"`

	Report `embed:""`

	OutputLimit   string   `group:"report" default:"1g" placeholder:"BYTES" help:"cap on one container's output; the cut is marked"`
	Artifacts     []string `group:"report" sep:"none" placeholder:"GLOB" help:"files to bring out of containers: globs below work-dir; a folder means all that is below it, a leading ! excludes"`
	ArtifactsWhen string   `group:"report" default:"failed" placeholder:"WHEN" help:"which containers artifacts are brought out of: failed (what did not pass) or always"`

	Network     string   `group:"docker" default:"auto" placeholder:"NETWORK" help:"auto: the user-defined network that Baleen's own container is on, else the default bridge; sandbox: one for each slot, set up once for all containers that run there; or any network"`
	Memory      string   `group:"docker" placeholder:"BYTES" help:"as in docker run, but without swap"`
	CPUs        string   `group:"docker" name:"cpus" placeholder:"N" help:"as in docker run"`
	ShmSize     string   `group:"docker" default:"1g" placeholder:"BYTES" help:"size of /dev/shm"`
	PidsLimit   string   `group:"docker" placeholder:"N" help:"as in docker run"`
	Ulimit      []string `group:"docker" sep:"none" placeholder:"NAME=SOFT[:HARD]" help:"as in docker run"`
	User        string   `group:"docker" placeholder:"USER" help:"as in docker run"`
	AddHost     []string `group:"docker" sep:"none" placeholder:"HOST:IP" help:"as in docker run"`
	Volume      []string `group:"docker" sep:"none" placeholder:"SPEC" help:"as in docker run -v"`
	Tmpfs       []string `group:"docker" sep:"none" placeholder:"PATH" help:"as in docker run"`
	Entrypoint  string   `group:"docker" placeholder:"PROGRAM" help:"replaces the image's; none removes it"`
	Init        string   `group:"docker" default:"auto" placeholder:"WORD" help:"auto: a small init is PID 1 unless the image's entrypoint is one or the engine has none; true; false"`
	IPC         string   `group:"docker" name:"ipc" placeholder:"MODE" help:"as in docker run"`
	CapAdd      []string `group:"docker" sep:"none" placeholder:"CAP" help:"as in docker run"`
	SecurityOpt []string `group:"docker" sep:"none" placeholder:"OPT" help:"as in docker run"`
	Platform    string   `group:"docker" placeholder:"OS/ARCH" help:"as in docker run"`
	Pull        string   `group:"docker" default:"missing" placeholder:"WHEN" help:"missing, always or never"`
	Privileged  Toggle   `group:"docker" default:"false" help:"as in docker run"`

	Daemon `embed:""`

	RegistryUsername string `group:"engine" placeholder:"NAME" help:"for a private image, where no credentials file can be seen"`
	RegistryPassword string `group:"engine" placeholder:"TEXT" help:"for a private image, where no credentials file can be seen"`
}

// Report says where a report goes and what is told of it: to run and to merge alike.
type Report struct {
	Name         string `group:"report" placeholder:"NAME" help:"name of the suite, where several run in one job: its own report folder, JUnit and heading"`
	ReportDir    string `group:"report" default:"baleen-report" placeholder:"DIR" help:"folder that everything is written to"`
	JunitFlavour string `group:"report" default:"full" placeholder:"WORD" help:"full, or strict for Jenkins' xUnit plugin"`
	Annotations  string `group:"report" default:"10" placeholder:"N" help:"error annotations on GitHub, 0 to 10"`
	Summary      Toggle `group:"report" default:"true" help:"write the job summary on GitHub"`
	ExitZero     Toggle `group:"report" default:"false" help:"scenario failures exit 0 (Jenkins marks the build by its JUnit step)"`
	Timings      string `group:"report" default:".baleen/timings.json" placeholder:"FILE" help:"timing history to read and update; or a report (JUnit, of any tool) or a folder of them, to read only"`
}

// Daemon says which daemon to talk to.
type Daemon struct {
	DockerHost    string `group:"engine" placeholder:"URL" help:"the daemon; default: DOCKER_HOST, or that of the context"`
	DockerContext string `group:"engine" placeholder:"NAME" help:"the docker context to take the daemon from; default: the current one"`
}
