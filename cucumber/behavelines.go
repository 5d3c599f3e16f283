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

// behaveLines turns what behave reads into Gherkin. behave has a parser of its own (behave/parser.py, 1.2.6 and 1.3): it
// knows doc strings in single quotes, takes the keyword of a step in any case, splits tags at blanks alone, lets a step have
// a table and a doc string, and an outline go on with steps after its examples.
type behaveLines struct {
	tags     tagNames
	dialect  *gherkin.Dialect
	begun    bool   // the file's feature or a tag has been seen: no language comment counts from here on
	examples bool   // the last title was that of examples
	step     bool   // a step is at hand, which may have an argument
	argument string // the beginning of the one that it has, if any
	quotes   string // that close the doc string at hand
	hidden   bool   // the parser sees nothing of the step at hand, or of its second argument
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

// begin takes note of a step's argument. The parser knows one for each step.
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

// tagLine splits at blanks. Where a word is no tag, behave refuses the file, and so does the parser.
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

// closed ends a table's row with the "|" that behave does not ask for: it drops the last character, whatever it is.
func closed(row string) string {
	_, size := utf8.DecodeLastRuneInString(row)
	if len(row) == size {
		return row
	}
	return row[:len(row)-size] + "|"
}

// text takes a line that is a title, a step or description.
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

// behaveRowTags are the tags that an example row has from its outline: placeholders are filled in, one that is left over
// drops its tag, and what behave takes for no part of a name goes (behave/model.py, make_row_tags and Tag.make_name). Tags
// of the examples stand as they are written.
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

// filled fills the placeholders of a text as behave does: the cells one after another, then what it calls the row.
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
