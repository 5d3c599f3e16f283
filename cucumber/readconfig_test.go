package cucumber

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/shell"
)

// sources are files, "path: text" one after another with a line of === between them, and the words of a command.
func sources(t *testing.T, files, command string, env ...string) Sources {
	t.Helper()
	texts := map[string]string{}
	for _, file := range strings.Split(files, "\n===\n") {
		name, text, _ := strings.Cut(file, ": ")
		texts[name] = text
	}
	words, err := shell.Split(strings.ReplaceAll(command, "$", `\$`))
	if err != nil {
		t.Fatal(err)
	}
	return Sources{
		Read: func(path string) ([]byte, bool) {
			text, found := texts[path]
			return []byte(text), found
		},
		Getenv: func(name string) string {
			for _, pair := range env {
				if value, is := strings.CutPrefix(pair, name+"="); is {
					return value
				}
			}
			return ""
		},
		Command: words,
	}
}

// said shows what a configuration says: its filters, "lang" and its language, "?" and the file of its question.
func said(c Config) string {
	var out []string
	for _, f := range c.Filters {
		out = append(out, f.String())
	}
	if c.Language != "" {
		out = append(out, "lang "+c.Language)
	}
	if c.Question != nil {
		out = append(out, "? "+c.Question.File)
	}
	return strings.Join(out, "; ")
}

