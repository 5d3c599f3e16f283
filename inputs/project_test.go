package inputs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// inCheckout makes a checkout with these files, and the working directory a folder of it.
func inCheckout(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	top := t.TempDir()
	files[".git/HEAD"] = ""
	for name, text := range files {
		path := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(top, folder))
}

// chosenBy parses a command line in the working directory.
func chosenBy(t *testing.T, env map[string]string, args ...string) []Chosen {
	t.Helper()
	var line CommandLine
	if _, err := Parse(&line, args, ParseOptions{Getenv: lookIn(env), Dir: "."}); err != nil {
		t.Fatal(err)
	}
	return line.Chosen
}

const twoSuites = `
defaults: {image: shop, retries: 2, tags: '@fast', timings: times.json}
suites:
  api:
    tags:
    strict: no
    env: {A: 1, B: "two words", C: }
    files: [a.feature, '!b.feature']
    env-file: conf/api.env
  web:
    retries: 0
    root: apps/web
    cpus: 1.5
    files: |
      features/a
      features/b
`

// TestProjectValues: values are what would be typed after a flag, however YAML spells them.
func TestProjectValues(t *testing.T) {
	inCheckout(t, ".", map[string]string{ProjectFile: twoSuites})
	chosen := chosenBy(t, nil, "run")
	api, web := trimmed(chosen[0].Line.Run.Run), trimmed(chosen[1].Line.Run.Run)
	got := []any{api.Image, api.Retries, api.Tags, api.Strict, list(api.Env), list(api.Files), api.EnvFile, api.Name, web.Retries, web.Root, web.CPUs, list(web.Files), web.Tags, web.Timings, web.Name}
	want := []any{"shop", "2", "", Toggle("false"), []string{"A=1", "B=two words", "C"}, []string{"a.feature", "!b.feature"}, []string{"conf/api.env"}, "api",
		"0", "apps/web", "1.5", []string{"features/a", "features/b"}, "@fast", "times.json", "web"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestProjectOrder: a flag counts before a variable, that before the suite, and the suite before the defaults.
func TestProjectOrder(t *testing.T) {
	inCheckout(t, ".", map[string]string{ProjectFile: twoSuites})
	for args, want := range map[string]string{"run web": "0", "run api": "2", "run web --retries 5": "5"} {
		if got := chosenBy(t, nil, strings.Fields(args)...)[0].Line.Run.Retries; got != want {
			t.Errorf("%s: %s", args, got)
		}
	}
	env := map[string]string{"BALEEN_RETRIES": "7"}
	if got := chosenBy(t, env, "run", "web")[0].Line.Run.Retries; got != "7" {
		t.Errorf("with a variable: %s", got)
	}
}

// TestProjectInAction: GitHub passes every input, those that are not given as empty ones, which leave the file its say.
func TestProjectInAction(t *testing.T) {
	inCheckout(t, ".", map[string]string{ProjectFile: twoSuites})
	for input, want := range map[string]string{"": "2", " ": "2", "9": "9"} {
		var line CommandLine
		o := ParseOptions{Getenv: lookIn(map[string]string{"INPUT_RETRIES": input}), AsAction: true, Dir: "."}
		if _, err := Parse(&line, []string{"run", "api"}, o); err != nil || line.Chosen[0].Line.Run.Retries != want {
			t.Errorf("%q: %v, %v", input, line.Chosen, err)
		}
	}
}

// TestProjectBelow: from a folder below, paths of the file and paths by default begin at the file, and typed ones do not.
func TestProjectBelow(t *testing.T) {
	inCheckout(t, "apps/web", map[string]string{ProjectFile: twoSuites, "apps/web/x": ""})
	api := chosenBy(t, nil, "run", "api", "--timings", "t.json")[0].Line.Run
	got := []any{api.Root, api.EnvFile, api.ReportDir, api.Timings}
	if diff := cmp.Diff([]any{"../..", []string{"../../conf/api.env"}, "../../baleen-report", "t.json"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestProjectElsewhere: commands that are not for suites have what the defaults say of reports and of the daemon, and no more.
func TestProjectElsewhere(t *testing.T) {
	inCheckout(t, ".", map[string]string{ProjectFile: "defaults: {report-dir: reports, concurrency: 6, docker-host: 'tcp://d:1'}"})
	rerun := chosenBy(t, nil, "rerun")[0].Line.Rerun
	if got := [...]string{rerun.ReportDir, rerun.Concurrency, rerun.DockerHost}; got != [...]string{"reports", "", "tcp://d:1"} {
		t.Errorf("%q", got)
	}
}

// TestProjectOutside: a file above the top of the checkout is another project's.
func TestProjectOutside(t *testing.T) {
	inCheckout(t, "inner/deep", map[string]string{ProjectFile: twoSuites, "inner/.git/HEAD": "", "inner/deep/x": ""})
	if project, err := LoadProject("."); project != nil || err != nil {
		t.Errorf("%v, %v", project, err)
	}
}

// TestProjectMistakes: each mistake in a file is reported with its line and what to write instead.
func TestProjectMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                                        "baleen.yml: is empty",
		"# only this\n":                           "baleen.yml: is empty",
		"defaults:\n\timage: x":                   "baleen.yml:2: the line begins with a tab (indent with blanks",
		"defaults: {image: x}\n---\na: b":         "baleen.yml:2: a second document begins here",
		"defaults: &d\n  image: x":                "baleen.yml:1: &d is an anchor",
		"defaults:\n  files: *.feature":           "baleen.yml:2: * cannot begin a value (quote it: '*.feature')",
		"a: *b":                                   "baleen.yml:1: YAML reads *b as an alias (quote it: '*b')",
		"defaults:\n  files:\n  - !a.feature":     "baleen.yml:3: YAML reads !a.feature as a tag (quote it: '!a.feature')",
		"defaults:\n  tags: @fast":                "baleen.yml:2: @ cannot begin a value (quote it: '@fast')",
		"defaults:\n  image: x\n  image: y":       "baleen.yml:3: image: is there twice, first in line 2",
		"suites: {a: {}}\nsuites: {b: {}}":        "baleen.yml:2: suites: is there twice",
		"defaults:\n  concurency: 4":              "baleen.yml:2: concurency: is not an input (did you mean concurrency?)",
		"defaults:\n  report_dir: x":              "baleen.yml:2: report_dir: is not an input (did you mean report-dir?)",
		"suits: {}":                               "baleen.yml:1: suits: is not a key of the file's top (did you mean suites?",
		"image: x":                                "baleen.yml:1: image: is not a key of the file's top (indent it below defaults:",
		"- image: x":                              "baleen.yml:1: is not a list of keys with values",
		"suites: [api]":                           "baleen.yml:1: suites: does not name a suite",
		"suites: {a b: {}}":                       `baleen.yml:1: suites: "a b" is not a name`,
		"suites: {api: shop}":                     "baleen.yml:1: api: is not a list of keys with values",
		"defaults:\n  image: [x]":                 "baleen.yml:2: image: takes one value",
		"defaults:\n  files: {a: b}":              "baleen.yml:2: files: takes a list of values",
		"defaults:\n  files:\n  - a: b":           "baleen.yml:3: files: an item of the list",
		"defaults:\n  env: {A: [1]}":              "baleen.yml:2: env: A takes one value",
		"defaults:\n  env: {A: \"b\\nc\"}":        "baleen.yml:2: env: A has several lines",
		"defaults: {name: x}\nsuites: {a: , b: }": `baleen.yml:1: name: the suites a and b have the same name, "x"`,
		"defaults: {image: 'x":                    "is not YAML: ",
		"a: b: c":                                 "baleen.yml:1: is not YAML: ",
		strings.Repeat("#", mostBytes+1):          "baleen.yml: is larger than 1 MB",
	} {
		_, err := readProject(ProjectFile, []byte(text))
		wrong := Find(err)
		if len(wrong) == 0 {
			t.Errorf("%q: %v", text, err)
		} else if got := wrong[0].Error() + " (" + wrong[0].Advice + ")"; !strings.Contains(got, want) {
			t.Errorf("%.60q: %s, want %s", text, got, want)
		}
	}
}

// FuzzProject: whatever a file holds, it is read or refused, and each mistake says where and what to do.
func FuzzProject(f *testing.F) {
	f.Add([]byte(twoSuites))
	f.Add([]byte("defaults: {env: {A: }}\nsuites: {a: , b: {files: []}}"))
	f.Add([]byte("suites: &x {a: *x}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		project, err := readProject("sub/"+ProjectFile, data)
		for _, wrong := range Find(err) {
			if !strings.HasPrefix(wrong.Place, "sub/"+ProjectFile) || wrong.Problem == "" || wrong.Advice == "" {
				t.Errorf("%+v", wrong)
			}
		}
		if err == nil && project == nil || err != nil && Find(err) == nil {
			t.Errorf("%v, %v", project, err)
		}
	})
}
