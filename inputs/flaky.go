package inputs

// Flaky holds the inputs of flaky.
type Flaky struct {
	Timings string `group:"report" default:".baleen/timings.json" placeholder:"FILE" help:"history to read"`
	JSON    Toggle `group:"report" name:"json" default:"false" help:"print JSON"`
}

// Check checks the inputs of flaky.
func (in *Flaky) Check(getenv func(string) string) (json bool, wrong AllWrong) {
	c := &checker{getenv: getenv}
	*in = trimmed(*in)
	return c.truth("json", in.JSON), c.wrong
}
