package cucumber

import (
	"strings"
	"testing"
)

// TestFilterSyntax reads the tag expressions of all runners: what each keeps, and what it removes.
func TestFilterSyntax(t *testing.T) {
	for _, tt := range []struct{ expression, keeps, removes string }{
		{"@a and @b", "@a @b|@b @a @c", "@a|@b|"},
		{"@a or @b and @c", "@a|@b @c", "@b|@c"},
		{"(@a or @b) and @c", "@a @c|@b @c", "@a|@c"},
		{"not @a and not @b", "|@c", "@a|@b|@a @c"},
		{"not (@a and @b)", "@a|@b|", "@a @b"},
		{"not not @a", "@a", "|@b"},
		{"~@a", "|@b", "@a|@a @b"},
		{"~@a && ~@b", "|@c", "@a|@b"},
		{"@a&&@b", "@a @b", "@a|@b"},
		{"@a,~@b", "@a|@a @b|", "@b"},
		{"@a, @b && @c", "@a @c|@b @c", "@a|@b|@c"},
		{"-@a", "|@b", "@a"},
		{"a,b", "@a|@b", "@c|"},
		{"@long-tag-name", "@long-tag-name", "@long|"},
		{"@issue:7", "@issue:7", "@issue|@issue:77"},
		{`@p\(1\)`, "@p(1)", "@p|@p1"},
		{"@A", "@A", "@a"},
	} {
		filter, err := NewFilter("a test", tt.expression)
		if err != nil {
			t.Errorf("%q: %v", tt.expression, err)
			continue
		}
		for tags := range strings.SplitSeq(tt.keeps, "|") {
			if !filter.Keeps(strings.Fields(tags)) {
				t.Errorf("%q removes %q", tt.expression, tags)
			}
		}
		for tags := range strings.SplitSeq(tt.removes, "|") {
			if filter.Keeps(strings.Fields(tags)) {
				t.Errorf("%q keeps %q", tt.expression, tags)
			}
		}
	}
	for _, expression := range []string{"@a and", "and @a", "not", "(@a", "@a)", "@a @b", "or"} {
		if _, err := NewFilter("a test", expression); err == nil || !strings.HasPrefix(err.Error(), "parse tag expression") {
			t.Errorf("%q: %v", expression, err)
		}
	}
}

// TestSeveralExpressions requires all of them, as --tags does if it is given twice.
func TestSeveralExpressions(t *testing.T) {
	filter, err := NewFilter("the command", "@a or @b", "~@c")
	if err != nil {
		t.Fatal(err)
	}
	for tags, want := range map[string]bool{"@a": true, "@b": true, "@a @c": false, "@c": false, "": false} {
		if got := filter.Keeps(strings.Fields(tags)); got != want {
			t.Errorf("%q: %v", tags, got)
		}
	}
	if got := filter.String(); got != `"@a or @b and ~@c" in the command` {
		t.Error(got)
	}
}

// TestCleaned masks a filter as it masks tags: it still removes the same scenarios.
func TestCleaned(t *testing.T) {
	clean := strings.NewReplacer("secret", "***").Replace
	filter, err := NewFilter("secret.yml", "not @secret")
	if err != nil {
		t.Fatal(err)
	}
	cleaned := filter.Cleaned(clean)
	if got := cleaned.String(); got != `"not @***" in ***.yml` {
		t.Error(got)
	}
	if cleaned.Keeps([]string{"@***"}) || !cleaned.Keeps([]string{"@other"}) {
		t.Error("the masked filter removes other scenarios")
	}
	broken := filter.Cleaned(func(string) string { return "((" })
	if broken.Keeps([]string{"@secret"}) || broken.Text != "((" {
		t.Errorf("a filter that masking breaks: %+v", broken)
	}
}

// TestFlagValues reads a flag in every form that option parsers accept.
func TestFlagValues(t *testing.T) {
	for command, want := range map[string]string{
		"--tags @a":              "@a",
		"--tags=@a":              "@a",
		"-t @a":                  "@a",
		"-t=@a":                  "@a",
		"-t@a":                   "@a",
		"--tags @a -t @b --tags": "@a @b",
		"--tags= x":              "",
		"--tagsx @a":             "",
		"-x --tag @a":            "",
		"a.feature":              "",
		"":                       "",
	} {
		if got := strings.Join(flagValues(strings.Fields(command), "--tags", "-t"), " "); got != want {
			t.Errorf("%q: %q, want %q", command, got, want)
		}
	}
}

// TestComplaintOf finds the fatal error that a runtime prints last, and none in ordinary output.
func TestComplaintOf(t *testing.T) {
	for output, want := range map[string]string{
		"a\nTypeError: x is not a function\n    at b.js:1\n":                      "TypeError: x is not a function",
		"Error: Cannot find module 'x'\nRequire stack:\n- /a.js":                  "Error: Cannot find module 'x'",
		"node:internal\n[cause]: Error: no":                                       "Error: no",
		"Traceback (most recent call last):\n  File x\nModuleNotFoundError: No y": "ModuleNotFoundError: No y",
		"env.rb:3:in `x': uninitialized constant A (NameError)":                   "env.rb:3:in `x': uninitialized constant A (NameError)",
		"PHP Fatal error: Uncaught x":                                             "PHP Fatal error: Uncaught x",
		"panic: boom\n\ngoroutine 1 [running]:":                                   "panic: boom",
		"sh: 1: cucumber-js: not found":                                           "sh: 1: cucumber-js: not found",
		"bash: ./run: Permission denied":                                          "bash: ./run: Permission denied",
		"HOOK-ERROR in before_all: RuntimeError: db":                              "HOOK-ERROR in before_all: RuntimeError: db",
		"ValueError: first\nKeyError: 'second'\n":                                 "KeyError: 'second'",
		"3 scenarios (3 passed)\n0m0.1s":                                          "",
		"no error here":                                                           "",
		"":                                                                        "",
	} {
		if got := Complaint(output); got != want {
			t.Errorf("%q: %q, want %q", output, got, want)
		}
	}
	for complaint, want := range map[string]bool{
		"SyntaxError: x": false, "LoadError: x": false, "ImportError: x": false, "Error: Cannot find module 'a'": false,
		"TypeError: x": true, "panic: x": true, "": true,
	} {
		if got := Loads(complaint); got != want {
			t.Errorf("%q: %v", complaint, got)
		}
	}
}
