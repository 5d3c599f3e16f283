package checkout

import (
	"testing"
)

// TestJudge has the rules of gitignore(5) one by one, as a person would look them up.
func TestJudge(t *testing.T) {
	for line, tt := range map[string]struct{ ignores, keeps []string }{
		"a":           {[]string{"a", "x/a", "x/y/a"}, []string{"ab", "x/ab"}},
		"/a":          {[]string{"a"}, []string{"x/a"}},
		"x/a":         {[]string{"x/a"}, []string{"y/x/a", "a"}},
		"a/":          {[]string{"a/", "x/a/"}, []string{"a", "x/a"}},
		"*.log":       {[]string{"a.log", "x/a.log", ".log"}, []string{"a.logs"}},
		"x/*":         {[]string{"x/a", "x/.a"}, []string{"x/y/a", "x"}},
		"**/a":        {[]string{"a", "x/a", "x/y/a"}, []string{"ab"}},
		"x/**":        {[]string{"x/a", "x/y/a"}, []string{"x", "x/"}},
		"?/**":        {[]string{"x/a", "x/y/a"}, []string{"x", "x/"}},
		"x/**/a":      {[]string{"x/a", "x/y/a", "x/y/z/a"}, []string{"y/x/a"}},
		"a***":        {[]string{"a", "ab"}, []string{"ba"}},
		"?":           {[]string{"a", "x/b"}, []string{"ab", ""}},
		"[a-c]x":      {[]string{"ax", "cx"}, []string{"dx", "x"}},
		"[!a]x":       {[]string{"bx"}, []string{"ax"}},
		"[^a]x":       {[]string{"bx"}, []string{"ax"}},
		"p/[!a]x":     {[]string{"p/bx"}, []string{"p/ax", "p//x"}},
		"{a,b}":       {[]string{"{a,b}"}, []string{"a", "b"}},
		"\\*":         {[]string{"*"}, []string{"a"}},
		"\\#a":        {[]string{"#a"}, []string{"a"}},
		"\\!a":        {[]string{"!a"}, []string{"a"}},
		"#a":          {nil, []string{"#a", "a"}},
		"":            {nil, []string{"a"}},
		"/":           {nil, []string{"a", "a/"}},
		"a  ":         {[]string{"a"}, []string{"a  "}},
		"a\\ ":        {[]string{"a "}, []string{"a"}},
		"a\\\\ ":      {[]string{"a\\"}, []string{"a "}},
		"a[":          {nil, []string{"a[", "a"}}, // git takes it for a pattern that matches nothing
		"Ä/*.feature": {[]string{"Ä/ü.feature"}, []string{"ä/ü.feature"}},
	} {
		var r rules
		r.dir = "/top"
		if one, ok := parseRule(line); ok {
			r.list = append(r.list, one)
		}
		for _, name := range tt.ignores {
			if got := r.judge(asked(name)); got != ignored {
				t.Errorf("%q does not ignore %q", line, name)
			}
		}
		for _, name := range tt.keeps {
			if got := r.judge(asked(name)); got != undecided {
				t.Errorf("%q decides about %q: %v", line, name, got)
			}
		}
	}
}

// asked returns what judge is asked about a name; one that ends with a slash is a folder.
func asked(name string) (string, bool) {
	if n := len(name) - 1; n >= 0 && name[n] == '/' {
		return "/top/" + name[:n], true
	}
	return "/top/" + name, false
}

// TestJudgeOutside: rules say nothing about what is not below their folder.
func TestJudgeOutside(t *testing.T) {
	one, _ := parseRule("*")
	r := rules{dir: "/top/sub", list: []rule{one}}
	for name, want := range map[string]verdict{"/top/sub/a": ignored, "/top/sub": undecided, "/top/subway": undecided, "/other": undecided} {
		if got := r.judge(name, false); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	root := rules{dir: "/", list: []rule{one}}
	if root.judge("/a", false) != ignored {
		t.Error("the rules of the file system's root do not hold")
	}
}

// TestLastRuleWins: the last matching line of a file decides, and an inner file decides before an outer one.
func TestLastRuleWins(t *testing.T) {
	file := func(dir string, lines ...string) rules {
		r := rules{dir: dir}
		for _, line := range lines {
			one, _ := parseRule(line)
			r.list = append(r.list, one)
		}
		return r
	}
	outer, inner := file("/top", "*.log", "!keep.log", "x/keep.log"), file("/top/x", "!*.log", "last.log")
	for name, want := range map[string]verdict{
		"/top/a.log": ignored, "/top/keep.log": kept, "/top/y/keep.log": kept, "/top/x/a.log": kept, "/top/x/keep.log": kept,
		"/top/x/last.log": ignored, "/top/a.txt": undecided,
	} {
		if got := judgeAll([]rules{outer, inner}, name, false); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
