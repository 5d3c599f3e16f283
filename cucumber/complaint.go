package cucumber

import (
	"bufio"
	"io"
	"regexp"
	"slices"
	"strings"
)

// complaints match the line in which a program reports a fatal error: exceptions of JavaScript, Java and Python ("TypeError:
// x", "[cause]: Error: x", "java.lang.Exception: x"), of Ruby ("x (RuntimeError)") and PHP, a Go panic, a failed hook of
// behave, and errors of shells and dynamic linkers.
var complaints = []*regexp.Regexp{
	regexp.MustCompile(`^(?:\[cause\]: |Exception |Uncaught |PHP |Caused by: |E +)*(?:[A-Za-z_$][\w$]*[.:\\]+)*[A-Z]\w*(?:Error|Exception|Failure|Interrupt)(?: \[\w+\])?:? .+`),
	regexp.MustCompile(`^(?:\[cause\]: |Uncaught |PHP Fatal )?[Ee]rror: .+`),
	regexp.MustCompile(`.+ \((?:\w+::)*\w*(?:Error|Exception|Exit|Failed)\)$`),
	regexp.MustCompile(`^.+:\d+: syntax error, .+`),
	regexp.MustCompile(`^(?:panic|fatal error|fatal|FATAL|HOOK-ERROR in \w+|CLEANUP-ERROR in .+?): .+`),
	regexp.MustCompile(`(?:: not found|: [Nn]o such file or directory|: [Pp]ermission denied)$`),
}

// exception matches the last line of Python's traceback by the full name of the class, for exceptions that are not called Error
// ("behave.step_registry.AmbiguousStep: x"). A line of a log may look like that, so it counts where nothing else is found.
var exception = regexp.MustCompile(`^(?:[a-z_]\w*\.)+[A-Z]\w*: .+`)

// Complaint returns the last line of a program's output that looks like a fatal error, because the error printed last
// usually ended the program. It returns "" if no line does.
func Complaint(output string) string {
	likely, next := "", ""
	for _, line := range slices.Backward(strings.Split(output, "\n")) {
		line = strings.TrimSpace(line)
		complains := slices.ContainsFunc(complaints, func(c *regexp.Regexp) bool { return c.MatchString(line) })
		if complains && strings.HasSuffix(line, ":") {
			line = strings.TrimSpace(line + " " + next) // which says what
		}
		if complains {
			return strings.TrimPrefix(line, "[cause]: ")
		}
		if likely == "" && exception.MatchString(line) {
			likely = line
		}
		if line != "" {
			next = line
		}
	}
	return likely
}

// summary matches the totals that a runner prints at the end, and frame a line of a stack trace: neither says what went wrong.
var (
	summary = regexp.MustCompile(`^(?:Took \d|\d+m[\d.]+s\b|\d+ (?:features?|scenarios?|steps?)\b)`)
	frame   = regexp.MustCompile(`^(?:from )?\S+:\d+:in [` + "`'" + `]|^at .+[(:]\d+|^File "[^"]*", line \d+`)
)

// LastWords returns the last line of a program's output before the runner's summary; empty if that line is part of a stack
// trace.
func LastWords(output string) string {
	for _, line := range slices.Backward(strings.Split(output, "\n")) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", summary.MatchString(line):
		case frame.MatchString(line):
			return ""
		default:
			return line
		}
	}
	return ""
}

// Loads reports whether the code of the suite loads: false if the complaint says that it does not, so that no scenario ran.
func Loads(complaint string) bool { return !unloaded.MatchString(complaint) }

var unloaded = regexp.MustCompile(`SyntaxError|IndentationError|LoadError|ImportError|ModuleNotFoundError|Cannot find (?:module|package)|syntax error`)

// hookOutside matches behave's message for a failed hook outside any scenario, which its JSON omits.
var hookOutside = regexp.MustCompile(`^HOOK-ERROR in (?:before|after)_(?:all|feature): `)

// maxSaid limits the number of such lines: one hook may fail once per file.
const maxSaid = 20

// Outside returns the failures outside any scenario that the runner prints to standard output but omits from its report.
func (r Recipe) Outside(output io.Reader) []string {
	if r.Name != behave().Name {
		return nil
	}
	var out []string
	in := bufio.NewReader(output)
	for len(out) < maxSaid {
		line, _, err := readLine(in)
		text := strings.TrimRight(string(line), "\r\n")
		if hookOutside.MatchString(text) && !slices.Contains(out, text) {
			out = append(out, text)
		}
		if err != nil {
			break // use the lines read so far
		}
	}
	return out
}
