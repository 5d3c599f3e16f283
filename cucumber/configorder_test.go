package cucumber

import (
	"strings"
	"testing"
)

// TestConfigPrecedence gives every runner the same setting in several places: the one that the runner's documentation names
// must win, or all must hold.
func TestConfigPrecedence(t *testing.T) {
	const properties, platform = "src/test/resources/cucumber.properties: ", "src/test/resources/junit-platform.properties: "
	for name, tt := range map[string]struct{ runner, files, command, env, want string }{
		"behave: behave.ini over .behaverc":      {"behave", ".behaverc: [behave]\ntags=@a\n===\nbehave.ini: [behave]\ntags=@b\n", "behave", "", `"@b" in behave.ini`},
		"behave: .behaverc over setup.cfg":       {"behave", ".behaverc: [behave]\ntags=@a\n===\nsetup.cfg: [behave]\ntags=@b\n", "behave", "", `"@a" in .behaverc`},
		"behave: work-dir over home":             {"behave", "/root/behave.ini: [behave]\ntags=@a\n===\ntox.ini: [behave]\ntags=@b\n", "behave", "", `"@b" in tox.ini`},
		"behave: options of several files":       {"behave", "tox.ini: [behave]\nlang=de\n===\nbehave.ini: [behave]\ntags=@b\n", "behave", "", `"@b" in behave.ini; lang de`},
		"behave: command and file both hold":     {"behave", "behave.ini: [behave]\ntags=@b\n", "behave -t @a", "", `"@a" in the command; "@b" in behave.ini`},
		"behave: the last --lang":                {"behave", "behave.ini: [behave]\nlang=de\n", "behave --lang fr --lang it", "", "lang it"},
		"behave: another section":                {"behave", "tox.ini: [tox]\ntags=@a\n[behave.userdata]\ntags=@b\n", "behave", "", ""},
		"behave: comments with ; and #":          {"behave", "behave.ini: [behave]\n; tags=@a\n# tags=@b\n", "behave", "", ""},
		"behave: no value":                       {"behave", "behave.ini: [behave]\ntags=\n", "behave", "", ""},
		"behave: a limit in a file":              {"behave", "behave.ini: [behave]\ntags=@wip:3\n", "behave", "", `"@wip" in behave.ini`},
		"js: cucumber.js before cucumber.json":   {"cucumber-js", "cucumber.json: {\"default\":{\"tags\":\"@a\"}}\n===\ncucumber.cjs: x", "cucumber-js", "", "? cucumber.cjs"},
		"js: cucumber.yaml before cucumber.yml":  {"cucumber-js", "cucumber.yml: default: {tags: '@a'}\n===\ncucumber.yaml: default: {tags: '@b'}", "cucumber-js", "", `"@b" in cucumber.yaml`},
		"js: the last --config":                  {"cucumber-js", "a.json: {\"default\":{\"tags\":\"@a\"}}\n===\nb.json: {\"default\":{\"tags\":\"@b\"}}", "cucumber-js -c a.json -c b.json", "", `"@b" in b.json`},
		"js: a profile replaces the default one": {"cucumber-js", "cucumber.json: {\"default\":{\"tags\":\"@a\"},\"ci\":{}}", "cucumber-js -p ci", "", ""},
		"js: profiles add up":                    {"cucumber-js", "cucumber.json: {\"default\":{\"tags\":\"@a\"},\"ci\":{\"tags\":\"@b\"}}", "cucumber-js -p default -p ci", "", `"@a and @b" in cucumber.json`},
		"js: the first profile's language":       {"cucumber-js", "cucumber.json: {\"a\":{\"language\":\"de\"},\"b\":{\"language\":\"fr\"}}", "cucumber-js -p a -p b", "", "lang de"},
		"js: a list of tags":                     {"cucumber-js", "cucumber.json: {\"default\":{\"tags\":[\"@a\",\"not @b\"]}}", "cucumber-js", "", `"@a and not @b" in cucumber.json`},
		"js: an unknown profile":                 {"cucumber-js", "cucumber.json: {\"default\":{\"tags\":\"@a\"}}", "cucumber-js -p none", "", ""},
		"ruby: .config before config":            {"cucumber-ruby", "config/cucumber.yml: default: -t @a\n===\n.config/cucumber.yml: default: -t @b\n", "cucumber", "", `"@b" in .config/cucumber.yml`},
		"ruby: the work-dir first":               {"cucumber-ruby", "config/cucumber.yml: default: -t @a\n===\ncucumber.yml: default: -t @b\n", "cucumber", "", `"@b" in cucumber.yml`},
		"ruby: command and profile both hold":    {"cucumber-ruby", "cucumber.yml: default: -t @a\n", "cucumber -t @b", "", `"@b" in the command; "@a" in cucumber.yml`},
		"ruby: profiles that name one another":   {"cucumber-ruby", "cucumber.yml: default: -p a -t @x\na: -p default -t @y\n", "cucumber", "", `"@x and @y" in cucumber.yml`},
		"ruby: a variable with a value":          {"cucumber-ruby", "cucumber.yml: ci: -t @a\n", "cucumber -p ${P}", "P=ci", `"@a" in cucumber.yml`},
		"ruby: a variable without one":           {"cucumber-ruby", "cucumber.yml: default: -t @a\nci: -t @b\n", "cucumber -p $P", "", `"@b | @a" in cucumber.yml`},
		"ruby: a tag that a shell computes":      {"cucumber-ruby", "cucumber.yml: default: -t @a\n", "cucumber -t $T", "", `"@a" in cucumber.yml`},
		"jvm: the command over all":              {"cucumber-jvm", properties + "cucumber.filter.tags=@a\n", "mvn -Dcucumber.filter.tags=@c test", "CUCUMBER_FILTER_TAGS=@b", `"@c" in the command`},
		"jvm: the last property of a command":    {"cucumber-jvm", "none: ", "mvn -Dcucumber.filter.tags=@a -Dcucumber.filter.tags=@c test", "", `"@c" in the command`},
		"jvm: the variable over files":           {"cucumber-jvm", properties + "cucumber.filter.tags=@a\n", "gradle test", "CUCUMBER_FILTER_TAGS=@b", `"@b" in CUCUMBER_FILTER_TAGS`},
		"jvm: a property may be set twice":       {"cucumber-jvm", properties + "cucumber.filter.tags=@a\ncucumber.filter.tags=@b\n", "mvn test", "", `"@b" in src/test/resources/cucumber.properties`},
		"jvm: two files that agree":              {"cucumber-jvm", properties + "cucumber.filter.tags=@a\n===\n" + platform + "cucumber.filter.tags: @a\n", "mvn test", "", `"@a" in src/test/resources/cucumber.properties`},
		"jvm: a property with a longer name":     {"cucumber-jvm", properties + "my.cucumber.filter.tags=@a\n", "mvn test", "", ""},
		"jvm: another property":                  {"cucumber-jvm", properties + "cucumber.filter.name=@a\n", "mvn test", "", ""},
		"godog: two dashes or one":               {"godog", "none: ", "./s --godog.tags=@a -godog.tags=@b", "", `"@b" in the command`},
		"godog: no file is read":                 {"godog", "cucumber.yml: default: -t @a\n", "./s", "", ""},
		"behat: behat.yaml before behat.yml":     {"behat", "behat.yml: default: {gherkin: {filters: {tags: '@a'}}}\n===\nbehat.yaml: default: {gherkin: {filters: {tags: '@b'}}}\n", "behat", "", `"@b" in behat.yaml`},
		"behat: a file before its dist":          {"behat", "behat.yml.dist: default: {gherkin: {filters: {tags: '@a'}}}\n===\nbehat.yml: default: {gherkin: {filters: {tags: '@b'}}}\n", "behat", "", `"@b" in behat.yml`},
		"behat: dist alone":                      {"behat", "behat.yml.dist: default: {gherkin: {filters: {tags: '@a'}}}\n", "behat", "", `"@a" in behat.yml.dist`},
		"behat: a profile keeps the default's":   {"behat", "behat.yml: default: {gherkin: {filters: {tags: '@a'}}}\nci: {}\n", "behat -p ci", "", `"@a" in behat.yml`},
		"behat: the command's name filter":       {"behat", "behat.yml: default: {gherkin: {filters: {tags: '@a'}}}\n", "behat --name x", "", ""},
		"behat: --config names another":          {"behat", "ci.yml: default: {gherkin: {filters: {tags: '@b'}}}\n===\nbehat.yml: default: {gherkin: {filters: {tags: '@a'}}}\n", "behat --config=ci.yml", "", `"@b" in ci.yml`},
		"exit-code: nothing is known":            {"exit-code", "cucumber.yml: default: -t @a\n", "cucumber -t @b", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, _ := Find(tt.runner)
			got := said(recipe.ReadConfig(sources(t, tt.files, strings.ReplaceAll(tt.command, "${P}", "$P"), tt.env)))
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestPolicies reads the flags for scenarios that do not pass: each names the place that sets it, the command first.
func TestPolicies(t *testing.T) {
	const js = `cucumber.json: {"default": {"failFast": true, "strict": false}, "off": {"failFast": false, "strict": true}}`
	for name, tt := range map[string]struct{ runner, files, command, failFast, strict, lenient string }{
		"js: flags":                       {"cucumber-js", "none: ", "cucumber-js --fail-fast --no-strict", "--fail-fast in the command", "", "--no-strict in the command"},
		"js: a profile":                   {"cucumber-js", js, "cucumber-js", "--fail-fast in cucumber.json", "", "--no-strict in cucumber.json"},
		"js: a profile that says no":      {"cucumber-js", js, "cucumber-js -p off", "", "", ""},
		"js: flag over profile":           {"cucumber-js", js, "cucumber-js --fail-fast", "--fail-fast in the command", "", "--no-strict in cucumber.json"},
		"js: profile as text":             {"cucumber-js", "cucumber.yml: default: --fail-fast", "cucumber-js", "--fail-fast in cucumber.yml", "", ""},
		"js: not of another program":      {"cucumber-js", "none: ", "tool --fail-fast cucumber-js", "", "", ""},
		"js: profile in an npm script":    {"cucumber-js", js + "\n===\npackage.json: {\"scripts\":{\"test\":\"cucumber-js -p off\"}}", "npm test", "", "", ""},
		"ruby: strict":                    {"cucumber-ruby", "none: ", "bundle exec cucumber --strict", "", "--strict in the command", ""},
		"ruby: -S":                        {"cucumber-ruby", "none: ", "cucumber -S", "", "-S in the command", ""},
		"ruby: strict for one status":     {"cucumber-ruby", "none: ", "cucumber --strict-undefined", "", "--strict-undefined in the command", ""},
		"ruby: a profile":                 {"cucumber-ruby", "cucumber.yml: default: --strict --fail-fast\n", "cucumber", "--fail-fast in cucumber.yml", "--strict in cucumber.yml", ""},
		"ruby: another profile":           {"cucumber-ruby", "cucumber.yml: ci: --strict\n", "cucumber", "", "", ""},
		"behave: --stop":                  {"behave", "none: ", "behave --stop", "--stop in the command", "", ""},
		"behave: stop = yes":              {"behave", "behave.ini: [behave]\nstop = Yes\n", "behave", "--stop in behave.ini", "", ""},
		"behave: stop = 0":                {"behave", "behave.ini: [behave]\nstop = 0\n", "behave", "", "", ""},
		"godog: a flag with a value":      {"godog", "none: ", "./s --godog.stop-on-failure=true --godog.strict=false", "--godog.stop-on-failure in the command", "", ""},
		"godog: one dash":                 {"godog", "none: ", "./s -godog.strict", "", "-godog.strict in the command", ""},
		"behat: --stop-on-failure":        {"behat", "none: ", "vendor/bin/behat --stop-on-failure", "--stop-on-failure in the command", "", ""},
		"jvm: nothing to read":            {"cucumber-jvm", "none: ", "mvn test --fail-fast", "", "", ""},
		"custom: whose flag it is":        {"custom", "none: ", "run --fail-fast", "", "", ""},
		"js: a variable that is the flag": {"cucumber-js", "none: ", "cucumber-js $FLAG", "--fail-fast in the command", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, _ := Find(tt.runner)
			got := recipe.ReadConfig(sources(t, tt.files, tt.command, "FLAG=--fail-fast")).Policy
			if want := (Policy{tt.failFast, tt.strict, tt.lenient}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