func TestReadConfig(t *testing.T) {
	const json = `cucumber.json: {"default": {"tags": "not @wip"}, "ci": {"tags": "not @wip and not @slow"}, "fr": {"language": "fr"}}`
	const ruby = "cucumber.yml: default: --tags ~@wip --format pretty\nci: --tags 'not @slow'\nboth: -p default -p ci\nwip: --tags @wip:3 --wip\n"
	const behave = "behave.ini: [behave]\n"
	const behat = "behat.yml: default: {suites: {web: {filters: {tags: '@web'}}}, gherkin: {filters: {tags: '~@wip'}}}\n" +
		"ci: {gherkin: {filters: {tags: '@ci'}}}\ntwo: {suites: {api: {filters: {tags: '@api'}}}}\n"
	for name, tc := range map[string]struct{ runner, files, command, want string }{
		"ruby":                       {"cucumber-ruby", ruby, "cucumber", `"~@wip" in cucumber.yml`},
		"ruby, a profile":            {"cucumber-ruby", ruby, "cucumber -p ci", `"not @slow" in cucumber.yml`},
		"ruby, a profile, joined":    {"cucumber-ruby", ruby, "cucumber -pci", `"not @slow" in cucumber.yml`},
		"ruby, profile of profiles":  {"cucumber-ruby", ruby, "cucumber --profile=both", `"~@wip and not @slow" in cucumber.yml`},
		"ruby, two profiles":         {"cucumber-ruby", ruby, "bundle exec cucumber -p default --profile ci", `"~@wip and not @slow" in cucumber.yml`},
		"ruby, a limit":              {"cucumber-ruby", ruby, "cucumber -p wip -t ~@a:2,@b", `"~@a,@b" in the command; "@wip" in cucumber.yml`},
		"ruby, no profile":           {"cucumber-ruby", ruby, "cucumber -P", ""},
		"ruby, no such profile":      {"cucumber-ruby", ruby, "cucumber -p nil", ""},
		"ruby, profile of another":   {"cucumber-ruby", ruby, "env -p ci cucumber", `"~@wip" in cucumber.yml`},
		"ruby, first file":           {"cucumber-ruby", "config/cucumber.yml: default: --tags @b\n===\n.config/cucumber.yaml: default: --tags @a\n", "cucumber", `"@a" in .config/cucumber.yaml`},
		"ruby, list":                 {"cucumber-ruby", "cucumber.yml: default: [--tags, not @wip]\n", "cucumber", `"not @wip" in cucumber.yml`},
		"ruby, a text for a shell":   {"cucumber-ruby", "cucumber.yml: default: --tags (@a)\n", "cucumber", ""},
		"ruby, a comment":            {"cucumber-ruby", "cucumber.yml: # default: --tags @a\ndefault: --name x\n", "cucumber", ""},
		"ruby, ERB":                  {"cucumber-ruby", "cucumber.yml: <% x=1 %>\ndefault: --name alpha\nsmoke: --tags @smoke\n", "cucumber --tags @c", `"@c" in the command; ? cucumber.yml`},
		"ruby, ERB by a line":        {"cucumber-ruby", "cucumber.yml: % x = '--tags @a'\ndefault: --name alpha\n", "cucumber", "? cucumber.yml"},
		"ruby, ERB, no profile":      {"cucumber-ruby", "cucumber.yml: <% x=1 %>\ndefault: --name alpha\n", "cucumber --no-profile", ""},
		"ruby, a program between":    {"cucumber-ruby", ruby, "./run.sh -p ci {files}", ""},
		"ruby, one profile":          {"cucumber-ruby", "cucumber.yml: default: --tags ~@wip\n", "make test", `"~@wip" in cucumber.yml`},
		"ruby, alike profiles":       {"cucumber-ruby", "cucumber.yml: default: --tags ~@wip\nci: --tags ~@x --tags ~@wip\n", "make test", `"~@x and ~@wip | ~@wip" in cucumber.yml`},
		"ruby, no default profile":   {"cucumber-ruby", "cucumber.yml: ci: --tags ~@wip\n", "make test", ""},
		"ruby has no such flag":      {"cucumber-ruby", ruby, "cucumber -c {files}", `"~@wip" in cucumber.yml`},
		"no YAML at all":             {"cucumber-ruby", "cucumber.yml: \t{{{", "cucumber", ""},
		"js":                         {"cucumber-js", json, "cucumber-js", `"not @wip" in cucumber.json`},
		"js, a profile":              {"cucumber-js", json, "cucumber-js -p ci", `"not @wip and not @slow" in cucumber.json`},
		"js, profiles merged":        {"cucumber-js", json, "cucumber-js -p default --profile fr --tags @a --tags=@b", `"@a and @b" in the command; "not @wip" in cucumber.json; lang fr`},
		"js, language":               {"cucumber-js", json, "cucumber-js -p fr --language de", "lang de"},
		"js, a variable":             {"cucumber-js", json, "cucumber-js -p $PROFILE", `"not @wip and not @slow" in cucumber.json`},
		"js, an unknown variable":    {"cucumber-js", json, "cucumber-js -p $NOBODY --tags $TAGS", ""},
		"js, text":                   {"cucumber-js", "cucumber.yaml: default: --tags \"not @wip\" --require x\n", "cucumber-js", `"not @wip" in cucumber.yaml`},
		"js, list":                   {"cucumber-js", `cucumber.json: {"default": ["--tags", "not @wip", "--language", "fr"]}`, "cucumber-js", `"not @wip" in cucumber.json; lang fr`},
		"js, first file":             {"cucumber-js", "cucumber.yml: default: {tags: '@a'}\n===\ncucumber.json: {}", "cucumber-js", ""},
		"js, a program":              {"cucumber-js", "cucumber.js: module.exports = { default: { tags: '@a' } }\n===\n" + json, "npx cucumber-js --tags @b", `"@b" in the command; ? cucumber.js`},
		"js, language in a program":  {"cucumber-js", "cucumber.js: module.exports = { default: { language: 'fr' } }", "cucumber-js", "lang fr; ? cucumber.js"},
		"js, a file of its own":      {"cucumber-js", "ci/c.json: {\"default\": {\"tags\": \"@a\"}}\n===\n" + json, "cucumber-js --config ./ci/c.json {files}", `"@a" in ci/c.json`},
		"js, a program of its own":   {"cucumber-js", "c.ts: x\n===\n" + json, "node --import tsx node_modules/.bin/cucumber-js -cc.ts", "? c.ts"},
		"js, another file":           {"cucumber-js", json, "cucumber-js -c ci/c.json {files}", ""},
		"js, another program's -t":   {"cucumber-js", "none: ", "touch -t 2020 x cucumber-js {files}", ""},
		"js, npm":                    {"cucumber-js", json + "\n===\npackage.json: {\"scripts\": {\"test\": \"tsc && cucumber-js -p ci --tags '(@x or @y)'\"}}", "npm test -- {files}", `"(@x or @y)" in the command; "not @wip and not @slow" in cucumber.json`},
		"js, yarn":                   {"cucumber-js", json + "\n===\npackage.json: {\"scripts\": {\"bdd\": \"cucumber-js\"}}", "yarn run bdd -p ci {files}", `"not @wip and not @slow" in cucumber.json`},
		"js, npm, no such script":    {"cucumber-js", json, "npm run bdd -- {files}", ""},
		"js, broken":                 {"cucumber-js", `cucumber.json: {"default": {"tags": "@a and"}}`, "cucumber-js", ""},
		"behave":                     {"behave", behave + "format = plain\ntags = ~@wip\n   ~@slow\nstop = no\n[other]\ntags = @x\n", "behave", `"~@wip and ~@slow" in behave.ini`},
		"behave, colon":              {"behave", behave + "tags: ~@wip\n", "behave", `"~@wip" in behave.ini`},
		"behave, both hold":          {"behave", behave + "tags = ~@wip\n", "behave --tags @a", `"@a" in the command; "~@wip" in behave.ini`},
		"behave, nothing":            {"behave", behave + "# tags = ~@wip\n", "behave", ""},
		"behave, default_tags":       {"behave", behave + "default_tags = -@wip -@later\n", "behave", `"-@wip and -@later" in behave.ini`},
		"behave, default_tags, 1.3":  {"behave", behave + "default_tags = not @wip and not @later\n", "behave", `"not @wip and not @later" in behave.ini`},
		"behave, default_tags, too":  {"behave", behave + "default_tags = -@wip\ntags = @a\n", "behave", `"@a" in behave.ini`},
		"behave, other tags":         {"behave", behave + "default_tags = ~@wip\n", "behave --tags @a", `"@a" in the command`},
		"behave, wip":                {"behave", behave + "default_tags = ~@slow\n", "behave -w --tags @a", `"@wip" in the command; "~@slow" in behave.ini`},
		"behave, interpolated":       {"behave", behave + "x = @a\ntags = %(x)s\ndefault_tags = @b\n", "behave", ""},
		"behave, language":           {"behave", behave + "lang = de\n", "behave", "lang de"},
		"behave, another language":   {"behave", behave + "lang = de\n", "behave --lang fr", "lang fr"},
		"behave, nearest file":       {"behave", "setup.cfg: [behave]\ntags = @a\nlang = de\n===\ntox.ini: [behave]\nlang = fr\ntags=@b\n===\n/root/behave.ini: [behave]\ntags=@c\n", "behave", `"@a" in setup.cfg; lang de`},
		"behave, home":               {"behave", "/home/me/.behaverc: [behave]\ntags = -wip\n===\n/root/behave.ini: [behave]\ntags=@c\n", "HOME behave", `"-wip" in /home/me/.behaverc`},
		"behave, pyproject":          {"behave", "pyproject.toml: [tool.behave]\ntags = [\"not @wip\", \"not @slow\"]\nlang = \"de\"\n", "behave --tags @a", `"@a" in the command; lang de; ? pyproject.toml`},
		"behave, pyproject, broken":  {"behave", "pyproject.toml: [tool.behave\n===\nbehave.ini: [behave]\ntags=@a", "behave", `"@a" in behave.ini`},
		"behave, a program between":  {"behave", behave + "tags = ~@wip\n", "./run.sh --tags @a", `"~@wip" in behave.ini`},
		"behave, module":             {"behave", "none: ", "python3 -m behave --tags ~@wip --tags=@a {files}", `"~@wip and @a" in the command`},
		"godog":                      {"godog", "none: ", "./suite --godog.tags=~@wip {files}", `"~@wip" in the command`},
		"godog, the last":            {"godog", "none: ", "./suite -godog.tags @a --godog.tags=@b", `"@b" in the command`},
		"jvm":                        {"cucumber-jvm", "src/test/resources/cucumber.properties: #cucumber.filter.tags=@x\n cucumber.filter.tags = not @wip\n", "mvn test", `"not @wip" in src/test/resources/cucumber.properties`},
		"jvm, a property":            {"cucumber-jvm", "src/test/resources/cucumber.properties: cucumber.filter.tags=@a\n", "mvn test '-Dcucumber.filter.tags=@b or @c'", `"@b or @c" in the command`},
		"jvm, two files that differ": {"cucumber-jvm", "src/test/resources/cucumber.properties: cucumber.filter.tags=@a\n===\nsrc/test/resources/junit-platform.properties: cucumber.filter.tags=@b", "mvn test", ""},
		"jvm, a line goes on":        {"cucumber-jvm", "src/test/resources/cucumber.properties: cucumber.filter.tags=@a \\\n  or @b\n", "mvn test", ""},
		"behat":                      {"behat", behat, "vendor/bin/behat {files}", `"~@wip" in behat.yml; "@web" in behat.yml`},
		"behat, a profile":           {"behat", behat, "vendor/bin/behat -p ci", `"@ci" in behat.yml; "@web" in behat.yml`},
		"behat, tags replace":        {"behat", behat, "vendor/bin/behat --tags '@a&&~@b'", `"@a&&~@b" in the command; "@web" in behat.yml`},
		"behat, two suites":          {"behat", behat, "vendor/bin/behat -p two", `"~@wip" in behat.yml`},
		"behat, imports":             {"behat", "behat.yml: imports: {a: b}\ndefault: {gherkin: {filters: {tags: '@a'}}}", "behat", ""},
		"behat, a program between":   {"behat", behat, "make", ""},
		"custom":                     {"custom", "none: ", "run --tags @a {files}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, _ := Find(tc.runner)
			command, inHome := strings.CutPrefix(tc.command, "HOME ")
			env := []string{"PROFILE=ci"}
			if inHome {
				env = append(env, "HOME=/home/me")
			}
			if diff := cmp.Diff(tc.want, said(recipe.ReadConfig(sources(t, tc.files, command, env...)))); diff != "" {
				t.Error(diff)
			}
		})
	}
	jvm, _ := Find("cucumber-jvm")
	c := jvm.ReadConfig(sources(t, "src/test/resources/cucumber.properties: cucumber.filter.tags=@a\n", "mvn test", "CUCUMBER_FILTER_TAGS=@b"))
	if got := said(c); got != `"@b" in CUCUMBER_FILTER_TAGS` {
		t.Errorf("a variable: %s", got)
	}
}

