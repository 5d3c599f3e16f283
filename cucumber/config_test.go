package cucumber

import (
	"strings"
	"testing"
)

func TestFilter(t *testing.T) {
	for expression, cases := range map[string]map[string]bool{
		"@a and not @b":   {"@a": true, "@a @b": false, "": false},
		"not @wip":        {"": true, "@wip": false, "@x": true},
		"~@wip":           {"": true, "@wip": false},
		"@a,@b":           {"@a": true, "@b": true, "@c": false},
		"~@a,@b":          {"": true, "@a": false, "@a @b": true},
		"@a && ~@b":       {"@a": true, "@a @b": false},
		"-wip":            {"": true, "@wip": false},
		"@a or @b":        {"@b": true, "@c": false},
		"(@a or @b)":      {"@b": true, "@c": false},
		"@with-dash":      {"@with-dash": true, "@with": false},
		"not @with-dash":  {"@with-dash": false, "": true},
		"@a and not (@b)": {"@a": true, "@b": false},
	} {
		filter, err := NewFilter("a test", expression)
		if err != nil {
			t.Errorf("%q: %v", expression, err)
			continue
		}
		for tags, want := range cases {
			if got := filter.Keeps(strings.Fields(tags)); got != want {
				t.Errorf("%q keeps %q: %v", expression, tags, got)
			}
		}
	}
	for _, expression := range []string{"@a and", "(@a", "@a @b"} {
		if _, err := NewFilter("a test", expression); err == nil {
			t.Errorf("%q was taken", expression)
		}
	}
}

