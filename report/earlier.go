package report

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/org/baleen-action/result"
)

// earlier returns a line for each failure of a scenario that was tried again: where it failed, and how its message begins.
func earlier(s result.Scenario) []string {
	var out []string
	for _, e := range s.Earlier {
		text := "failed in " + e.Attempt
		if said := opening(e.Failure.Message, e.Failure.Step); said != "" {
			text += ": " + said
		}
		out = append(out, short(text, wordBytes))
	}
	return out
}

// opening is the first line of a message that says anything; otherwise, if there is none. Of a comparison it has both values.
func opening(message, otherwise string) string {
	first := ""
	for line := range strings.Lines(message) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case first == "" && !compares.MatchString(line):
			return line
		case first == "":
			first = line
		default:
			return first + ", " + line
		}
	}
	return cmp.Or(first, otherwise)
}

// compares matches a line with one of two values.
var compares = regexp.MustCompile(`(?i)^expected\b[^.]*$`)
