package result

import (
	"regexp"
	"slices"
	"strings"
)

func isTraceback(line string) bool {
	return strings.HasPrefix(line, "Traceback (most recent call last):")
}

// isPytest reports whether a line is one that pytest marks as the error.
func isPytest(line string) bool { return strings.HasPrefix(line, "E   ") }

var (
	pythonFrame = regexp.MustCompile(`^\s+File "(.+?)", line (\d+)`)
	// pytestPlace matches the place below a piece of code; the last one also has the type.
	pytestPlace = regexp.MustCompile(`^(\S.*\.py):(\d+):? ?(?:in \S+|([A-Za-z_][\w.]*))?\s*$`)
)

// pythonTrace reads Python's tracebacks, in each of which the frames come first and the innermost last. The first of several is
// that of the cause.
func pythonTrace(lines []string) trace {
	var t trace
	place, open := "", false
	for _, line := range lines {
		if after.MatchString(line) && len(t.text) > 0 {
			break
		}
		found := pythonFrame.FindStringSubmatch(line)
		switch {
		case isTraceback(line):
			place, open = "", true
		case found != nil:
			if at := placed(found[1], found[2]); at != "" {
				place = at
			}
		case open && line != "" && !strings.HasPrefix(line, " "):
			t.raised(line, place)
			open = false
		}
	}
	slices.Reverse(t.roots)
	slices.Reverse(t.text)
	slices.Reverse(t.places)
	return t
}

// raised adds an exception that was caused by the one before it.
func (t *trace) raised(line, place string) {
	if t.kind != "" {
		t.roots = append(t.roots, t.kind)
	}
	kind, text := says(line)
	if kind == "" {
		kind, text, _ = strings.Cut(line, ": ")
	}
	t.kind = kind
	t.text, t.places = append(t.text, text), append(t.places, place)
}

// pytestTrace reads what pytest shows: code with the error's lines marked, and the places below it, the innermost last.
func pytestTrace(lines []string) trace {
	var t trace
	place, kind := "", ""
	for _, line := range lines {
		if found := pytestPlace.FindStringSubmatch(line); found != nil {
			if at := placed(found[1], found[2]); at != "" {
				place = at
			}
			kind = found[3]
			continue
		}
		if rest, is := strings.CutPrefix(line, "E   "); is && len(t.text) < textLines {
			t.say(rest)
			t.aim(rest)
		}
	}
	if t.kind == "" {
		t.kind = kind
	}
	t.places = []string{place}
	return t
}
