package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"
)

// TestWorkflowsAreTheExamples: what a new user gets uses the same actions, at the same commits, and the same release as the
// examples, which are tried with a real engine.
func TestWorkflowsAreTheExamples(t *testing.T) {
	for template, example := range map[string]string{
		"github.yml": "../examples/github/acceptance.yml", "Jenkinsfile": "../examples/jenkins/Jenkinsfile", "gitlab.yml": "../examples/jenkins/Jenkinsfile",
	} {
		ours, err := fs.ReadFile(templates, "templates/"+template)
		theirs, errExample := os.ReadFile(example)
		if err := errors.Join(err, errExample); err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`uses: .*|https://[^\s']*`).FindAllString(string(ours), -1)
		if len(found) == 0 {
			t.Errorf("%s uses nothing", template)
		}
		for _, text := range found {
			if !strings.Contains(string(theirs), text) {
				t.Errorf("%s: %s does not have %q", template, example, text)
			}
		}
	}
}

// TestHostileNames: whatever folders are called, the files that are written are YAML and say the names as they are.
func TestHostileNames(t *testing.T) {
	for _, home := range []string{"it's", "a: b", "# x", "- y", "*", "$(id)", "sp ace", "yes", "1", "ä", `back\slash`, "'''"} {
		for _, ci := range []string{".github/workflows/x", ".gitlab-ci.yml", "Jenkinsfile"} {
			checkout, err := Look(fstest.MapFS{
				home + "/features/a.feature": {}, home + "/Dockerfile": {}, ci: {},
				home + "/bad\nname/features/b.feature": {}, home + "/features/steps/x\ny.py": {},
			})
			if err != nil {
				t.Fatal(err)
			}
			files, err := checkout.Files()
			if err != nil {
				t.Fatal(err)
			}
			var project struct {
				Suites map[string]struct{ Root, Files string }
			}
			if err := yaml.Unmarshal([]byte(files[0].Text), &project); err != nil || len(project.Suites) != 1 {
				t.Fatalf("%s: %v\n%s", home, err, files[0].Text)
			}
			for name, suite := range project.Suites {
				if suite.Root != home || suite.Files != "features" || !regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(name) {
					t.Errorf("%s: %+v", home, project)
				}
			}
			var workflow any
			if err := yaml.Unmarshal([]byte(files[1].Text), &workflow); err != nil && checkout.CI != Jenkins {
				t.Errorf("%s: %v\n%s", home, err, files[1].Text)
			}
		}
	}
}

// TestNamesStayApart: folders of one name have suites and images of their own.
func TestNamesStayApart(t *testing.T) {
	checkout, err := Look(fstest.MapFS{"a/web/features/x.feature": {}, "a/web/Dockerfile": {}, "b/web/features/x.feature": {}, "b/web/Dockerfile": {}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Build{{"web", "docker build --tag web a/web"}, {"b-web", "docker build --tag b-web b/web"}}
	if got := checkout.Builds(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func ExampleLook() {
	checkout, err := Look(fstest.MapFS{"features/a.feature": {}, "behave.ini": {}, "Dockerfile": {}})
	fmt.Println(checkout.CI, checkout.Suites[0].Name, checkout.Suites[0].Runner.Runner, checkout.Builds()[0].Command, err)
	// Output: GitHub acceptance behave docker build --tag acceptance . <nil>
}
