package inputs

import "cmp"

// Rerun holds the inputs of rerun. Everything else comes from the report of the run.
type Rerun struct {
	Targets     []string `arg:"" optional:"" name:"target" help:"[DIR] [FILE[:LINE]…]: the report folder of the run, if it is not the default; files or scenarios of it to run, instead of all that failed or never ran"`
	Name        string   `group:"report" placeholder:"NAME" help:"name of the suite whose report is meant, if several ran in one job"`
	ReportDir   string   `group:"report" default:"baleen-report" placeholder:"DIR" help:"report folder of the run; the rerun writes beside it"`
	Concurrency string   `group:"run" placeholder:"N" help:"how many containers run at a time; default: as in the run"`

	Daemon   `embed:""`
	Registry `embed:""`
}

// Earlier is what a rerun needs to know of the run.
type Earlier struct {
	Kept   []Given
	Hidden []string // inputs that were given and that the report does not keep
	Folder string   // its report folder, without that of a named suite
	Image  Pinned
}

// Pinned is the image that a rerun has to use. The zero value is none in particular.
type Pinned struct {
	ID      string
	Digests []string // name@digest, by which registries know it
	Run     string   // ID of the run that used it
}

// rerun reports whether to run only what failed.
func (c *checker) rerun(word string) bool {
	c.oneOf("rerun", word, "none", "failed")
	return word == "failed"
}

// Check checks the inputs of the run again, as they are to be for the rerun. Compose files are read with the variables of environ.
func (in Rerun) Check(getenv func(string) string, of Earlier, environ ...string) (Settings, AllWrong) {
	c := &checker{getenv: getenv, environ: environ}
	in = trimmed(in)
	again := c.again(of.Kept)
	for _, name := range of.Hidden {
		c.say(name, "is not in the report of the run: it held a secret, or nodes had different ones", "give the report of one node, or baleen run with the inputs of the run, and with --files FILE:LINE")
	}
	again.Concurrency = cmp.Or(in.Concurrency, again.Concurrency)
	again.DockerHost, again.DockerContext = cmp.Or(in.DockerHost, again.DockerHost), cmp.Or(in.DockerContext, again.DockerContext)
	again.RegistryUsername, again.RegistryPassword = in.RegistryUsername, in.RegistryPassword
	again.ReportDir = Reporting{Dir: of.Folder}.Rerun()
	s := again.check(c)
	s.Pinned = of.Image
	s.Notices, s.Node.Notice = nil, "" // the run has said them
	return s, c.wrong
}
