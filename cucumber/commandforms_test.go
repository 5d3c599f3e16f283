package cucumber

import (
	"strings"
	"testing"
)

// TestGuessForms finds the runner in the forms in which people start it, and none in what only resembles it.
func TestGuessForms(t *testing.T) {
	for runner, commands := range map[string][]string{
		"cucumber-js": {
			"cucumber-js", "yarn cucumber-js {files}", "pnpm exec cucumber-js", "npx --yes cucumber-js {files}",
			"node --import tsx ./node_modules/.bin/cucumber-js --tags @a", "node node_modules/@cucumber/cucumber/bin/cucumber.js",
			"xvfb-run -a npx cucumber-js", "nyc cucumber-js {files} --format {report}/x",
		},
		"cucumber-ruby": {"cucumber", "bin/cucumber {files}", "bundle exec cucumber -p ci", "ruby -S cucumber", "env RAILS_ENV=test cucumber"},
		"behave":        {"behave", "python3 -m behave {files}", "poetry run behave --tags=@a", "/venv/bin/behave", "coverage run -m behave"},
		"godog":         {"godog {files}", "/go/bin/godog run", "go test ./... --godog.format=pretty", "./suite.test --godog.tags=@a", "./suite --godog.strict"},
		"behat":         {"behat", "vendor/bin/behat --strict", "php vendor/bin/behat {files}", "php -d memory_limit=1G ./vendor/bin/behat"},
		"cucumber-jvm":  {"java -cp target/* io.cucumber.core.cli.Main {files}"},
		"": {
			"", "make test", "npm test", "mvn verify", "go test ./...", "pytest", "cucumber-js.sh", "./run-behave", "behave2",
			"cat features/cucumber.feature", "--tags=cucumber", "CUCUMBER",
		},
	} {
		for _, command := range commands {
			if got := Guess(strings.Fields(command)); got != runner {
				t.Errorf("%q starts %q, want %q", command, got, runner)
			}
		}
	}
	if got := Guess([]string{"sh", "-c", "cucumber-js {files}"}); got != "" {
		t.Errorf("a word of a shell that holds a whole command: %q", got)
	}
}

// TestTagsOfCommands holds what each runner's own tag expressions keep, as its command or environment gives them.
func TestTagsOfCommands(t *testing.T) {
	for _, tt := range []struct{ runner, command, env, keeps, removes string }{
		{"cucumber-js", "cucumber-js --tags|not @wip", "", "|@a", "@wip|@a @wip"},
		{"cucumber-js", "cucumber-js -t|@a or @b|-t|not @c", "", "@a|@b", "@a @c|"},
		{"cucumber-js", "cucumber-js --tags=(@a and @b)", "", "@a @b", "@a|@b"},
		{"cucumber-ruby", "cucumber --tags|~@wip", "", "|@a", "@wip"},
		{"cucumber-ruby", "cucumber -t|@a,@b|-t|~@c", "", "@a|@b", "@c|@a @c|"},
		{"cucumber-ruby", "cucumber --tags|@a and not @b", "", "@a", "@a @b|"},
		{"behave", "behave --tags=@a,@b|--tags=-@c", "", "@a|@b", "@a @c|"},
		{"behave", "behave --tags=a,c|-t|~b", "", "@a|@c", "@a @b|@b|"},
		{"behave", "behave --tags|not (@a or @b)", "", "|@c", "@a|@b|@b @c"},
		{"godog", "suite --godog.tags=@a && ~@b", "", "@a|@a @c", "@a @b|"},
		{"godog", "suite --godog.tags=@a,@b", "", "@a|@b", "@c|"},
		{"godog", "suite -godog.tags|~@wip", "", "|@a", "@wip"},
		{"behat", "behat --tags=@a&&~@b", "", "@a", "@a @b|@b|"},
		{"behat", "behat --tags|@a,@b", "", "@a|@b", "@c|"},
		{"cucumber-jvm", "java io.cucumber.core.cli.Main --tags|@a and not @b", "", "@a", "@a @b|"},
		{"cucumber-jvm", "mvn test -Dcucumber.filter.tags=not @slow", "", "|@a", "@slow"},
		{"cucumber-jvm", "mvn test", "not @slow", "|@a", "@slow|@a @slow"},
	} {
		program, flags, _ := strings.Cut(tt.command, " -")
		words := strings.Fields(program)
		if flags != "" {
			words = append(words, strings.Split("-"+flags, "|")...)
		}
		recipe, _ := Find(tt.runner)
		config := recipe.ReadConfig(Sources{
			Read: func(string) ([]byte, bool) { return nil, false },
			Getenv: func(name string) string {
				return map[string]string{"CUCUMBER_FILTER_TAGS": tt.env}[name]
			},
			Command: words,
		})
		for tags := range strings.SplitSeq(tt.keeps, "|") {
			if by := config.Removed(strings.Fields(tags)); by != nil {
				t.Errorf("%q: %q is removed by %s", words, tags, by)
			}
		}
		for tags := range strings.SplitSeq(tt.removes, "|") {
			if config.Removed(strings.Fields(tags)) == nil {
				t.Errorf("%q: %q is kept; filters %v", words, tags, config.Filters)
			}
		}
	}
}
