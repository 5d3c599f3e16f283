package suite

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// errBroken is what a broken image answers.
var errBroken = errors.New("connection reset")

// brokenAt is an image in which one path, and everything below it, cannot be read.
type brokenAt struct {
	imageFiles
	path string
}

func (b brokenAt) Exists(name string) (bool, error) {
	if strings.HasPrefix(name, b.path) {
		return false, errBroken
	}
	return b.imageFiles.Exists(name)
}

func (b brokenAt) Tar(name string) (io.ReadCloser, error) {
	if strings.HasPrefix(name, b.path) {
		return nil, errBroken
	}
	return b.imageFiles.Tar(name)
}

// detecting is a detection without a command in /app, for feature files in features.
func detecting(files execute.Files) detection {
	return detection{
		settings: inputs.Settings{Suite: inputs.Suite{Runner: inputs.RunnerAuto, Shell: []string{"sh", "-c"}, Patterns: []string{"features"}}},
		image:    execute.Image{Env: []string{"PATH=/usr/local/bin:relative:/usr/bin"}}, files: files, workDir: "/app",
	}
}

// TestLikelier: a surer kind of sign decides alone, and one that speaks for two runners decides nothing.
func TestLikelier(t *testing.T) {
	for name, tc := range map[string]struct {
		files imageFiles
		among []string
		want  string
	}{
		"nothing":                        {imageFiles{"/app/x": "x"}, nil, ""},
		"environment.py":                 {imageFiles{"/app/features/environment.py": "x"}, nil, "behave: features/environment.py is its step code"},
		"Python elsewhere":               {imageFiles{"/app/features/lib/a.py": "x"}, nil, ""},
		"Ruby support":                   {imageFiles{"/app/features/support/env.rb": "x"}, nil, "cucumber-ruby: features/support/env.rb is its step code"},
		"TypeScript":                     {imageFiles{"/app/features/step-definitions/a.mts": "x"}, nil, "cucumber-js: features/step-definitions/a.mts is its step code"},
		"PHP":                            {imageFiles{"/app/features/bootstrap/A.php": "x"}, nil, "behat: features/bootstrap/A.php is its step code"},
		"installed modules are no steps": {imageFiles{"/app/features/node_modules/a/steps/b.js": "x"}, nil, ""},
		"steps before manifests":         {imageFiles{"/app/features/steps/a.py": "x", "/app/package.json": `{"devDependencies": {"@cucumber/cucumber": "11"}}`}, nil, "behave: features/steps/a.py is its step code"},
		"two kinds of steps":             {imageFiles{"/app/features/steps/a.py": "x", "/app/features/steps/a.rb": "x", "/app/Pipfile": "behave = \"*\""}, nil, "behave: Pipfile names it"},
		"a manifest of something else":   {imageFiles{"/app/package.json": `{"dependencies": {"cucumber-html-reporter": "1"}}`, "/app/requirements.txt": "behavex\nbehave-html\n"}, nil, "behave: requirements.txt names it"},
		"a word in a manifest":           {imageFiles{"/app/requirements.txt": "misbehave==1\nbehavex\n"}, nil, ""},
		"a lock file":                    {imageFiles{"/app/Gemfile.lock": "GEM\n  specs:\n    cucumber (9.2)\n"}, nil, "cucumber-ruby: Gemfile.lock names it"},
		"Gradle":                         {imageFiles{"/app/build.gradle.kts": `testImplementation("io.cucumber:cucumber-java:7")`}, nil, "cucumber-jvm: build.gradle.kts names it"},
		"a program":                      {imageFiles{"/usr/bin/behave": "x"}, nil, "behave: /usr/bin/behave is installed"},
		"a relative PATH":                {imageFiles{"/app/relative/behave": "x", "relative/behave": "x"}, nil, ""},
		"two programs":                   {imageFiles{"/usr/bin/behave": "x", "/usr/local/bin/cucumber": "x"}, nil, ""},
		"two programs, one is in doubt":  {imageFiles{"/usr/bin/behave": "x", "/usr/local/bin/cucumber": "x"}, []string{"cucumber-ruby", "godog"}, "cucumber-ruby: /usr/local/bin/cucumber is installed"},
		"none of those in doubt":         {imageFiles{"/app/features/steps/a.py": "x"}, []string{"cucumber-js", "godog"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var among []cucumber.Recipe
			for _, runner := range tc.among {
				among = append(among, cucumber.Recipe{Name: runner})
			}
			found, err := detecting(tc.files).likelier(among)
			got := found.Runner + ": " + found.Why
			if err != nil || strings.TrimPrefix(got, ": ") != tc.want {
				t.Errorf("%s, %v, want %s", got, err, tc.want)
			}
		})
	}
}

// TestDetectionOfABrokenImage: an image that cannot be read is an error, not a suite without a runner.
func TestDetectionOfABrokenImage(t *testing.T) {
	for name, path := range map[string]string{"traces": "/app/", "steps": "/app/features", "manifests": "/app/requirements.txt", "programs": "/usr/bin"} {
		t.Run(name, func(t *testing.T) {
			d := detecting(brokenAt{imageFiles{"/app/x": "x"}, path})
			d.fallback = "cucumber-ruby"
			if _, err := d.suite(); !errors.Is(err, errBroken) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestVersionOfABrokenImage: the version decides the report's flags, so it is not guessed.
func TestVersionOfABrokenImage(t *testing.T) {
	d := detecting(brokenAt{imageFiles{"/app/Gemfile": "x"}, "/app/Gemfile.lock"})
	d.settings.Suite.Runner = "cucumber-ruby"
	if _, err := d.suite(); !errors.Is(err, errBroken) {
		t.Errorf("%v", err)
	}
}

// TestCommandRefused: a command that cannot work is refused once the runner is known.
func TestCommandRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		command, runner string
		shell, entry    []string
		want            string
	}{
		"no place for files":   {"./suite", "behave", []string{"sh", "-c"}, nil, "command: does not say where the feature files go"},
		"nothing proves a run": {"./suite {files}", cucumber.ExitCode, nil, []string{"/init"}, "shell: with shell none, an ENTRYPOINT and runner exit-code, nothing shows whether the command ran"},
	} {
		d := detecting(imageFiles{})
		d.settings.Suite.Command, d.settings.Suite.Runner, d.settings.Suite.Shell, d.image.Entrypoint = tc.command, tc.runner, tc.shell, tc.entry
		if _, err := d.suite(); err == nil || err.Error() != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestStarter: a script or an init runs what it is given; a program of another name is a suite.
func TestStarter(t *testing.T) {
	for program, want := range map[string]bool{
		"/sbin/tini": true, "dumb-init": true, "/bin/sh": true, "/docker-entrypoint": true, "/app/run.sh": true, "gosu": true, "/suite": false, "shop.test": false,
	} {
		if starter(program) != want {
			t.Errorf("%s: %t", program, !want)
		}
	}
}
