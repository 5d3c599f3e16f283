package inputs

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/go-units"
)

// checker checks all inputs and collects every mistake, so that all of them can be fixed at once.
type checker struct {
	getenv  func(string) string
	environ []string // NAME=VALUE
	wrong   AllWrong
	notices []string
	offered map[string][]string // the inputs that take one of some words -> these words
}

func (c *checker) notice(format string, args ...any) {
	c.notices = append(c.notices, fmt.Sprintf(format, args...))
}

func (c *checker) say(input, problem, hint string) {
	c.wrong = append(c.wrong, Wrong{Input: input, Problem: problem, Advice: hint})
}

func (c *checker) concurrency(text string) int {
	if text == "auto" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		c.say("concurrency", fmt.Sprintf("%q is not a number of containers", text), "--concurrency 4, or auto")
	}
	return n
}

func (c *checker) annotations(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > MaxAnnotations {
		c.say("annotations", fmt.Sprintf("%q is not between 0 and %d", text, MaxAnnotations), "--annotations 10")
	}
	return n
}

// count reads a whole number from 0 on; an empty text is 0.
func (c *checker) count(input, text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		c.say(input, fmt.Sprintf("%q is not a whole number", text), "--"+input+" 2")
	}
	return n
}

func (c *checker) oneOf(input, value string, allowed ...string) {
	c.offer(input, allowed)
	if !slices.Contains(allowed, value) {
		c.say(input, fmt.Sprintf("%q is not known", value), "use "+strings.Join(allowed, ", "))
	}
}

// offer records the words that an input takes, for the schema.
func (c *checker) offer(input string, words []string) {
	if c.offered == nil {
		c.offered = map[string][]string{}
	}
	c.offered[input] = words
}

func (c *checker) truth(input string, value Toggle) bool {
	switch strings.ToLower(string(value)) {
	case "true":
		return true
	case "false":
		return false
	}
	c.say(input, fmt.Sprintf("%q is neither true nor false", value), "--"+input+"=true")
	return false
}

func (c *checker) duration(input, text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		c.say(input, fmt.Sprintf("%q is not a duration", text), "--"+input+" 10m, or 90s")
	}
	return d
}

// bytes reads 512m and the like; an empty text is 0, which is no limit.
func (c *checker) bytes(input, text string) int64 {
	if text == "" {
		return 0
	}
	n, err := units.RAMInBytes(text)
	if err != nil || n < 0 {
		c.say(input, fmt.Sprintf("%q is not a size", text), "--"+input+" 512m, or 2g")
	}
	return n
}

func (c *checker) number(input, text string) float64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n <= 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		c.say(input, fmt.Sprintf("%q is not a number above 0", text), "--"+input+" 2")
	}
	return n
}
