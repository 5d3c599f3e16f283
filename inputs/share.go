package inputs

import (
	"fmt"
	"strconv"
	"strings"
)

// Share is a number of scenarios, or a share of all of them.
type Share struct {
	Percent int
	Number  int // if Percent is 0
}

// leastShared is what a share allows at least: in a small run even one scenario is a large share.
const leastShared = 2

// Of returns how many of total scenarios a share is.
func (s Share) Of(total int) int {
	if s.Percent == 0 {
		return s.Number
	}
	return max(leastShared, total*s.Percent/100)
}

// String is the share as it is typed.
func (s Share) String() string {
	if s.Percent == 0 {
		return strconv.Itoa(s.Number)
	}
	return strconv.Itoa(s.Percent) + "%"
}

// share checks a number from 1, or a share from 1% to 100%.
func (c *checker) share(input, text string) Share {
	number, percent := strings.CutSuffix(text, "%")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || percent && n > 100 {
		c.say(input, fmt.Sprintf("%q is neither a number of scenarios nor a share from 1%% to 100%%", text), "--"+input+" 20%, or --retries 0 to retry nothing")
	}
	if percent {
		return Share{Percent: n}
	}
	return Share{Number: n}
}