// TestSharedByAllProfiles: where it is not known which profile is in force, a scenario is left out if all of them leave it out.
func TestSharedByAllProfiles(t *testing.T) {
	js, _ := Find("cucumber-js")
	c := js.ReadConfig(sources(t, `cucumber.json: {"default": {"tags": "not @wip"}, "ci": {"tags": "not (@wip or @slow)"}}`, "make"))
	if c.Removed([]string{"@wip"}) == nil || c.Removed([]string{"@slow"}) != nil || c.Removed(nil) != nil {
		t.Error(said(c))
	}
}

// TestAnswer: one answer means what the profiles in force mean; what else is printed does not matter.
func TestAnswer(t *testing.T) {
	js, _ := Find("cucumber-js")
	ruby, _ := Find("cucumber-ruby")
	const answer = "noise\n\nbaleen-configuration: {\"default\":{\"tags\":\"not @wip\",\"language\":\"fr\"},\"ci\":[\"--tags\",\"@a\",\"--fail-fast\"],\"x\":null}\nnoise\n"
	for name, tc := range map[string]struct {
		config   Config
		output   string
		want     string
		failFast string
	}{
		"default":     {js.ReadConfig(sources(t, "cucumber.js: x", "cucumber-js")), answer, `"not @wip" in cucumber.js; lang fr`, ""},
		"a profile":   {js.ReadConfig(sources(t, "cucumber.js: x", "cucumber-js -p ci")), answer, `"@a" in cucumber.js`, "--fail-fast in cucumber.js"},
		"ruby":        {ruby.ReadConfig(sources(t, "cucumber.yml: <%", "cucumber -p ci")), answer, `"@a" in cucumber.yml`, "--fail-fast in cucumber.yml"},
		"not known":   {js.ReadConfig(sources(t, "cucumber.js: x", "make")), answer, "", ""},
		"no answer":   {js.ReadConfig(sources(t, "cucumber.js: x", "cucumber-js")), "SyntaxError\n", "? cucumber.js", ""},
		"no question": {js.ReadConfig(sources(t, "none: ", "cucumber-js")), answer, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := tc.config
			answered := c.Answer([]byte(tc.output))
			if got := said(c); got != tc.want || c.Policy.FailFast != tc.failFast {
				t.Errorf("answered %v: %s, %+v; want %s", answered, got, c.Policy, tc.want)
			}
		})
	}
}

