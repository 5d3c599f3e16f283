package cucumber

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	gherkin "github.com/cucumber/gherkin/go/v42"
	messages "github.com/cucumber/messages/go/v34"
)

// behaveLines translates behave's dialect into official Gherkin, line by line. behave's own parser (behave/parser.py, 1.2.6
// and 1.3) accepts doc strings in single quotes, step keywords in any case, a table and a doc string for the same step, and
// steps after the examples of an outline; it splits tags only at spaces.
type behaveLines struct {
	tags     tagNames
	dialect  *gherkin.Dialect
	begun    bool   // a feature or tag line came before: a language comment no longer counts
	examples bool   // the last title is an Examples title
	step     bool   // the current line may be an argument of a step
	argument string // first characters of the step's argument: "|" or quotes; empty if it has none
	quotes   string // quotes that close the current doc string; empty outside a doc string
	hidden   bool   // the current step, or its second argument, is hidden from the official parser
}

var behaveLanguage = regexp.MustCompile(`(?i)^#\s*language:\s*(\S+)$`)

func (b *behaveLines) plain(line string) string {
	line = strings.TrimSpace(line)
	switch {
	case b.quotes != "":
		if !strings.HasPrefix(line, b.quotes) {
			return ""
		}
		b.quotes = ""
		return b.shown(gherkin.DocstringSeparator)
	case strings.HasPrefix(line, gherkin.CommentPrefix):
		return b.comment(line)
	case strings.HasPrefix(line, gherkin.TagPrefix):
		return b.tagLine(line)
	case strings.HasPrefix(line, "|"):
		b.begin("|")
		return b.shown(closed(line))
	case b.step && (strings.HasPrefix(line, `"""`) || strings.HasPrefix(line, "'''")):
		b.quotes = line[:3]
		b.begin(b.quotes)
		return b.shown(gherkin.DocstringSeparator)
	}
	return b.text(line)
}

// begin records the start of a step's argument. The official parser allows one argument per step, so a second is hidden.
func (b *behaveLines) begin(argument string) {
	if b.step && b.argument != "" && b.argument != argument {
		b.hidden = true
	}
	b.argument = argument
}

func (b *behaveLines) shown(line string) string {
	if b.hidden {
		return ""
	}
	return line
}

func (b *behaveLines) comment(line string) string {
	named := behaveLanguage.FindStringSubmatch(line)
	if named == nil || b.begun {
		return line
	}
	b.dialect = dialectOf(named[1])
	return "# language: " + named[1]
}

// tagLine splits tags at spaces. If a word is not a tag, behave rejects the file, and so does the official parser.
func (b *behaveLines) tagLine(line string) string {
	b.begun = true
	words := strings.Fields(line)
	if i := slices.IndexFunc(words, func(word string) bool { return strings.HasPrefix(word, gherkin.CommentPrefix) }); i >= 0 {
		words = words[:i]
	}
	if slices.ContainsFunc(words, func(word string) bool { return !strings.HasPrefix(word, gherkin.TagPrefix) }) {
		return line
	}
	return b.tags.line(words)
}

// closed appends the closing "|" of a table row if it is missing: behave does not require it and drops the last character.
func closed(row string) string {
	_, size := utf8.DecodeLastRuneInString(row)
	if len(row) == size {
		return row
	}
	return row[:len(row)-size] + "|"
}

// text translates a line that is a title, a step or a description.
func (b *behaveLines) text(line string) string {
	if line == "" || b.dialect == nil {
		return line
	}
	for _, keyword := range b.dialect.StepKeywords() {
		if len(line) >= len(keyword) && strings.EqualFold(line[:len(keyword)], keyword) {
			b.step, b.argument, b.hidden = true, "", b.examples
			return b.shown(keyword + line[len(keyword):])
		}
	}
	for kind, keywords := range b.dialect.Keywords {
		title := func(keyword string) bool { return strings.HasPrefix(line, keyword+gherkin.TitleKeywordSeparator) }
		if kind != "given" && slices.ContainsFunc(keywords, title) {
			b.begun, b.step, b.hidden, b.examples = true, false, false, kind == "examples"
		}
	}
	return line
}

func dialectOf(language string) *gherkin.Dialect {
	if language == "" {
		language = gherkin.DefaultDialect
	}
	return gherkin.DialectsBuiltin().GetDialect(language)
}

// behaveRowTags returns the tags that an example row inherits from its outline (behave/model.py, make_row_tags and
// Tag.make_name): placeholders are filled in, a tag with an unknown placeholder is dropped, and characters that behave does not
// allow in a name are removed. Tags of the Examples table stay unchanged.
func behaveRowTags(outline []string, r row) []string {
	var out []string
	for _, tag := range outline {
		if strings.Contains(tag, "<") && strings.Contains(tag, ">") {
			tag = r.filled(tag)
		}
		if !strings.ContainsAny(tag, "<>") {
			out = append(out, "@"+behaveName(strings.TrimPrefix(tag, "@")))
		}
	}
	return out
}

func behaveName(text string) string {
	text = strings.NewReplacer(`\t`, "\t", `\n`, "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), strings.ContainsRune("._-=:", r):
			return r
		case unicode.IsSpace(r):
			return '_'
		}
		return -1
	}, text)
}

// filled replaces placeholders as behave does: first the cells in order, then <examples.name>, <row.id> and the like.
func (r row) filled(text string) string {
	for i, name := range r.header {
		if i < len(r.cells) {
			text = strings.ReplaceAll(text, "<"+name+">", r.cells[i])
		}
	}
	table, number, _ := strings.Cut(strings.TrimPrefix(r.number, "#"), ".")
	return strings.NewReplacer("<examples.name>", r.examples, "<examples.index>", table,
		"<row.index>", number, "<row.id>", table+"."+number).Replace(text)
}

func cellsOf(r *messages.TableRow) []string {
	if r == nil {
		return nil
	}
	var out []string
	for _, cell := range r.Cells {
		out = append(out, cell.Value)
	}
	return out
}
