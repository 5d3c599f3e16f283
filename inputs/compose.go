package inputs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/org/baleen-action/compose"
	"github.com/org/baleen-action/shell"
)

// Services are what Compose files say: what stands beside the tests of a slot, and the tests' own settings.
type Services struct {
	compose.Project
	Files []string // none: there are no services
	// Image is how to find the image of the tests; nil: the input image names it.
	Image *compose.ImageWant
}

// Values of inputs about services.
const (
	perSlot     = "slot"
	perFile     = "file"
	onNetwork   = "network"
	onLocalhost = "localhost"
)

// services reads the Compose files.
func (c *checker) services(in Run) Services {
	s := Services{Files: list(in.Compose)}
	c.oneOf("services-for", in.ServicesFor, perSlot, perFile)
	c.oneOf("services-on", in.ServicesOn, onNetwork, onLocalhost)
	if len(s.Files) == 0 {
		c.withoutCompose(in)
		return s
	}
	project, mistakes := compose.Read(context.Background(), compose.Options{
		Files: s.Files, Service: in.Service, Profiles: list(in.Profiles), Environ: c.environ, Localhost: in.ServicesOn == onLocalhost,
		Imaged: in.Image != "",
	})
	for _, m := range mistakes {
		c.say(m.Input, m.Problem, adviceFor(m))
	}
	for _, note := range project.Notes {
		c.notice("%s", note)
	}
	s.Project = project
	if project.Tests != nil && in.Image == "" {
		s.Image = &project.Tests.Image
	}
	return s
}

// withoutCompose refuses inputs about services if there are none.
func (c *checker) withoutCompose(in Run) {
	for input, given := range map[string]bool{
		"service": in.Service != "", "profiles": len(list(in.Profiles)) > 0,
		"services-for": in.ServicesFor == perFile, "services-on": in.ServicesOn == onLocalhost,
	} {
		if given {
			c.say(input, "needs a Compose file", "--compose compose.yml")
		}
	}
}

// adviceFor is what to do about a mistake in Compose files.
func adviceFor(m compose.Mistake) string {
	if m.Advice != "" {
		return m.Advice
	}
	if near := Nearest(m.Name, m.Known); near != "" {
		return "--" + m.Input + " " + near
	}
	return "there are: " + cmp.Or(strings.Join(m.Known, ", "), "none")
}

// defaults sets the inputs that are not given to the settings of the service that holds the runner.
func (s Services) defaults(in Run) Run {
	if s.Tests == nil {
		return in
	}
	of := s.Tests.Container
	scalar := func(input *string, otherwise, value string) {
		if *input == otherwise && value != "" {
			*input = value
		}
	}
	scalar(&in.Image, "", s.Tests.Image.Refs[0])
	scalar(&in.Platform, "", of.Platform)
	scalar(&in.WorkDir, "", of.WorkDir)
	scalar(&in.User, "", of.User)
	scalar(&in.IPC, "", of.IPC)
	scalar(&in.Memory, "", size(of.Memory))
	scalar(&in.ShmSize, byDefault("ShmSize"), size(of.ShmSize))
	if of.CPUs > 0 {
		scalar(&in.CPUs, "", fmt.Sprint(of.CPUs))
	}
	if of.PidsLimit > 0 {
		scalar(&in.PidsLimit, "", fmt.Sprint(of.PidsLimit))
	}
	if s.Tests.Init != nil {
		scalar(&in.Init, byDefault("Init"), strconv.FormatBool(of.Init))
	}
	if of.Privileged && in.Privileged == Toggle(byDefault("Privileged")) {
		in.Privileged = "true"
	}
	in.Ulimit = below(of.Ulimits, list(in.Ulimit), func(limit string) string { return before(limit, "=") })
	in.AddHost = below(of.AddHosts, list(in.AddHost), func(host string) string { return before(host, ":") })
	in.Volume = below(of.Volumes, list(in.Volume), target)
	in.Tmpfs = below(of.Tmpfs, list(in.Tmpfs), func(at string) string { return before(at, ":") })
	in.CapAdd = below(of.CapAdd, list(in.CapAdd), func(one string) string { return one })
	in.SecurityOpt = below(of.SecurityOpt, list(in.SecurityOpt), func(one string) string { return one })
	return in
}

// below joins the values of a service with those of an input, which override what has the same key.
func below(service, given []string, key func(string) string) []string {
	overridden := func(one string) bool {
		return slices.ContainsFunc(given, func(other string) bool { return key(other) == key(one) })
	}
	return append(slices.DeleteFunc(slices.Clone(service), overridden), given...)
}

func before(text, mark string) string {
	head, _, _ := strings.Cut(text, mark)
	return head
}

// target is the place of a volume in the container.
func target(volume string) string {
	_, rest, named := strings.Cut(volume, ":")
	if !named {
		return volume
	}
	return before(rest, ":")
}

// size writes a number of bytes as an input, empty for none.
func size(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// command is that of the service that holds the runner; nil: it has none of its own.
func (s Services) command() []string {
	if s.Tests == nil {
		return nil
	}
	return s.Tests.Container.Command
}

// settle completes the settings with what no input says.
func (s Services) settle(c *checker, in Run, settings *Settings) {
	timeout, first := c.duration("services-timeout", in.ServicesTimeout), c.beforeSlot(in, settings.Suite.Shell)
	settings.Services = s
	if len(s.Files) > 0 || first != nil {
		settings.Spec.World = s.World
		settings.Spec.World.PerFile = in.ServicesFor == perFile
		settings.Spec.World.Timeout, settings.Spec.World.Before = timeout, first
		if in.Engine == EngineKubernetes {
			settings.Spec.World = settings.Spec.World.AsInPod()
		}
		c.ownNetwork(in, s)
	}
	if s.Tests == nil {
		return
	}
	of := s.Tests.Container
	settings.Spec.Extra = of.Extra
	settings.Spec.Env = slices.Concat(of.Env, settings.Spec.Env)
	if in.Entrypoint == "" && of.Entrypoint != nil {
		settings.Spec.Entrypoint = of.Entrypoint
	}
}

// ownNetwork refuses a network for tests that are on that of their slot's services.
func (c *checker) ownNetwork(in Run, s Services) {
	named := in.Network != networkAuto && in.Network != networkSandbox && in.Network != "bridge"
	if named && len(s.World.Services) > 0 {
		c.say("network", fmt.Sprintf("%q is not the network of the tests: they are on that of their slot's services", in.Network),
			"leave network out; what they need from that network can be a service of the Compose file")
	}
}

// beforeSlot is the command that prepares a slot, in the shell of the tests' commands.
func (c *checker) beforeSlot(in Run, with []string) []string {
	switch {
	case in.BeforeSlot == "":
		return nil
	case with != nil:
		return append(slices.Clone(with), in.BeforeSlot)
	}
	words, err := shell.Split(in.BeforeSlot)
	if err != nil {
		c.say("before-slot", "cannot be "+err.Error(), "close every quote, and quote what only a shell can expand, or give a --shell")
	}
	return words
}

// Pulls reports whether the input pull was given: it is stronger than what Compose files say.
func (s Settings) Pulls() bool { return s.Given.Pull != byDefault("Pull") }

// Memory is how much memory the services of a slot may use, in bytes, as far as they have a limit.
func (s Services) Memory() int64 {
	var sum int64
	for _, service := range s.World.Services {
		sum += service.Memory
	}
	return sum
}
