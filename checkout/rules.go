package checkout

import (
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// rule is one line of an ignore file.
type rule struct {
	prefix  string // a path begins with it; git compares the literal beginning of a pattern apart
	glob    string // of the rest
	negated bool   // "!": what it matches is kept after all
	folders bool   // it matches folders only
	last    bool   // it is compared with the last element of a path, at any depth
}

// rules are the lines of one ignore file, for what lies below the folder that it is in.
type rules struct {
	dir  string // absolute, slash-separated
	list []rule
}

// verdict is what rules say of a path.
type verdict int

const (
	silent verdict = iota
	ignored
	kept
)

// judge goes by the last line that matches. name is absolute and slash-separated.
func (r rules) judge(name string, folder bool) verdict {
	rel, below := strings.CutPrefix(name, strings.TrimSuffix(r.dir, "/")+"/")
	if !below {
		return silent
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
	return silent
}

// matches takes a glob that is none for one that matches nothing, as git does.
func (r rule) matches(name string) bool {
	rest, ok := strings.CutPrefix(name, r.prefix)
	if !ok || r.glob == "" {
		return ok && rest == ""
	}
	ok, err := doublestar.Match(r.glob, rest)
	return ok && err == nil
}

// judgeAll asks the files from the innermost to the outermost.
func judgeAll(files []rules, name string, folder bool) verdict {
	for i := len(files) - 1; i >= 0; i-- {
		if v := files[i].judge(name, folder); v != silent {
			return v
		}
	}
	return silent
}

// readRules adds the rules of an ignore file for the folder dir. One that is not there, or cannot be read, has none.
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
	return append(to[:len(to):len(to)], r) // folders side by side share what is above them
}

// parseRule reads a line as gitignore(5) has it.
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
		r.glob += "/*" // what is below a folder, and not the folder
	}
	return r, line != ""
}

// trimSpaces drops spaces at the end but for one behind a backslash.
func trimSpaces(line string) string {
	trimmed := strings.TrimRight(line, " ")
	slashes := len(trimmed) - len(strings.TrimRight(trimmed, `\`))
	if slashes%2 == 1 && trimmed != line {
		trimmed += " "
	}
	return trimmed
}

// globOf writes a pattern of git's for doublestar: braces mean themselves, more than two stars are two, and what a class
// excludes is never a slash.
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
