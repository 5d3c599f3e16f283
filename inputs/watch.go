package inputs

import "time"

// Watch holds the inputs of watch.
type Watch struct {
	Dir  string `arg:"" optional:"" default:"baleen-report" help:"report folder of the run"`
	Name string `group:"report" placeholder:"NAME" help:"name of the suite that is meant, if several run in one job"`
	Wait string `group:"run" default:"10m" placeholder:"TIME" help:"how long to wait for a run to begin"`
}

// Check checks the inputs of watch.
func (in *Watch) Check() (wait time.Duration, wrong AllWrong) {
	c := &checker{}
	*in = trimmed(*in)
	return c.duration("wait", in.Wait), c.wrong
}
