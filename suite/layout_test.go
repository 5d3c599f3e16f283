package suite

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// layout is an image, and what a run says about it.
type layout struct {
	runner, command, before string
	entry, cmd              []string
	files                   imageFiles
}

func (l layout) detection() detection {
	s := inputs.Settings{Suite: inputs.Suite{Runner: l.runner, Command: l.command, Before: l.before, Shell: []string{"sh", "-c"}}}
	if l.runner == "" {
		s.Suite.Runner = inputs.RunnerAuto
	}
	return detection{settings: s, image: execute.Image{Entrypoint: l.entry, Cmd: l.cmd}, files: l.files, workDir: "/app"}
}

// TestUsual: the words that start a runner in an image, before any file; none if the ENTRYPOINT starts it.
func TestUsual(t *testing.T) {
	js := imageFiles{"/app/node_modules/.bin/cucumber-js": "x"}
	for name, tc := range map[string]struct {
		layout
		want string
	}{
		"ENTRYPOINT by its path":       {layout{runner: "behave", entry: []string{"/opt/venv/bin/behave"}}, ""},
		"ENTRYPOINT with flags":        {layout{runner: "behave", entry: []string{"behave", "--no-color"}}, ""},
		"ENTRYPOINT as a module":       {layout{runner: "behave", entry: []string{"python", "-m", "behave"}}, ""},
		"ENTRYPOINT by bundler":        {layout{runner: "cucumber-ruby", entry: []string{"bundle", "exec", "cucumber"}}, ""},
		"ENTRYPOINT of another runner": {layout{runner: "behave", entry: []string{"cucumber-js"}}, "behave"},
		"ENTRYPOINT and before":        {layout{runner: "behave", before: "migrate", entry: []string{"behave"}}, "behave"},
		"an init before nothing":       {layout{runner: "cucumber-js", entry: []string{"/sbin/tini", "--"}, files: js}, "node_modules/.bin/cucumber-js"},
		"godog behind an init":         {layout{runner: "godog", entry: []string{"dumb-init"}, cmd: []string{"/suite", "-v"}}, "/suite -v"},
		"CMD in shell form":            {layout{runner: "behave", cmd: []string{"/bin/sh", "-c", "python3 -m behave --stop"}}, "python3 -m behave --stop"},
		"CMD in shell form, quoted":    {layout{runner: "behave", cmd: []string{"/bin/bash", "-c", "behave -D 'name=a b'"}}, "behave|-D|name=a b"},
		"CMD of something else":        {layout{runner: "behave", cmd: []string{"python3"}}, "behave"},
		"CMD of a JavaScript runner":   {layout{runner: "cucumber-ruby", cmd: []string{"npx", "cucumber-js"}}, "cucumber"},
		"installed for everyone":       {layout{runner: "cucumber-js", files: imageFiles{"/usr/local/bin/cucumber-js": "x"}}, "cucumber-js"},
		"installed in both places":     {layout{runner: "cucumber-js", files: imageFiles{"/usr/local/bin/cucumber-js": "x", "/app/node_modules/.bin/cucumber-js": "x"}}, "node_modules/.bin/cucumber-js"},
		"a Gemfile":                    {layout{runner: "cucumber-ruby", files: imageFiles{"/app/Gemfile": "x"}}, "bundle exec cucumber"},
		"a Gemfile elsewhere":          {layout{runner: "cucumber-ruby", files: imageFiles{"/other/Gemfile": "x"}}, "cucumber"},
		"a given command":              {layout{runner: "behave", command: "behave {files}", cmd: []string{"behave"}}, ""},
	} {
		recipe, _ := cucumber.Find(tc.runner)
		got, err := tc.detection().usual(recipe)
		want := strings.Fields(tc.want)
		if strings.Contains(tc.want, "|") {
			want = strings.Split(tc.want, "|")
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}

// TestUsualIsAScript: words cannot be put behind a CMD that only a shell understands.
func TestUsualIsAScript(t *testing.T) {
	recipe, _ := cucumber.Find("behave")
	for _, script := range []string{"behave | tee log", "behave && echo", "cd x; behave", "behave\nbehave", "behave $FLAGS", "behave 'x"} {
		_, err := layout{runner: "behave", cmd: []string{"/bin/sh", "-c", script}}.detection().usual(recipe)
		if wrong := inputs.Find(err); len(wrong) != 1 || wrong[0].Input != "command" || !strings.Contains(wrong[0].Problem, "which is a script") {
			t.Errorf("%q: %v", script, err)
		}
	}
}

// TestProves: a container proves that its script got as far as the command if something else could end it before.
func TestProves(t *testing.T) {
	for name, tc := range map[string]struct {
		layout
		want bool
	}{
		"a command alone":          {layout{command: "behave {files}"}, false},
		"a command and ENTRYPOINT": {layout{command: "behave {files}", entry: []string{"/entrypoint.sh"}}, true},
		"a command and before":     {layout{command: "behave {files}", before: "migrate"}, true},
		"before alone":             {layout{before: "migrate"}, true},
		"no script":                {layout{entry: []string{"/entrypoint.sh"}}, false},
	} {
		tc.runner = "behave"
		recipe, _ := cucumber.Find(tc.runner)
		c, err := tc.detection().command(recipe)
		if err != nil || c.Proves != tc.want {
			t.Errorf("%s: %v, %v", name, c.Proves, err)
		}
		shown := strings.Contains(strings.Join(c.Argv(targetOf("a.feature")), " "), "echo command > /baleen-report/.reached")
		if shown != tc.want {
			t.Errorf("%s: the script proves: %v", name, shown)
		}
	}
}

// TestVersionOfLock: the version decides the report's flags; a lock without one is the oldest.
func TestVersionOfLock(t *testing.T) {
	const js, php = "/app/node_modules/@cucumber/cucumber/package.json", "/app/composer.lock"
	for name, tc := range map[string]struct {
		runner string
		files  imageFiles
		want   cucumber.Version
	}{
		"npm":                   {"cucumber-js", imageFiles{js: `{"name": "@cucumber/cucumber", "version": "12.3.1"}`}, cucumber.Version{Major: 12, Minor: 3}},
		"npm elsewhere":         {"cucumber-js", imageFiles{"/x" + js: `{"version": "12.3.1"}`}, cucumber.Version{}},
		"bundler":               {"cucumber-ruby", imageFiles{"/app/Gemfile.lock": "GEM\n  specs:\n    cucumber (10.0.0)\n"}, cucumber.Version{Major: 10}},
		"bundler, a dependency": {"cucumber-ruby", imageFiles{"/app/Gemfile.lock": "    x (1.0)\n      cucumber (>= 3.1)\n    cucumber-core (15.2.1)\n"}, cucumber.Version{}},
		"bundler, a platform":   {"cucumber-ruby", imageFiles{"/app/Gemfile.lock": "    cucumber (9.2.1-java)\n"}, cucumber.Version{Major: 9, Minor: 2}},
		"composer":              {"behat", imageFiles{php: `{"name": "behat/behat", "version": "v3.26.0"}`}, cucumber.Version{Major: 3, Minor: 26}},
		"composer, another":     {"behat", imageFiles{php: `{"name": "behat/gherkin", "version": "v4.10.0"}`}, cucumber.Version{}},
		"no lock at all":        {"behave", imageFiles{"/app/Gemfile.lock": "    cucumber (9.2.1)\n"}, cucumber.Version{}},
		"a number too long":     {"cucumber-js", imageFiles{js: `{"version": "99999999999999999999.1"}`}, cucumber.Version{}},
	} {
		recipe, _ := cucumber.Find(tc.runner)
		got, err := layout{files: tc.files}.detection().version(recipe)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
