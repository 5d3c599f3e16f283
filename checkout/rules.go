package checkout

import (
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// rule is one line of an ignore file.
type rule struct {
	prefix  string // the literal start of the pattern, which git compares before it matches the rest
	glob    string // the rest of the pattern
	negated bool   // "!": keep what matches
	folders bool   // match folders only
	last    bool   // match the last element of a path, at any depth
}

// rules are the lines of one ignore file. They apply below the folder that the file is in.
type rules struct {
	dir  string // absolute, slash-separated
	list []rule
}

// verdict is what rules decide about a path.
type verdict int

const (
	undecided verdict = iota
	ignored
	kept
)

// judge returns what the last matching line decides. name is absolute and slash-separated.
func (r rules) judge(name string, folder bool) verdict {
	rel, below := strings.CutPrefix(name, strings.TrimSuffix(r.dir, "/")+"/")
	if !below {
		return undecided
	}
	last := rel[strings.LastIndexByte(rel, '/')+1:]
	for i := len(r.list) - 1; i >= 0; i-- {
		switch one := r.list[i]; {
		case one.folders && !folder:
		case one.last && !one.matches(last), !one.last && !one.matches(rel):
		case one.negated:
			return kept
		default:
			return ignored
		}
	}
	return undecided
}

// matches reports whether the rule's pattern matches. As in git, an invalid glob matches nothing.
func (r rule) matches(name string) bool {
	rest, ok := strings.CutPrefix(name, r.prefix)
	if !ok || r.glob == "" {
		return ok && rest == ""
	}
	ok, err := doublestar.Match(r.glob, rest)
	return ok && err == nil
}

// judgeAll applies the ignore files from the innermost to the outermost.
func judgeAll(files []rules, name string, folder bool) verdict {
	for i := len(files) - 1; i >= 0; i-- {
		if v := files[i].judge(name, folder); v != undecided {
			return v
		}
	}
	return undecided
}

// readRules adds the rules of an ignore file for the folder dir. A file that is missing or cannot be read adds none.
func readRules(to []rules, dir, file string) []rules {
	text, err := readFile(file)
	if err != nil {
		return to
	}
	r := rules{dir: filepath.ToSlash(dir)}
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		if one, ok := parseRule(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")); ok {
			r.list = append(r.list, one)
		}
	}
	if len(r.list) == 0 {
		return to
	}
	return append(to[:len(to):len(to)], r) // sibling folders share the rules above them, so append must copy
}

// parseRule reads one line of an ignore file, see gitignore(5).
func parseRule(line string) (rule, bool) {
	var r rule
	if strings.HasPrefix(line, "#") {
		return r, false
	}
	line = trimSpaces(line)
	line, r.negated = strings.CutPrefix(line, "!")
	line, r.folders = strings.CutSuffix(line, "/")
	r.last = !strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	wild := strings.IndexAny(line, `*?[\`)
	if wild < 0 {
		wild = len(line)
	}
	r.prefix, r.glob = line[:wild], globOf(line[wild:])
	if strings.HasSuffix(r.glob, "/**") {
		r.glob += "/*" // match what is below the folder, but not the folder itself
	}
	return r, line != ""
}

// trimSpaces drops trailing spaces, except one after a backslash.
func trimSpaces(line string) string {
	trimmed := strings.TrimRight(line, " ")
	slashes := len(trimmed) - len(strings.TrimRight(trimmed, `\`))
	if slashes%2 == 1 && trimmed != line {
		trimmed += " "
	}
	return trimmed
}

// globOf translates a git pattern for doublestar: braces are literal, three or more stars equal two, and a negated class
// never matches a slash.
func globOf(pattern string) string {
	var out strings.Builder
	escaped := false
	for i, b := range []byte(pattern) {
		switch {
		case escaped:
		case b == '{' || b == '}':
			out.WriteByte('\\')
		case b == '*' && strings.HasSuffix(pattern[:i], "**"):
			continue
		}
		escaped = !escaped && b == '\\'
		out.WriteByte(b)
		if (b == '!' || b == '^') && strings.HasSuffix(pattern[:i], "[") {
			out.WriteByte('/')
		}
	}
	return out.String()
}
