package suite

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// TestCommandOfAComposeService: a Compose suite gets files and report flags without a change to its file.
func TestCommandOfAComposeService(t *testing.T) {
	image := imageFiles{"/suite/features/a.feature": "Feature: a", "/suite/node_modules/.bin/cucumber-js": "", "/suite/package.json": "{}"}
	const report = " {files} --format message:/baleen-report/messages.ndjson"
	const shell = "sh -c trap : INT\n"
	for name, test := range map[string]struct {
		usual, entrypoint []string
		before            string
		want              string // the beginning and the end of the command, with … between
	}{
		"words":               {usual: []string{"npx", "cucumber-js", "--tags", "@a"}, want: "npx cucumber-js --tags @a" + report},
		"its own paths":       {usual: []string{"npx", "cucumber-js", "features/"}, want: "npx cucumber-js" + report},
		"a script":            {usual: []string{"sh", "-c", "cd /suite && npx cucumber-js"}, want: shell + "cd /suite && npx cucumber-js" + report},
		"a simple script":     {usual: []string{"/bin/sh", "-ec", "npx cucumber-js features"}, want: "/bin/sh -ec trap : INT\nnpx cucumber-js" + report},
		"npm":                 {usual: []string{"npm", "test"}, want: shell + "npm test --" + report},
		"flags":               {usual: []string{"--tags", "@a"}, entrypoint: []string{"npx", "cucumber-js"}, want: "--tags @a" + report},
		"paths alone":         {usual: []string{"features"}, entrypoint: []string{"npx", "cucumber-js"}, want: strings.TrimSpace(report)},
		"files":               {usual: []string{"run", "{files}", "--color"}, want: "run" + report + " --color"},
		"behind an init":      {usual: []string{"npx", "cucumber-js"}, entrypoint: []string{"tini", "--"}, want: "npx cucumber-js" + report},
		"with before-command": {usual: []string{"npx", "cucumber-js"}, before: "true", want: shell + "…\nnpx cucumber-js" + report},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, _ := cucumber.Find("cucumber-js")
			settings := inputs.Settings{Suite: inputs.Suite{Usual: test.usual, Shell: []string{"sh", "-c"}, Before: test.before}}
			d := detection{settings: settings, image: execute.Image{Entrypoint: test.entrypoint}, files: image, workDir: "/suite"}
			c, err := d.command(recipe)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(c.Example(), " ")
			begin, end, some := strings.Cut(test.want, "…")
			if !some && got != test.want || !strings.HasPrefix(got, begin) || !strings.HasSuffix(got, end) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// TestRunnerOfAComposeService: the service's command names the runner, also inside a script.
func TestRunnerOfAComposeService(t *testing.T) {
	for _, usual := range [][]string{{"bundle", "exec", "cucumber"}, {"sh", "-c", "cd /app && bundle exec cucumber"}} {
		settings := inputs.Settings{Suite: inputs.Suite{Runner: inputs.RunnerAuto, Usual: usual}}
		d := detection{settings: settings, files: imageFiles{"/suite/Gemfile": ""}, workDir: "/suite"}
		recipe, why, err := d.runner()
		if err != nil || recipe.Name != "cucumber-ruby" || why != "the command of the Compose service starts it" {
			t.Errorf("%q: %s, %s, %v", usual, recipe.Name, why, err)
		}
	}
}
