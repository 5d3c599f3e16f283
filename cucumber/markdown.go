package cucumber

import (
	"regexp"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v42"
)

var (
	markdownHeading   = regexp.MustCompile(`^#{1,6} +(.*)$`)
	markdownBullet    = regexp.MustCompile(`^\s*[*-] +(.*)$`)
	markdownTag       = regexp.MustCompile("`(@[^`]+)`")
	markdownRow       = regexp.MustCompile(`^(?: {2,5}|\t)\|`)
	markdownSeparator = regexp.MustCompile(`^\s*\|(?:\s*:?-+:?\s*\|)+\s*$`)
	markdownFence     = regexp.MustCompile("^\\s+(```|\"\"\")")
)

// markdown translates Markdown with Gherkin (.feature.md) into Gherkin, line by line, so that line numbers stay the same. Prose
// becomes empty lines.
type markdown struct {
	titles []string // keywords with their colon
	steps  []string
	fence  string // closes the current doc string; empty outside
	step   bool   // the previous line is a step or its argument
}

func newMarkdown() *markdown {
	dialect := gherkin.DialectsBuiltin().GetDialect(gherkin.DefaultDialect)
	m := &markdown{steps: dialect.StepKeywords()}
	for _, kind := range []string{"feature", "rule", "background", "scenario", "scenarioOutline", "examples"} {
		for _, keyword := range dialect.Keywords[kind] {
			m.titles = append(m.titles, keyword+":")
		}
	}
	return m
}

func (m *markdown) plain(line string) string {
	if m.fence != "" {
		if strings.TrimSpace(line) == m.fence {
			m.fence = ""
		}
		return line
	}
	if strings.TrimSpace(line) == "" {
		return ""
	}
	if fence := markdownFence.FindStringSubmatch(line); fence != nil && m.step {
		m.fence = fence[1]
		return line
	}
	if markdownRow.MatchString(line) {
		if markdownSeparator.MatchString(line) {
			return ""
		}
		return line
	}
	return m.text(line)
}

// text translates a line that is neither a table nor a doc string.
func (m *markdown) text(line string) string {
	m.step = false
	if heading := markdownHeading.FindStringSubmatch(line); heading != nil && begins(heading[1], m.titles) {
		return heading[1]
	}
	if bullet := markdownBullet.FindStringSubmatch(line); bullet != nil && begins(bullet[1], m.steps) {
		m.step = true
		return bullet[1]
	}
	var tags []string
	for _, tag := range markdownTag.FindAllStringSubmatch(line, -1) {
		tags = append(tags, tag[1])
	}
	return strings.Join(tags, " ")
}

func begins(text string, keywords []string) bool {
	for _, keyword := range keywords {
		if strings.HasPrefix(text, keyword) {
			return true
		}
	}
	return false
}
