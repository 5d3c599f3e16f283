package packaging

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/org/baleen-action/inputs"
)

// metadata is the part of action.yml that these tests read.
type metadata struct {
	Description string
	Inputs      map[string]actionInput
	Outputs     map[string]struct{ Description string }
	Runs        struct {
		Using      string
		Image      string
		Entrypoint string
	}
}

type actionInput struct {
	Description string
	Default     string
	Required    bool
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(readText(t, path)), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func readAction(t *testing.T) metadata {
	t.Helper()
	var action metadata
	readYAML(t, "action.yml", &action)
	return action
}

// argsInput is the one input that is not a flag: the runner starts a container action with it.
const argsInput = "what to do instead of run, with its flags: plan --out plan.json, merge DIR"

// declaredInputs are the inputs of an action that offers every flag.
func declaredInputs() (inOrder []string, inputsOf map[string]actionInput) {
	inOrder, inputsOf = []string{"args"}, map[string]actionInput{"args": {Description: argsInput}}
	inputs.EachField(reflect.TypeFor[inputs.Run](), func(field reflect.StructField) {
		name := inputs.FlagName(field)
		inOrder = append(inOrder, name)
		// Nothing is required: the runner would not enforce it, and actionlint would want an image of "args: merge", too.
		// Nothing has a default here: the runner passes defaults like values, and those would override a baleen.yml.
		help := field.Tag.Get("help")
		if usual := field.Tag.Get("default"); usual != "" {
			help += " (default: " + usual + ")"
		}
		inputsOf[name] = actionInput{help, "", false}
	})
	return inOrder, inputsOf
}

// TestActionInputs keeps the inputs of action.yml equal to the flags.
func TestActionInputs(t *testing.T) {
	order, want := declaredInputs()
	if *update {
		writeInputs(t, order, want)
	}
	if diff := cmp.Diff(want, readAction(t).Inputs); diff != "" {
		t.Errorf("action.yml differs from the flags (-flags +action.yml):\n%s", diff)
	}
}

func writeInputs(t *testing.T, order []string, all map[string]actionInput) {
	t.Helper()
	head, _, begins := strings.Cut(readText(t, "action.yml"), "\ninputs:\n")
	_, tail, ends := strings.Cut(readText(t, "action.yml"), "\noutputs:\n")
	if !begins || !ends {
		t.Fatal("action.yml has no place for the inputs")
	}
	var out strings.Builder
	out.WriteString(head + "\ninputs:\n")
	for _, name := range order {
		fmt.Fprintf(&out, "  %s:\n    description: %q\n", name, all[name].Description)
		if all[name].Required {
			out.WriteString("    required: true\n")
		}
	}
	out.WriteString("\noutputs:\n" + tail)
	if err := os.WriteFile("action.yml", []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// outputNames are the outputs that users rely on. The tests that run the image compare them with the outputs that it sets.
var outputNames = []string{"containers", "duration-ms", "exit-code", "failed", "flaky", "html-path", "junit-path", "messages-path", "passed",
	"report-dir", "result", "skipped", "total"}

func TestActionMetadata(t *testing.T) {
	action := readAction(t)
	var names []string
	for name, output := range action.Outputs {
		names = append(names, name)
		if output.Description == "" {
			t.Errorf("output %s has no description", name)
		}
	}
	slices.Sort(names)
	want := append(slices.Clone(outputNames), "nodes") // which a plan sets, and no run
	slices.Sort(want)
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	pinned := regexp.MustCompile(`^(Dockerfile|docker://\S+@sha256:[0-9a-f]{64})$`)
	if action.Runs.Using != "docker" || !pinned.MatchString(action.Runs.Image) {
		t.Errorf("the action runs %+v, not a Dockerfile or an image by digest", action.Runs)
	}
	if action.Runs.Entrypoint != "/baleen" {
		t.Errorf("the runner takes the input entrypoint for the action's own, which is %q", action.Runs.Entrypoint)
	}
	if len(action.Description) > 125 {
		t.Errorf("the Marketplace cuts the description, which has %d characters", len(action.Description))
	}
}

// TestBuilderToolchain keeps the Go version of the image equal to the one that go.mod pins. With another version the image
// would not hold the binary of the release.
func TestBuilderToolchain(t *testing.T) {
	toolchain := regexp.MustCompile(`(?m)^toolchain go(\S+)$`).FindStringSubmatch(readText(t, "go.mod"))
	builder := regexp.MustCompile(`(?m)^ARG BUILDER=golang:([^\s@-]+)`).FindStringSubmatch(readText(t, "Dockerfile"))
	if toolchain == nil || builder == nil || toolchain[1] != builder[1] {
		t.Errorf("go.mod pins %q, the Dockerfile %q", toolchain, builder)
	}
}

// workflows are all workflows, our own and the examples.
func workflows(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{".github/workflows/*.yml", "examples/github/*.yml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s matches nothing (%v)", pattern, err)
		}
		paths = append(paths, found...)
	}
	return paths
}

// TestWorkflowPins checks that every third-party action is pinned to a commit, with its version in a comment.
func TestWorkflowPins(t *testing.T) {
	uses := regexp.MustCompile(`(?m)uses: *(\S+)(.*)$`)
	pin := regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40}$`)
	commits := map[string]string{}
	for _, path := range workflows(t) {
		for _, found := range uses.FindAllStringSubmatch(readText(t, path), -1) {
			ref, comment := found[1], strings.TrimSpace(found[2])
			if strings.HasPrefix(ref, "./") || strings.HasPrefix(ref, "org/baleen-action@") {
				continue
			}
			if !pin.MatchString(ref) || !strings.HasPrefix(comment, "# v") {
				t.Errorf("%s: %s %s is not pinned by commit", path, ref, comment)
			}
			name, commit, _ := strings.Cut(ref, "@")
			if earlier, ok := commits[name]; ok && earlier != commit {
				t.Errorf("%s: %s is pinned to two commits", path, name)
			}
			commits[name] = commit
		}
	}
	if len(commits) == 0 {
		t.Error("no workflow uses an action of others")
	}
}

// TestWorkflowPermissions checks that every job declares its permissions.
func TestWorkflowPermissions(t *testing.T) {
	for _, path := range workflows(t) {
		var workflow struct {
			Permissions *map[string]string
			Jobs        map[string]struct{ Permissions map[string]string }
		}
		readYAML(t, path, &workflow)
		if workflow.Permissions == nil || len(*workflow.Permissions) > 0 {
			t.Errorf("%s: permissions of the workflow are not {}", path)
		}
		for name, job := range workflow.Jobs {
			if len(job.Permissions) == 0 {
				t.Errorf("%s: job %s does not say what it may do", path, name)
			}
		}
		if strings.Contains(readText(t, path), "pull_request_target") {
			t.Errorf("%s: pull_request_target gives strangers' code our rights", path)
		}
	}
}

// TestYAML reads every YAML file of the project.
func TestYAML(t *testing.T) {
	read := 0
	for _, root := range []string{".github", "examples"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && filepath.Ext(path) == ".yml" {
				var content map[string]any
				readYAML(t, path, &content)
				read++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 5 {
		t.Errorf("only %d files were read", read)
	}
}
