package suite

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// TestConfig: the arguments and the variables of the command that is given the files decide what is in force, not those of
// other commands of the script.
func TestConfig(t *testing.T) {
	files := imageFiles{"/app/cucumber.json": `{"default": {"tags": "@default"}, "ci": {"tags": "@ci"}}`}
	for name, tc := range map[string]struct {
		command string
		entry   []string
		env     []string
		want    string // the expressions
	}{
		"brackets in quotes":       {command: `npx cucumber-js --tags "not (@wip or @slow)" {files}`, want: "not (@wip or @slow), @default"},
		"another command's":        {command: "touch -p ci; npx cucumber-js {files} && echo -t @x", want: "@default"},
		"a semicolon in quotes":    {command: `echo "; -p ci"; cucumber-js -p 'ci' {files}`, want: "@ci"},
		"a loop":                   {command: "for f in {files}; do cucumber-js -p ci $f; done", want: "@ci"},
		"a script in a script":     {command: `sh -c 'cucumber-js -p ci "$@"' -- {files}`, want: "@ci"},
		"no argument at all":       {command: "cucumber-js {files}", want: "@default"},
		"a variable":               {command: "cucumber-js -p $PROFILE {files}", env: []string{"PROFILE=x", "PROFILE=ci"}, want: "@ci"},
		"a variable of the script": {command: "PROFILE=default; cucumber-js -p $PROFILE {files}", env: []string{"PROFILE=ci"}, want: "@ci | @default"},
		"another folder":           {command: "cd b && cucumber-js {files}"},
		"no script":                {entry: []string{"cucumber-js", "-p", "ci"}, want: "@ci"},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, _ := cucumber.Find("cucumber-js")
			c := Command{recipe: recipe, script: tc.command}
			if tc.entry == nil {
				c.Shell = []string{"sh", "-c"}
			}
			d := detection{settings: inputs.Settings{Spec: execute.Spec{Env: tc.env}}, image: execute.Image{Entrypoint: tc.entry, Env: []string{"PROFILE=image"}},
				files: files, workDir: "/app"}
			var got []string
			for _, filter := range d.config(c).Filters {
				got = append(got, filter.Text)
			}
			if strings.Join(got, ", ") != tc.want {
				t.Errorf("got %q, want %s", got, tc.want)
			}
		})
	}
}
