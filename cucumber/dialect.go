package cucumber

import (
	"strconv"
	"strings"
	"unicode"
)

// dialect adapts feature files that are not official Gherkin. plain translates one line at a time for the official parser, so
// line numbers stay the same.
type dialect struct {
	plain   func(line string) string
	tags    *tagNames                              // the tags that plain replaces
	rowTags func(outline []string, r row) []string // tags of an example row; nil: those of its outline
	// rows means that an outline without rows is not a scenario.
	rows bool
}

// dialectFor returns the dialect in which a runner reads a file with this name.
func (r Recipe) dialectFor(name, language string) dialect {
	d := dialect{plain: func(line string) string { return line }, tags: &tagNames{}}
	switch {
	case strings.HasSuffix(name, ".feature.md"):
		d.plain = newMarkdown().plain
	case r.Name == "cucumber-js": // GherkinLine.js trims Unicode spaces; other parsers trim ASCII spaces only
		d.plain = func(line string) string { return strings.TrimLeftFunc(line, unicode.IsSpace) }
	case r.Name == "behave":
		b := &behaveLines{dialect: dialectOf(language)}
		return dialect{plain: b.plain, tags: &b.tags, rowTags: behaveRowTags, rows: true}
	}
	return d
}

// tagNames holds tags that the official parser would reject or read differently. The parser sees "@1" for the first of them.
type tagNames []string

func (t *tagNames) line(tags []string) string {
	var out []string
	for _, tag := range tags {
		*t = append(*t, tag)
		out = append(out, "@"+strconv.Itoa(len(*t)))
	}
	return strings.Join(out, " ")
}

// name returns the original tag for a placeholder such as "@1".
func (t *tagNames) name(seen string) string {
	if t == nil {
		return seen
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(seen, "@")); err == nil && n >= 1 && n <= len(*t) {
		return (*t)[n-1]
	}
	return seen
}

// olderTags reads tags as Gherkin before 9 does (cucumber-ruby 2 to 3, cucumber-js 2 to 6, cucumber-jvm 2 to 4): a tag ends
// at the next "@", so it may contain spaces and "#".
func olderTags() dialect {
	tags := &tagNames{}
	return dialect{tags: tags, plain: func(line string) string {
		trimmed := strings.TrimSpace(line)
		if !strings.HasPrefix(trimmed, "@") {
			return line
		}
		var found []string
		for _, text := range strings.Split(trimmed[1:], "@") {
			if text = strings.TrimSpace(text); text != "" {
				found = append(found, "@"+text)
			}
		}
		return tags.line(found)
	}}
}
