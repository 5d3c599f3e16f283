package shell

import (
	"errors"
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Split splits text into the words of one command. Blanks separate words; quotes and backslashes are removed. Syntax that
// needs a shell ($NAME, `…`, and ; & | < > or brackets outside quotes) is an error.
func Split(text string) ([]string, error) {
	var words []string
	for word, err := range syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).WordsSeq(strings.NewReader(text)) {
		if err != nil {
			return nil, fmt.Errorf("split into words: %w", withoutPosition(err))
		}
		value, static := wordText(text, word)
		if !static {
			return nil, fmt.Errorf("split into words: only a shell can expand %s", value)
		}
		words = append(words, value)
	}
	return words, nil
}

// withoutPosition drops the position from a parser's error, because the text is not in a file.
func withoutPosition(err error) error {
	if parse, is := errors.AsType[syntax.ParseError](err); is {
		return errors.New(parse.Text)
	}
	return err
}

// wordText returns a word without its quotes. Expansions are kept as written in source; static reports whether there are none.
func wordText(source string, word *syntax.Word) (text string, static bool) {
	return partsText(source, word.Parts, unescape)
}

func partsText(source string, parts []syntax.WordPart, literal func(string) string) (text string, static bool) {
	var out strings.Builder
	static = true
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit:
			out.WriteString(literal(p.Value))
			continue
		case *syntax.SglQuoted:
			if !p.Dollar {
				out.WriteString(p.Value)
				continue
			}
		case *syntax.DblQuoted:
			inner, plain := partsText(source, p.Parts, unescapeQuoted)
			out.WriteString(inner)
			static = static && plain
			continue
		}
		out.WriteString(source[part.Pos().Offset():part.End().Offset()])
		static = false
	}
	return out.String(), static
}

// unescape removes backslashes as outside quotes (POSIX.1-2017, Shell Command Language, 2.2.1).
func unescape(text string) string {
	return dropBackslashes(text, func(byte) bool { return true })
}

// unescapeQuoted removes the backslashes that are special inside double quotes (2.2.3).
func unescapeQuoted(text string) string {
	return dropBackslashes(text, func(c byte) bool { return strings.IndexByte("$`\"\\\n", c) >= 0 })
}

func dropBackslashes(text string, special func(byte) bool) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) && special(text[i+1]) {
			i++
			if text[i] == '\n' {
				continue // the line continues
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}