func TestReadConfig(t *testing.T) {
	for name, tc := range map[string]struct {
		runner, path, text, command string
		want                        string // filters, joined by "; "
	}{
		"ruby":                       {"cucumber-ruby", "cucumber.yml", "default: --tags ~@wip --format pretty\nci: --tags @ci\n", "cucumber", `"~@wip" in cucumber.yml`},
		"ruby profile":               {"cucumber-ruby", "config/cucumber.yml", "default: --tags ~@wip\nci: --tags 'not @slow'\n", "cucumber -p ci", `"not @slow" in config/cucumber.yml`},
		"ruby ERB":                   {"cucumber-ruby", "cucumber.yml", "<% std = \"--tags 'not @wip'\" %>\ndefault: <%= std %> x\n", "cucumber", `"not @wip" in cucumber.yml`},
		"ruby ERB, two":              {"cucumber-ruby", "cucumber.yml", "<%= x %>\ndefault: --tags @a\nother: --tags @b\n", "cucumber", ""},
		"js":                         {"cucumber-js", "cucumber.js", "module.exports = { default: { tags: 'not @wip', paths: ['x'] } }", "cucumber-js", `"not @wip" in cucumber.js`},
		"js string":                  {"cucumber-js", "cucumber.js", "module.exports = { default: '--tags \"not @wip\" --require x' }", "cucumber-js", `"not @wip" in cucumber.js`},
		"js json":                    {"cucumber-js", "cucumber.json", `{"default": {"tags": "not @wip"}, "x": {"tags": "@x"}}`, "cucumber-js", `"not @wip" in cucumber.json`},
		"js json list":               {"cucumber-js", "cucumber.json", `{"default": {"tags": ["not @wip", "not @slow"]}}`, "cucumber-js", `"not @wip and not @slow" in cucumber.json`},
		"js two":                     {"cucumber-js", "cucumber.mjs", "export default { tags: '@a' }; export const ci = { tags: '@b' }", "cucumber-js", ""},
		"behave":                     {"behave", "behave.ini", "[behave]\nformat = plain\ntags = ~@wip\n   ~@slow\nstop = no\n[other]\ntags = @x\n", "behave", `"~@wip and ~@slow" in behave.ini`},
		"behave, setup":              {"behave", "setup.cfg", "[metadata]\nname = x\n[behave]\ntags=-wip\n", "behave", `"-wip" in setup.cfg`},
		"behave, nothing":            {"behave", "behave.ini", "[behave]\n# tags = ~@wip\n", "behave", ""},
		"command":                    {"behave", "none", "", "behave --tags ~@wip --tags=@a {files}", `"~@wip and @a" in the command`},
		"godog":                      {"godog", "none", "", "./suite --godog.tags=~@wip {files}", `"~@wip" in the command`},
		"ruby, profile of a profile": {"cucumber-ruby", "cucumber.yml", "default: --profile ci\nci: --tags ~@wip\n", "cucumber", `"~@wip" in cucumber.yml`},
		"ruby, two profiles":         {"cucumber-ruby", "cucumber.yml", "a: --tags ~@wip -p a\nb: --tags ~@slow\n", "bundle exec cucumber -p a --profile=b", `"~@wip and ~@slow" in cucumber.yml`},
		"ruby, no profile":           {"cucumber-ruby", "cucumber.yml", "default: --tags ~@wip\n", "cucumber -P", ""},
		"another program's -t":       {"cucumber-js", "none", "", "touch -t 2020 x cucumber-js {files}", ""},
		"another program's -p":       {"cucumber-js", "cucumber.json", `{"default": {"tags": "not @wip"}}`, "env -p x cucumber-js {files}", `"not @wip" in cucumber.json`},
		"a variable":                 {"cucumber-js", "none", "", "cucumber-js --tags $TAGS {files}", ""},
		"behave, colon":              {"behave", "behave.ini", "[behave]\ntags: ~@wip\n", "behave", `"~@wip" in behave.ini`},
		"behave, default_tags":       {"behave", "behave.ini", "[behave]\ndefault_tags = ~@wip\n", "behave", `"~@wip" in behave.ini`},
		"behave, other tags":         {"behave", "behave.ini", "[behave]\ndefault_tags = ~@wip\n", "behave --tags @a", `"@a" in the command`},
		"js, a file of its own":      {"cucumber-js", "ci/c.json", `{"default": {"tags": "not @wip"}}`, "cucumber-js --config ci/c.json {files}", `"not @wip" in ci/c.json`},
		"js, a file, joined":         {"cucumber-js", "ci/c.js", "export default { tags: '@a' }", "cucumber-js --config=./ci/c.js {files}", `"@a" in ci/c.js`},
		"js, a file, short":          {"cucumber-js", "c.yaml", "default:\n  tags: '@a'\n", "npx cucumber-js -c c.yaml -p default {files}", `"@a" in c.yaml`},
		"js, another file":           {"cucumber-js", "cucumber.json", `{"default": {"tags": "not @wip"}}`, "cucumber-js -c ci/c.json {files}", ""},
		"ruby has no such flag":      {"cucumber-ruby", "cucumber.yml", "default: --tags ~@wip\n", "cucumber -c {files}", `"~@wip" in cucumber.yml`},
		"custom":                     {"custom", "none", "", "run --tags @a {files}", ""},
		"broken":                     {"cucumber-js", "cucumber.json", `{"default": {"tags": "@a and"}}`, "cucumber-js", ""},
		"no YAML at all":             {"cucumber-ruby", "cucumber.yml", "\t{{{", "cucumber", ""},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, _ := Find(tc.runner)
			read := func(path string) ([]byte, bool) { return []byte(tc.text), path == tc.path }
			var got []string
			for _, f := range recipe.ReadConfig(read, strings.Fields(tc.command)).Filters {
				got = append(got, f.String())
			}
			if strings.Join(got, "; ") != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func FuzzReadConfig(f *testing.F) {
	f.Add("default: --tags ~@wip\n", "@a and not @b")
	f.Add("[behave]\ntags = ~@wip\n  @x", "~@a,@b && @c")
	f.Add("module.exports = {default: {tags: 'not @a'}}", "((")
	f.Fuzz(func(t *testing.T, text, expression string) {
		for _, recipe := range Recipes() {
			config := recipe.ReadConfig(func(string) ([]byte, bool) { return []byte(text), true }, []string{"--tags", expression})
			if f := config.Removed([]string{"@a"}); f != nil && f.Keeps([]string{"@a"}) {
				t.Errorf("%s keeps what it removed", f)
			}
		}
	})
}
