package cucumber

import (
	"slices"
	"strings"
)

// Policy says how a runner treats scenarios that do not pass, according to its command line and configuration. Every field names
// the flag and its source, such as "--stop in the command"; empty: not set.
type Policy struct {
	FailFast string `json:"fail_fast,omitempty"` // the runner stops at the first failure
	Strict   string `json:"strict,omitempty"`    // undefined and pending scenarios fail
	Lenient  string `json:"lenient,omitempty"`   // pending scenarios do not fail
}

// switches are a runner's flags that set a Policy.
type switches struct {
	failFast, strict, lenient []string
}

// take sets fields for the flags among words; from names their source.
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