// TestAnswerOfBehave: the options of pyproject.toml count only where behave says that it reads them.
func TestAnswerOfBehave(t *testing.T) {
	behave, _ := Find("behave")
	const files = "pyproject.toml: [tool.behave]\ntags = 'not @wip'\nstop = true\n===\nbehave.ini: [behave]\ndefault_tags = -slow\n"
	for answer, want := range map[string]string{
		`{"pyproject": true}`:  `"@a" in the command; "not @wip" in pyproject.toml`,
		`{"pyproject": false}`: `"@a" in the command`,
	} {
		c := behave.ReadConfig(sources(t, files, "python3.11 -m behave --tags @a"))
		if words := c.Question.Words; words[0] != "python3.11" || c.Policy.FailFast != "" {
			t.Errorf("asked of %s, %+v", words[0], c.Policy)
		}
		if answered := c.Answer([]byte(answerMark + answer + "\n")); !answered || said(c) != want {
			t.Errorf("%s: %s, want %s", answer, said(c), want)
		}
	}
}

func TestQuestionWords(t *testing.T) {
	for command, want := range map[string]string{
		"cucumber-js -p ci": "node -e",
		"npx cucumber-js":   "node -e",
		"node --import tsx node_modules/.bin/cucumber-js": "node --import tsx -e",
		"make test": "node -e",
	} {
		js, _ := Find("cucumber-js")
		words := js.ReadConfig(sources(t, "cucumber.js: x", command)).Question.Words
		if got := strings.Join(words[:len(words)-2], " "); got != want {
			t.Errorf("%s: %s, want %s", command, got, want)
		}
	}
	for command, want := range map[string]string{
		"cucumber":             "ruby -e",
		"bundle exec cucumber": "bundle exec ruby -e",
	} {
		ruby, _ := Find("cucumber-ruby")
		words := ruby.ReadConfig(sources(t, "cucumber.yml: <%", command)).Question.Words
		if got := strings.Join(words[:len(words)-2], " "); got != want {
			t.Errorf("%s: %s, want %s", command, got, want)
		}
	}
}

func FuzzReadConfig(f *testing.F) {
	f.Add("default: --tags ~@wip\n", "@a and not @b")
	f.Add("[behave]\ntags = ~@wip\n  @x", "~@a,@b && @c")
	f.Add("[tool.behave]\ntags = ['not @a']", "((")
	f.Fuzz(func(t *testing.T, text, expression string) {
		for _, recipe := range Recipes() {
			src := Sources{
				Read:    func(string) ([]byte, bool) { return []byte(text), true },
				Getenv:  func(string) string { return "" },
				Command: []string{"run", "--tags", expression},
			}
			config := recipe.ReadConfig(src)
			config.Answer([]byte(answerMark + text))
			if f := config.Removed([]string{"@a"}); f != nil && f.Keeps([]string{"@a"}) {
				t.Errorf("%s keeps what it removed", f)
			}
		}
	})
}
