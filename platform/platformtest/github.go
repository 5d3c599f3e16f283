// Package platformtest models, for tests, how CI systems read what a step prints and writes.
package platformtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// GitHubRunner is a model of GitHub's runner that reads a step's output by the rules of actions/runner. Unlike the real
// runner it accepts any command name.
type GitHubRunner struct {
	Deaf bool // ignore stop-commands, so that foreign text must be harmless by itself

	Token       string // the token that resumes commands; empty if they are not stopped
	commands    []workflowCommand
	annotations []workflowCommand // the first ten
}

// workflowCommand is a command that the runner obeys.
type workflowCommand struct {
	name       string
	properties map[string]string
	message    string
}

// String describes the command without its random parts.
func (c workflowCommand) String() string {
	if regexp.MustCompile(`^[A-Z2-7]{26}$`).MatchString(c.name) {
		return "resume"
	}
	if c.name == "stop-commands" {
		return c.name
	}
	text := c.name
	for _, name := range []string{"title", "file", "line"} {
		if value, given := c.properties[name]; given {
			text += fmt.Sprintf(" %s=%q", name, value)
		}
	}
	return fmt.Sprintf("%s %q", text, c.message)
}

// Names returns the names of the commands that it obeyed.
func (r *GitHubRunner) Names() []string {
	var names []string
	for _, c := range r.commands {
		if c.String() == "resume" {
			c.name = "resume"
		}
		names = append(names, c.name)
	}
	return names
}

// Obeyed returns the commands that the runner obeyed, except those that stop and resume commands.
func (r *GitHubRunner) Obeyed() []string {
	var all []string
	for _, c := range r.commands {
		if text := c.String(); text != "resume" && text != "stop-commands" {
			all = append(all, text)
		}
	}
	return all
}

// Print reads a step's stdout.
func (r *GitHubRunner) Print(stdout string) {
	for _, line := range readLines(stdout) {
		if c, is := parseCommand(line); is {
			r.obey(c)
		}
	}
}

// readLines splits as .NET's ReadLine does: at LF, CRLF and a lone CR.
func readLines(text string) []string {
	lines := regexp.MustCompile("\r\n|\r|\n").Split(text, -1)
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

func (r *GitHubRunner) obey(c workflowCommand) {
	if r.Token != "" {
		if !strings.EqualFold(c.name, r.Token) {
			return
		}
		r.Token = ""
	} else if c.name == "stop-commands" && !r.Deaf {
		r.Token = c.message
	}
	r.commands = append(r.commands, c)
	if c.name == "error" {
		r.annotate(c)
	}
}

// annotate keeps the first ten annotations and truncates messages, silently.
func (r *GitHubRunner) annotate(c workflowCommand) {
	if len(r.annotations) == 10 {
		return
	}
	if message := []rune(c.message); len(message) > 4096 {
		c.message = string(message[:4096])
	}
	r.annotations = append(r.annotations, c)
}

// parseCommand reads a command in the new form (::name::, at the start of a line) or in the old form (##[name], anywhere).
func parseCommand(line string) (workflowCommand, bool) {
	if rest, is := strings.CutPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::"); is {
		if head, message, whole := strings.Cut(rest, "::"); whole {
			return workflowCommandOf(head, ",", message), true
		}
	}
	if _, rest, is := strings.Cut(line, "##["); is {
		if head, message, whole := strings.Cut(rest, "]"); whole {
			return workflowCommandOf(head, ";", message), true
		}
	}
	return workflowCommand{}, false
}

func workflowCommandOf(head, separator, message string) workflowCommand {
	name, properties, _ := strings.Cut(strings.TrimSpace(head), " ")
	c := workflowCommand{name: name, properties: map[string]string{}, message: unescape(message)}
	for _, pair := range strings.Split(properties, separator) {
		if key, value, is := strings.Cut(strings.TrimSpace(pair), "="); is {
			c.properties[key] = unescape(value)
		}
	}
	return c
}

func unescape(text string) string {
	return strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(text)
}

// Output is one output of a step.
type Output struct{ Name, Value string }

// ReadOutputs reads the file of GITHUB_OUTPUT: NAME=VALUE, or NAME<<DELIMITER and lines up to the delimiter.
func ReadOutputs(text string) ([]Output, error) {
	var all []Output
	for text != "" {
		var line string
		line, _, text = cutLine(text)
		equals, here := strings.Index(line, "="), strings.Index(line, "<<")
		switch {
		case line == "":
		case here >= 0 && (equals < 0 || here < equals):
			value, rest, err := hereDocument(text, line[here+2:])
			if err != nil {
				return nil, err
			}
			all, text = append(all, Output{line[:here], value}), rest
		case equals >= 0:
			all = append(all, Output{line[:equals], line[equals+1:]})
		default:
			return nil, fmt.Errorf("invalid format %q", line)
		}
	}
	return all, nil
}

func hereDocument(text, delimiter string) (value, rest string, err error) {
	ended := ""
	for first := true; text != ""; first = false {
		line, end, after := cutLine(text)
		text = after
		if line == delimiter {
			return value, text, nil
		}
		if !first {
			value += ended
		}
		value, ended = value+line, end
	}
	return "", "", fmt.Errorf("matching delimiter not found %q", delimiter)
}

func cutLine(text string) (line, end, rest string) {
	at := strings.IndexAny(text, "\r\n")
	if at < 0 {
		return text, "", ""
	}
	size := 1
	if strings.HasPrefix(text[at:], "\r\n") {
		size = 2
	}
	return text[:at], text[at : at+size], text[at+size:]
}

// GitLabSections returns the names of the sections in a job's output. Sections that do not nest or do not end are an error.
func GitLabSections(stdout string) ([]string, error) {
	marker := regexp.MustCompile(`section_(start|end):(\d+):([a-zA-Z0-9_.-]+)(\[[^\]]*\])?\r\x1b\[0K`)
	var all, open []string
	for _, found := range marker.FindAllStringSubmatch(stdout, -1) {
		switch name := found[3]; {
		case found[1] == "start" && slices.Contains(all, name):
			return nil, fmt.Errorf("section %q begins twice", name)
		case found[1] == "start":
			all, open = append(all, name), append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return nil, fmt.Errorf("section %q ends, open are %q", name, open)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return nil, fmt.Errorf("sections %q are never closed", open)
	}
	return all, nil
}
