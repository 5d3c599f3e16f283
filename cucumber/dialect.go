package cucumber

import (
	"strconv"
	"strings"
	"unicode"
)

// dialect is how a feature file is read that is not written for the official parser. plain shows the parser each line as it
// has to be for it, so that lines keep their numbers.
type dialect struct {
	plain   func(line string) string
	tags    *tagNames                              // that plain has replaced
	rowTags func(outline []string, r row) []string // of an example row; nil: those of its outline
	// rows says that an outline without rows is no scenario.
	rows bool
}

// dialectFor is how a runner reads a file of this name.
func (r Recipe) dialectFor(name, language string) dialect {
	d := dialect{plain: func(line string) string { return line }, tags: &tagNames{}}
	switch {
	case strings.HasSuffix(name, ".feature.md"):
		d.plain = newMarkdown().plain
	case r.Name == "cucumber-js": // GherkinLine.js takes every space of Unicode away, the others do with ASCII's
		d.plain = func(line string) string { return strings.TrimLeftFunc(line, unicode.IsSpace) }
	case r.Name == "behave":
		b := &behaveLines{dialect: dialectOf(language)}
		return dialect{plain: b.plain, tags: &b.tags, rowTags: behaveRowTags, rows: true}
	}
	return d
}

// tagNames keeps tags that the official parser would refuse or read otherwise: it sees "@1" for the first of them.
type tagNames []string

func (t *tagNames) line(tags []string) string {
	var out []string
	for _, tag := range tags {
		*t = append(*t, tag)
		out = append(out, "@"+strconv.Itoa(len(*t)))
	}
	return strings.Join(out, " ")
}

// name is the tag that stands in the file for one that the parser saw.
func (t *tagNames) name(seen string) string {
	if t == nil {
		return seen
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(seen, "@")); err == nil && n >= 1 && n <= len(*t) {
		return (*t)[n-1]
	}
	return seen
}

// olderTags reads tags as Gherkin before 9 does (cucumber-ruby 2 to 3, cucumber-js 2 to 6, cucumber-jvm 2 to 4): everything
// up to the next "@" is the tag, with blanks and "#" in it.
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
