// Package inputs declares every input once, reads them from flags, the action and variables, and checks them all at once.
package inputs

// Run holds the inputs of a run. Inputs are declared in these structs and nowhere else: the flag, the action's input, the
// BALEEN_ variable, the help and the table of docs/inputs.md derive from these fields. The fields are strings as they were
// typed; Check checks all of them at once.
type Run struct {
	Image     string   `group:"suite" placeholder:"REF" help:"image that holds the test runner (required unless service names one)"`
	Files     []string `group:"suite" sep:"none" default:"features" placeholder:"GLOB" help:"feature files to run: files, folders (every .feature file below) or globs, relative to root; a leading ! excludes; x.feature:12:30 selects the scenarios that begin at these lines"`
	Runner    string   `group:"suite" default:"auto" placeholder:"NAME" help:"cucumber-js, cucumber-ruby, cucumber-jvm, behave, godog, behat; custom: command writes a report to {report}; exit-code: one result per file, from the exit status; auto: found out from command and image"`
	Command   string   `group:"suite" placeholder:"TEXT" help:"command to run in each container; {files} stands for its feature files and the runner's report flags, {report} for an empty folder to write a report to; default: the runner's usual command"`
	BeforeRun string   `group:"suite" name:"before-run" placeholder:"TEXT" help:"script that runs once, in a container of the image but without its ENTRYPOINT; all containers start from the files that it leaves; if it fails, nothing runs"`
	Before    string   `group:"suite" name:"before-command" placeholder:"TEXT" help:"script that runs before the command, in the same container and shell; if it fails, the file is before-failed, not a failed test"`
	Shell     string   `group:"suite" default:"sh -c" placeholder:"SHELL" help:"shell that runs command: sh -c or bash -c; none: command is split into words, for images without a shell"`
	Root      string   `group:"suite" path:"" default:"." placeholder:"DIR" help:"folder of the checkout that corresponds to work-dir in the image"`
	WorkDir   string   `group:"suite" placeholder:"DIR" help:"absolute working directory in the container; default: the image's"`
	Workspace string   `group:"suite" default:"image" placeholder:"WHERE" help:"where the suite's files come from: image; copy: the checkout (what git would carry of root) is copied into every container; bind: root is mounted into all containers, if the daemon can see it"`
	FilesFrom string   `group:"suite" default:"auto" placeholder:"WHERE" help:"where files is looked up: workspace (the checkout); image; auto: the checkout, which must hold the same feature files as the image, or the image if the checkout has none"`
	Stale     string   `group:"suite" default:"warn" placeholder:"WORD" help:"what to do if the image holds another version of a file that git tracks, step definitions above all: warn, or fail; only with workspace image"`
	Tags      string   `group:"suite" placeholder:"EXPR" help:"run only scenarios that match this tag expression; the others are reported as deselected"`

	Compose         []string `group:"services" path:"" sep:"none" placeholder:"FILE" help:"Compose file with the services that stand beside the tests, a set of its own for each slot; later files override"`
	Service         string   `group:"services" placeholder:"NAME" help:"service of the Compose files that holds the runner: its image and settings are the tests' unless an input says otherwise, and only what it depends on is started; default: all services stand beside the tests"`
	Profiles        []string `group:"services" sep:"none" placeholder:"NAME" help:"profile of the Compose files to activate; default: those of COMPOSE_PROFILES"`
	ServicesFor     string   `group:"services" default:"slot" placeholder:"WORD" help:"how long services live: slot: as long as the slot; file: every container has new ones, which start while the one before it runs"`
	ServicesTimeout string   `group:"services" default:"2m" placeholder:"TIME" help:"time limit for a service to be ready"`
	ServicesOn      string   `group:"services" default:"network" placeholder:"WHERE" help:"where tests find services: network: by their names; localhost: there too, because all of a slot share one network namespace"`
	BeforeSlot      string   `group:"services" placeholder:"TEXT" help:"script that runs once for each slot, in a container of the tests' image, when the slot's services are ready"`

	Concurrency string `group:"run" default:"auto" placeholder:"N" help:"how many containers run at a time; auto: the daemon's CPUs, at most 16, and as many as fit into 80 % of its memory if memory is set, services included; on a cluster, what its quota and nodes allow, at most 64"`
	Timeout     string `group:"run" default:"10m" placeholder:"TIME" help:"time limit for one feature file; a container that runs several has the sum"`
	Silence     string `group:"run" default:"off" placeholder:"TIME" help:"end a container that writes and reports nothing for so long, and say what it was doing; auto: five times the longest scenario that is known, at least 2m"`
	OnSilence   string `group:"run" default:"none" placeholder:"SIGNAL" help:"signal that a silent container gets before it is ended, so that its program prints its stacks: QUIT for a JVM or Go"`
	RunTimeout  string `group:"run" default:"6h" placeholder:"TIME" help:"time limit for the whole run; what still runs is stopped, and the run is incomplete"`
	Strict      Toggle `group:"run" default:"true" help:"undefined and pending scenarios fail"`
	AllowEmpty  Toggle `group:"run" default:"false" help:"nothing to run is no error"`
	Retries     string `group:"run" default:"0" placeholder:"N" help:"how many more attempts a failed scenario gets, each in a fresh container"`
	MaxRetried  string `group:"run" default:"20%" placeholder:"N" help:"retry nothing once more scenarios than this have failed, because their cause is shared then: a number, or a share of the scenarios"`
	Flaky       string `group:"run" default:"pass" placeholder:"WORD" help:"what a scenario counts as that fails and then passes on a retry: pass or fail"`
	Quarantine  string `group:"run" path:"" default:".baleen/quarantine.yaml" placeholder:"FILE" help:"list of scenarios whose failures do not decide the run, each with an owner and a last day"`
	MaxFailures string `group:"run" placeholder:"N" help:"start no more containers once this many scenarios have failed; default: no limit"`
	Rerun       string `group:"run" default:"none" placeholder:"WORD" help:"failed: if the report folder holds the report of an earlier attempt of this build, run only what failed or never ran in it, and go on with that report; everything, if image, commit, inputs or scenarios are others"`
	Split       string `group:"run" default:"file" placeholder:"WORD" help:"spread one feature file over several containers: file: never; auto: if it is longer than its fair share; scenario: each scenario alone; files tagged @baleen:whole stay whole"`
	Order       string `group:"run" default:"longest" placeholder:"WORD" help:"what starts first: longest: the longest files, so that the run ends early; failures-first: what failed last time, what is new or changed, what flakes, then the longest"`
	Isolation   string `group:"run" default:"file" placeholder:"WORD" help:"file: a container runs one file, or a part of one; batch: several files, as many as its start-up time is worth"`
	Shard       string `group:"run" default:"1/1" placeholder:"I/N" help:"share of the suite that this node runs, such as 2/3; auto: from the variables of GitLab, Buildkite, CircleCI, Semaphore or Kubernetes; join the reports with baleen merge"`
	Plan        string `group:"run" path:"" placeholder:"FILE" help:"plan file written by baleen plan --out, which fixes the share of each node"`

	Env     []string `group:"environment" sep:"none" placeholder:"NAME[=VALUE]" help:"variable for the containers; without a value, it is taken from Baleen's environment"`
	EnvFile []string `group:"environment" path:"" sep:"none" placeholder:"FILE" help:"file of NAME=VALUE lines for the containers"`
	Secrets []string `group:"environment" sep:"none" placeholder:"NAME[=VALUE]" help:"like env; values of 8 characters or more are masked in everything that Baleen prints and reports"`
	Masked  string   `group:"environment" default:"auto" placeholder:"WORD" help:"mask the values of secrets in files that containers wrote, too (output, raw reports, artifacts, services' logs): true; false; auto: true in CI"`

	Repeats `embed:""`

	Report `embed:""`

	Live          string   `group:"report" default:"auto" placeholder:"WORD" help:"what a CI system is told while the run goes on: auto: failures as annotations on GitHub and Buildkite, tests as service messages on TeamCity; none: nothing before the end; teamcity: service messages everywhere"`
	OutputLimit   string   `group:"report" default:"1g" placeholder:"BYTES" help:"size limit of one container's output; a cut is marked"`
	Artifacts     []string `group:"report" sep:"none" placeholder:"GLOB" help:"files to fetch from the containers: globs relative to work-dir; a folder means everything below it; a leading ! excludes"`
	ArtifactsWhen string   `group:"report" default:"failed" placeholder:"WHEN" help:"fetch artifacts from containers that did not pass (failed) or from all (always)"`

	Network     string   `group:"docker" default:"auto" placeholder:"NETWORK" help:"network of the containers: auto: set up once per slot, for the containers that run in it one after the other, on the user-defined network that Baleen's own container is on, else on the default bridge; bridge: the default bridge, anew for each container; or the name of a network, anew for each container"`
	Memory      string   `group:"docker" placeholder:"BYTES" help:"memory limit of a container, such as 2g; no swap"`
	CPUs        string   `group:"docker" name:"cpus" placeholder:"N" help:"number of CPUs that a container may use, such as 1.5"`
	ShmSize     string   `group:"docker" default:"1g" placeholder:"BYTES" help:"size of /dev/shm"`
	PidsLimit   string   `group:"docker" placeholder:"N" help:"how many processes and threads a container may have"`
	Ulimit      []string `group:"docker" sep:"none" placeholder:"NAME=SOFT[:HARD]" help:"resource limit of the processes in a container, such as nofile=1024:4096"`
	User        string   `group:"docker" placeholder:"USER" help:"user, or user:group, that the command runs as"`
	AddHost     []string `group:"docker" sep:"none" placeholder:"HOST:IP" help:"extra line for /etc/hosts, such as db:10.0.0.5; host-gateway stands for the address of the host"`
	Volume      []string `group:"docker" sep:"none" placeholder:"SPEC" help:"volume or folder of the daemon to mount, such as cache:/cache or /data:/data:ro"`
	Tmpfs       []string `group:"docker" sep:"none" placeholder:"PATH" help:"folder to mount as a temporary file system in memory, such as /tmp:size=64m"`
	Entrypoint  string   `group:"docker" placeholder:"PROGRAM" help:"program in place of the image's ENTRYPOINT; none: no ENTRYPOINT"`
	Init        string   `group:"docker" default:"auto" placeholder:"WORD" help:"run a small init as PID 1, which reaps processes: true; false; auto: unless the image's ENTRYPOINT is one, or the engine has none"`
	IPC         string   `group:"docker" name:"ipc" placeholder:"MODE" help:"IPC namespace: private, shareable, host or container:NAME"`
	CapAdd      []string `group:"docker" sep:"none" placeholder:"CAP" help:"Linux capability to add, such as SYS_ADMIN"`
	SecurityOpt []string `group:"docker" sep:"none" placeholder:"OPT" help:"security option, such as seccomp=profile.json or no-new-privileges"`
	Platform    string   `group:"docker" placeholder:"OS/ARCH" help:"platform of the image, such as linux/arm64"`
	Pull        string   `group:"docker" default:"missing" placeholder:"WHEN" help:"when to pull the image: missing (if the daemon does not have it), always or never"`
	Privileged  Toggle   `group:"docker" default:"false" help:"give the containers full access to the host"`

	Cluster  `embed:""`
	Daemon   `embed:""`
	Registry `embed:""`
}

