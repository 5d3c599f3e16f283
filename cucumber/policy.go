package cucumber

import (
	"slices"
	"strings"
)

// Policy is what a runner was told to do about scenarios that do not pass, as far as its command line and its configuration
// say so. Every field names the place that says it, such as "--stop in the command"; empty: nothing does.
type Policy struct {
	FailFast string `json:"fail_fast,omitempty"` // it stops at the first failure
	Strict   string `json:"strict,omitempty"`    // undefined and pending scenarios fail
	Lenient  string `json:"lenient,omitempty"`   // pending scenarios do not
}

// switches are the flags by which a runner is told.
type switches struct {
	failFast, strict, lenient []string
}

// take adds what some words say, which stand in the place named.
func (p *Policy) take(from string, words []string, s switches) {
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		if value == "false" {
			continue
		}
		for _, told := range []struct {
			what  *string
			flags []string
		}{{&p.FailFast, s.failFast}, {&p.Strict, s.strict}, {&p.Lenient, s.lenient}} {
			if slices.Contains(told.flags, name) && *told.what == "" {
				*told.what = name + " in " + from
			}
		}
	}
}
