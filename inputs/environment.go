package inputs

import (
	"regexp"
	"strings"

	"github.com/docker/cli/pkg/kvfile"
)

// Environment is what the containers get and what is masked.
type Environment struct {
	Variables []string // NAME=VALUE
	Secrets   []string // values to mask
	Names     []string // of the variables that hold secrets
}

func (c *checker) environment(in Run) Environment {
	var e Environment
	for _, file := range list(in.EnvFile) {
		vars, err := kvfile.Parse(file, c.lookup)
		if err != nil {
			c.say("env-file", err.Error(), "give a file of NAME=VALUE lines")
		}
		e.Variables = append(e.Variables, vars...)
	}
	for _, line := range list(in.Env) {
		if pair, ok := c.variable("env", line); ok {
			e.Variables = append(e.Variables, pair)
		}
	}
	for _, line := range list(in.Secrets) {
		pair, ok := c.variable("secrets", line)
		name, value, _ := strings.Cut(pair, "=")
		if !ok {
			value = line // a further line of a secret, perhaps: it must not be shown either
		} else {
			e.Variables = append(e.Variables, pair)
			e.Names = append(e.Names, name)
		}
		e.Secrets = append(e.Secrets, value)
	}
	if in.RegistryPassword != "" {
		e.Secrets = append(e.Secrets, in.RegistryPassword)
	}
	return e
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