// Report holds the inputs that run and merge share: where reports go, and what a CI system is told.
type Report struct {
	Name         string `group:"report" placeholder:"NAME" help:"name of this suite, if several run in one job: it gets its own report folder, JUnit names and heading"`
	ReportDir    string `group:"report" path:"" default:"baleen-report" placeholder:"DIR" help:"folder to write all reports to"`
	HTML         string `group:"report" name:"html" default:"baleen" placeholder:"WORD" help:"page that shows the run: baleen (index.html), cucumber (cucumber.html, the look of Cucumber's own reports) or both"`
	JunitFlavour string `group:"report" default:"full" placeholder:"WORD" help:"full, or strict for Jenkins' xUnit plugin"`
	Messages     string `group:"report" default:"files" placeholder:"WORD" help:"where attachments over 16 KiB are that messages.ndjson names: files: in artifacts/, by their path; embed: in the stream itself"`
	Annotations  string `group:"report" default:"10" placeholder:"N" help:"how many error annotations to show on GitHub, or failed files on Buildkite, 0 to 10"`
	Summary      Toggle `group:"report" default:"true" help:"write the job summary on GitHub"`
	ExitZero     Toggle `group:"report" default:"false" help:"exit 0 even if scenarios failed, for systems that judge by the JUnit file"`
	Timings      string `group:"report" path:"" default:".baleen/timings.json" placeholder:"FILE" help:"file that keeps how long scenarios took, read and updated; or a JUnit file of any tool, or a folder of them, only read"`
}

// Daemon holds the inputs that choose a Docker daemon.
type Daemon struct {
	DockerHost    string `group:"engine" placeholder:"URL" help:"address of the Docker daemon; default: DOCKER_HOST, or that of the current context"`
	DockerContext string `group:"engine" placeholder:"NAME" help:"Docker context that names the daemon; default: the current one"`
}

// Registry holds the inputs that log in to a private registry.
type Registry struct {
	RegistryUsername string `group:"engine" placeholder:"NAME" help:"user name for a private registry; default: Docker's own credentials"`
	RegistryPassword string `group:"engine" placeholder:"TEXT" help:"password for a private registry; default: Docker's own credentials"`
}
