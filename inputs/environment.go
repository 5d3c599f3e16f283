package inputs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/docker/cli/pkg/kvfile"
)

// Environment holds the variables of the containers and the secrets to mask.
type Environment struct {
	Variables []string // NAME=VALUE
	Secrets   []string // values to mask
	Names     []string // of the variables that hold secrets
	Masked    bool     // the values are masked in files that containers wrote, too
}

func (c *checker) environment(in Run) Environment {
	e := Environment{Masked: c.masked(in.Masked)}
	for _, file := range list(in.EnvFile) {
		vars, err := kvfile.Parse(file, c.lookup)
		if err != nil {
			c.say("env-file", err.Error(), "give a file of NAME=VALUE lines")
		}
		e.Variables = append(e.Variables, vars...)
	}
	for _, line := range list(in.Env) {
		pair, ok := c.variable("env", line)
		if ok {
			e.Variables = append(e.Variables, pair)
		}
	}
	for _, line := range list(in.Secrets) {
		pair, ok := c.variable("secrets", line)
		name, value, _ := strings.Cut(pair, "=")
		if !ok {
			value = line // it may be another line of a secret, so it must not be shown either
		} else {
			e.Variables = append(e.Variables, pair)
			e.Names = append(e.Names, name)
		}
		e.Secrets = append(e.Secrets, value)
		if n := utf8.RuneCountInString(value); ok && n > 0 && n < maskedFrom {
			c.notice("secrets: the value of %s has %s, which is too short to mask: masking it would hide other text", name, characters(n))
		}
	}
	if in.RegistryPassword != "" {
		e.Secrets = append(e.Secrets, in.RegistryPassword)
	}
	return e
}

// masked reports whether files that containers wrote are to be masked.
func (c *checker) masked(word string) bool {
	c.oneOf("masked", word, "auto", "true", "false")
	return word == "true" || word == "auto" && c.inCI()
}

// inCI reports whether a CI system started Baleen.
func (c *checker) inCI() bool {
	return slices.ContainsFunc([]string{"CI", "GITHUB_ACTIONS", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD"}, func(name string) bool {
		value := strings.ToLower(c.getenv(name))
		return value != "" && value != "false" && value != "0"
	})
}

// maskedFrom is the length in characters from which values are masked.
const maskedFrom = 8

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// variable makes NAME=VALUE of a line. It skips a name that is unset or empty in Baleen's own environment. The message about any
// other line does not repeat it, because it may be a part of a secret.
func (c *checker) variable(input, line string) (string, bool) {
	name, _, valued := strings.Cut(line, "=")
	if !variableName.MatchString(name) {
		c.say(input, "a line is neither NAME nor NAME=VALUE", "--"+input+" NAME passes a value, even of several lines, from Baleen's environment")
		return "", false
	}
	if valued {
		return line, true
	}
	value, set := c.lookup(name)
	if !set {
		c.notice("%s: %s is not set or is empty where Baleen runs, so the containers do not get it", input, name)
	}
	return name + "=" + value, set
}

func (c *checker) lookup(name string) (string, bool) {
	value := c.getenv(name)
	return value, value != ""
}
