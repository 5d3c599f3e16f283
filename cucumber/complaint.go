package cucumber

import (
	"bufio"
	"io"
	"regexp"
	"slices"
	"strings"
)

// complaints match the line in which a program says what it died of: exceptions of JavaScript, Java and Python ("TypeError:
// x", "[cause]: Error: x", "java.lang.Exception: x"), of Ruby ("x (RuntimeError)"), of PHP, a panic of Go, a failed hook of
// behave, and what shells and linkers say of a program.
var complaints = []*regexp.Regexp{
	regexp.MustCompile(`^(?:\[cause\]: |Exception |Uncaught |PHP |Caused by: |E +)*(?:[A-Za-z_$][\w$]*[.:\\]+)*[A-Z]\w*(?:Error|Exception|Failure|Interrupt)(?: \[\w+\])?:? .+`),
	regexp.MustCompile(`^(?:\[cause\]: |Uncaught |PHP Fatal )?[Ee]rror: .+`),
	regexp.MustCompile(`.+ \((?:\w+::)*\w*(?:Error|Exception|Exit|Failed)\)$`),
	regexp.MustCompile(`^.+:\d+: syntax error, .+`),
	regexp.MustCompile(`^(?:panic|fatal error|fatal|FATAL|HOOK-ERROR in \w+|CLEANUP-ERROR in .+?): .+`),
	regexp.MustCompile(`(?:: not found|: [Nn]o such file or directory|: [Pp]ermission denied)$`),
}

// Complaint finds the line of a program's output that says best what it died of: the last one that looks like it, since
// what is printed last is what ended it. Empty if there is none.
func Complaint(output string) string {
	for _, line := range slices.Backward(strings.Split(output, "\n")) {
		line = strings.TrimSpace(line)
		if slices.ContainsFunc(complaints, func(c *regexp.Regexp) bool { return c.MatchString(line) }) {
			return strings.TrimPrefix(line, "[cause]: ")
		}
	}
	return ""
}

// Loads reports whether a complaint is about code that could not be loaded, so that nothing of it ran.
func Loads(complaint string) bool { return !unloaded.MatchString(complaint) }

var unloaded = regexp.MustCompile(`SyntaxError|IndentationError|LoadError|ImportError|ModuleNotFoundError|Cannot find (?:module|package)|syntax error`)

// hookOutside is how behave prints that a hook failed which belongs to no scenario; its JSON does not have it.
var hookOutside = regexp.MustCompile(`^HOOK-ERROR in (?:before|after)_(?:all|feature): `)

// maxSaid is the most of such lines that are kept: one hook may fail once for every file.
const maxSaid = 20

// Outside finds in a runner's standard output what it says failed outside any scenario, where its report does not hold that.
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
			break // what can be read counts
		}
	}
	return out
}
