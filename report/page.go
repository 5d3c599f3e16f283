package report

import (
	"strconv"
	"strings"
)

// page collects indented lines of text.
type page struct{ strings.Builder }

// line adds one line: line breaks in the text become blanks.
func (p *page) line(depth int, text string) {
	text = strings.ReplaceAll(oneBreak(text), "\n", " ")
	p.WriteString(strings.TrimRight(strings.Repeat("  ", depth)+text, " "))
	p.WriteByte('\n')
}

// text adds every line of a text, including blank lines in its middle.
func (p *page) text(depth int, text string) {
	text = strings.Trim(oneBreak(text), "\n")
	if text == "" {
		return
	}
	for _, line := range strings.Split(text, "\n") {
		p.line(depth, line)
	}
}

// quote adds the lines of an extract, each after a bar.
func (p *page) quote(depth int, text string) {
	p.text(depth, "| "+strings.ReplaceAll(text, "\n", "\n| "))
}

// paint colours words if it is true.
type paint bool

func (on paint) green(s string) string  { return on.wrap("32", s) }
func (on paint) red(s string) string    { return on.wrap("31", s) }
func (on paint) yellow(s string) string { return on.wrap("33", s) }

func (on paint) wrap(code, s string) string {
	if !on {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// at formats a place; line 0 stands for the whole file.
func at(path string, line int) string {
	if line == 0 {
		return path
	}
	return path + ":" + strconv.Itoa(line)
}

// titled formats a place and a name. If a whole file counts as one scenario, both are the same and appear once.
func titled(place, name string) string {
	if name == "" || strings.HasSuffix(place, name) {
		return place
	}
	return place + "  " + name
}
