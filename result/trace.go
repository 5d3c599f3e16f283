package result

import (
	"regexp"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// trace is what a failure's message consists of. Runners write it in the form of their language.
type trace struct {
	kind  string   // type of the exception
	roots []string // types of what caused it, the nearest first
	text  []string // what it says, in lines; the causes' text comes last
	// places are the first frames of the suite's own code, of the exception and of each of its causes; empty: it has none.
	places []string
}

// Limits of what is read of a message: the beginning says what failed, the end names the first cause.
const (
	readBytes = 8 << 10 // at each end
	lineBytes = 500
	textLines = 4
)

func readTrace(f cucumber.Failure) trace {
	lines := boundedLines(f.Message)
	if step, rest, found := strings.Cut(lines[0], ": "); found && step == f.Step {
		lines[0] = rest // Behat begins with the step
	}
	switch {
	case slices.ContainsFunc(lines, isPytest):
		return pytestTrace(lines)
	case slices.ContainsFunc(lines, isTraceback):
		return pythonTrace(lines)
	}
	return stackTrace(lines)
}

// boundedLines are the lines of both ends of a message, without terminal controls.
func boundedLines(message string) []string {
	if len(message) > 2*readBytes {
		message = message[:readBytes] + "\n" + message[len(message)-readBytes:]
	}
	lines := strings.Split(strings.Trim(printable(message), "\n"), "\n")
	for i, line := range lines {
		lines[i] = beginning(line)
	}
	return lines
}

// beginning is as much of a line as is compared.
func beginning(line string) string {
	return strings.ToValidUTF8(line[:min(len(line), lineBytes)], "")
}

// types joins the type of the exception and those of its causes.
func (t trace) types() string {
	all := []string{t.kind}
	for _, root := range t.roots {
		if root != "" && !slices.Contains(all, root) {
			all = append(all, root)
		}
	}
	return strings.Trim(strings.Join(all, " < "), " <")
}

func (t trace) whole() string { return strings.Join(t.text, "\n") }

// prefixed matches an exception's type before its message, in JavaScript, Java and Python.
var prefixed = regexp.MustCompile(`^(?:Uncaught |Exception )?((?:[A-Za-z_$][\w$]*[.:])*[A-Za-z_$][\w$]*(?:Error|Exception|Failure|Interrupt|Timeout|InvalidOperation|Warning|Exit)|Error|(?:[a-z_][\w$]*\.){2,}[A-Z][\w$]*|[A-Z][a-z0-9]+[A-Z]\w*)(?: \[(\w+)\])?(?:$|: ?(.*)$)`)

// suffixed matches it after the message, in Ruby and PHP.
var suffixed = regexp.MustCompile(`^(.*?) ?\(((?:[A-Z]\w*(?:::|\\))+[A-Z]\w+|[A-Z]\w*(?:Error|Exception|Failed|Exit|Interrupt))\)$`)

// suffixedRuby matches any type before Ruby's frames.
var suffixedRuby = regexp.MustCompile(`^(.*?) ?\(([A-Z]\w*(?:::[A-Z]\w*)*)\)$`)

// says separates the type of an exception from what it says.
func says(line string) (kind, text string) {
	line = strings.TrimSpace(line)
	if rest, hook := strings.CutPrefix(line, "HOOK-ERROR in "); hook {
		_, line, _ = strings.Cut(rest, ": ")
	}
	line = strings.Replace(line, "Assertion Failed:", "AssertionFailed:", 1)
	if found := prefixed.FindStringSubmatch(line); found != nil {
		if found[2] != "" {
			found[1] += " [" + found[2] + "]"
		}
		return found[1], found[3]
	}
	return "", line
}

// frameForms match one line of a stack: the file (or Java's class and method) and the line.
var frameForms = []*regexp.Regexp{
	regexp.MustCompile(`^\s*at (?:async )?(?:.*\()?((?:[A-Za-z]:)?[^():]+(?::[a-z/_]+)?):(\d+):\d+\)?,?(?: \{)?$`),  // JavaScript
	regexp.MustCompile(`^\s*at (?:[\w.@-]*/)?([\p{L}\w.$<>]+)\([^():]*?(?::(\d+))?\)$`),                             // Java
	regexp.MustCompile(`^\s*at (✽\..*)\(.*?(\d+)\)$`),                                                               // a step, in Java
	regexp.MustCompile("^\\s*(?:from )?(\\S.*?):(\\d+):in [`'].*'?$"),                                               // Ruby
	regexp.MustCompile(`^\s*(?:Error Trace:)?\s+(/\S+\.go|[A-Za-z]:\S+\.go):(\d+)(?: \+0x[0-9a-f]+)?$`),             // Go
	regexp.MustCompile(`^#\d+ (\S.*?)\((\d+)\)(?:: .*)?$`),                                                          // PHP
	regexp.MustCompile(`^\s*(at (?:async )?(?:[\w.]+ \()?(?:<anonymous>|native|index \d+)\)?)()$`),                  // JavaScript
	regexp.MustCompile(`^\s*(#\d+ 0x[0-9a-f]+ .*|\.\.\. \d+ (?:more|common frames omitted)|goroutine \d+ \[.*)()$`), // of a browser, and what is left out
	regexp.MustCompile(`^((?:[\w./-]+\.)?(?:\(\*?\w+\)\.)?[\w./-]+\.[\w.()*-]+\((?:[^()]*|\.\.\.)\))()$`),           // a function, in Go
	regexp.MustCompile(`^(panic\(.*\))()$`),
}

// frameOf reads a line of a stack; place is empty for a frame that names no line.
func frameOf(line string) (place string, is bool) {
	if !mayBeFrame(strings.TrimSpace(line)) {
		return "", false
	}
	for _, form := range frameForms {
		if found := form.FindStringSubmatch(line); found != nil {
			if found[2] == "" {
				return "", true
			}
			return placed(found[1], found[2]), true
		}
	}
	return "", false
}

// mayBeFrame is false for most lines that are none, which it finds out faster than the expressions.
func mayBeFrame(line string) bool {
	for _, sign := range []string{":in `", ":in '", ".go:"} {
		if strings.Contains(line, sign) {
			return true
		}
	}
	for _, word := range []string{"at ", "#", "... ", "goroutine "} {
		if strings.HasPrefix(line, word) {
			return true
		}
	}
	return strings.HasSuffix(line, ")") // a function, in Go
}

// foreignFrame matches the place of a frame that is not the suite's own: the language, the runner, packages.
var foreignFrame = regexp.MustCompile(`node_modules/|^node:|^internal/|/gems/|/usr/lib/|/usr/local/(?:lib|bundle|go|Cellar)/|vendor/|\.rbenv|\.rvm|` +
	`(?:site|dist)-packages/|<frozen |<string>|<internal:|/go/pkg/mod/|/runtime/|^✽|\.feature:\d+$|_testmain|` +
	`^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|org\.(?:junit|hamcrest|assertj|opentest4j|testng|mockito|openqa|springframework|hibernate|apache|postgresql|codehaus|jboss|eclipse)|` +
	`io\.(?:cucumber|restassured|netty|appium)|cucumber|com\.(?:mysql|zaxxer|fasterxml|google|microsoft\.playwright|codeborne)|reactor|okhttp3|retrofit2|net\.bytebuddy|redis\.clients|oracle)\.`)

// shownParts is how many parts of a path a place keeps.
const shownParts = 3

// placed returns a place with the end of its path.
func placed(file, line string) string {
	file = strings.TrimPrefix(strings.ReplaceAll(strings.TrimPrefix(file, "file://"), `\`, "/"), "./")
	if foreignFrame.MatchString(file) {
		return ""
	}
	parts := strings.Split(file, "/")
	return strings.Join(parts[max(0, len(parts)-shownParts):], "/") + ":" + line
}

// causedBy matches the beginning of what caused an exception, in Java and JavaScript.
var causedBy = regexp.MustCompile(`^\s*(?:Caused by: |\[cause\]: )(.*)$`)

// besides matches lines about the circumstances of a failure, which differ from one to the next; after ends what a failure says.
var (
	besides = regexp.MustCompile(`^\s*(?:\(?Session info|For documentation on|Build info|System info|Driver info|Command: |Session ID|Element: |Stacktrace:|\(compared using|@@ |\^$|[-+] |Test:\s|Messages:\s)`)
	after   = regexp.MustCompile(`^(?:Captured (?:stdout|stderr|logging)|Diff:|Call log:|- Expected|\+ actual|--- Expected|Differing items|You can (?:run again|implement))`)
	target  = regexp.MustCompile(`waiting for ((?:locator|selector|get_?[bB]y)\S*\(.*\))`)
)

// stackTrace reads a message before its frames, with causes after them.
func stackTrace(lines []string) trace {
	var t trace
	var last string // line before the first frame, which may end with the type
	said, over, framed, ruby := 0, false, false, false
	for _, line := range lines {
		if cause := causedBy.FindStringSubmatch(line); cause != nil {
			kind, text := says(cause[1])
			t.roots, t.text = append(t.roots, kind), append(t.text, text)
			t.places, said, over, framed = append(t.places, ""), 1, false, true
			continue
		}
		place, is := frameOf(line)
		switch {
		case is:
			over, framed, ruby = over || said > 0, true, ruby || strings.Contains(line, ":in ")
			t.at(place)
		case over || after.MatchString(strings.TrimSpace(line)):
			over = over || said > 0
			t.aim(line)
		case said < textLines && t.say(line):
			said++
		}
		if !is && !framed && strings.TrimSpace(line) != "" {
			last = line
		}
	}
	t.ends(last, ruby)
	return t
}

// at notes a frame of the exception that is being read. The first one of the suite's own code counts.
func (t *trace) at(place string) {
	if len(t.places) == 0 {
		t.places = []string{""}
	}
	if now := &t.places[len(t.places)-1]; *now == "" {
		*now = place
	}
}

// place is where the first cause arose, as far as the suite's own code is concerned.
func (t trace) place() string {
	for _, place := range slices.Backward(t.places) {
		if place != "" {
			return place
		}
	}
	return ""
}

// say adds a line of the message, and reports whether it says anything.
func (t *trace) say(line string) bool {
	if strings.Contains(line, "Error Trace:") {
		t.kind = "testify"
		return false
	}
	line = strings.TrimSpace(line)
	if t.kind == "testify" {
		line = strings.TrimSpace(strings.TrimPrefix(line, "Error:"))
	}
	if line == "" || besides.MatchString(line) {
		return false
	}
	if kind, text := says(line); kind != "" && t.kind == "" && len(t.text) == 0 {
		t.kind, line = kind, text
	}
	if line == "" {
		return false
	}
	t.text = append(t.text, line)
	return true
}

// aim notes which element a browser was waiting for.
func (t *trace) aim(line string) {
	if found := target.FindString(line); found != "" && !slices.Contains(t.text, found) {
		t.text = append(t.text, found)
	}
}

// ends takes the type from the end of a message, if it is there. Ruby always writes it there.
func (t *trace) ends(last string, ruby bool) {
	form := suffixed
	if ruby {
		form = suffixedRuby
	}
	found := form.FindStringSubmatch(strings.TrimSpace(last))
	if found == nil {
		return
	}
	if t.kind != "" {
		t.roots = append(t.roots, t.kind)
	}
	t.kind = found[2]
	for i, line := range t.text {
		t.text[i] = strings.TrimSpace(strings.TrimSuffix(line, "("+t.kind+")"))
	}
	t.text = slices.DeleteFunc(t.text, func(line string) bool { return line == "" })
}
