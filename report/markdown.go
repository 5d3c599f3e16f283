package report

import (
	"fmt"
	"html"
	"strings"

	"github.com/org/baleen-action/result"
)

// markdown collects a job summary. Foreign text has two places in it, and in both it is text and nothing else: between
// <code> tags inside a block of HTML, in which Markdown means nothing, and inside a fence that is longer than any run of
// backticks in it. GitHub links no @name, #number or address in either.
type markdown struct{ strings.Builder }

// block adds lines of HTML without a blank line, which would end the block.
func (m *markdown) block(lines ...string) {
	m.WriteString(strings.Join(lines, "\n") + "\n\n")
}

// code returns one line of foreign text for a block, cut to at most most bytes.
func code(text string, most int) string {
	return "<code>" + html.EscapeString(short(text, most)) + "</code>"
}

// codeUnlessEmpty returns nothing for an empty text, because an empty box looks broken.
func codeUnlessEmpty(text string, most int) string {
	if text == "" {
		return ""
	}
	return " " + code(text, most)
}

// fence adds foreign text of several lines, cut to at most most bytes.
func (m *markdown) fence(language, text string, most int) {
	var plain *result.Cleaner
	text = strings.Trim(result.Cap(plain.Text(text), most), "\n")
	marks := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	m.WriteString(marks + language + "\n" + text + "\n" + marks + "\n\n")
}

func longestRun(text string, of rune) int {
	longest, run := 0, 0
	for _, r := range text {
		run++
		if r != of {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// list adds a titled list in a block.
func (m *markdown) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	lines := []string{"<h3>" + html.EscapeString(title) + "</h3>", "<ul>"}
	for _, item := range items {
		lines = append(lines, "<li>"+item+"</li>")
	}
	m.block(append(lines, "</ul>")...)
}

// table adds a table in a block: its first row is the head.
func (m *markdown) table(rows ...[]string) {
	lines := []string{"<table>"}
	for i, row := range rows {
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		line := "<tr>"
		for _, text := range row {
			line += fmt.Sprintf("<%s>%s</%s>", cell, text, cell)
		}
		lines = append(lines, line+"</tr>")
	}
	m.block(append(lines, "</table>")...)
}
