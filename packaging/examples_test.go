package packaging

import (
	"context"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/image"
	"go.yaml.in/yaml/v3"

	"github.com/org/baleen-action/result"
)

// The examples are complete pipelines. These tests run their shell and Baleen steps in a checkout of a small suite on the real
// engine; they replace "docker build" of the suite's image and the download of a release.

// workflowStep is a step of a workflow.
type workflowStep struct {
	Name string
	If   string
	Run  string
	Uses string
	With map[string]string
}

func TestEngineExampleGitHub(t *testing.T) {
	s := newPackaging(t).newStep(t, nil, "passing.feature")
	used := s.acceptance(t, readText(t, "examples/github/acceptance.yml"))
	if used != "actions/checkout  actions/cache/restore org/baleen-action actions/cache/save actions/upload-artifact" {
		t.Errorf("the steps are %q", used)
	}
	s.check(t)
}

// acceptance runs the job of that name of a workflow, and returns the actions that its steps use.
func (s *step) acceptance(t *testing.T, text string) string {
	t.Helper()
	var workflow struct {
		Jobs map[string]struct{ Steps []workflowStep }
	}
	if err := yaml.Unmarshal([]byte(text), &workflow); err != nil {
		t.Fatal(err)
	}
	var used []string
	for _, step := range workflow.Jobs["acceptance"].Steps {
		action, _, _ := strings.Cut(step.Uses, "@")
		switch action {
		case "":
			s.shellStep(t, step.Run, nil)
		case "org/baleen-action":
			s.inputs = step.With
			if status, log := s.run(t); status != result.ExitPassed {
				t.Fatalf("exit status %d:\n%s", status, log)
			}
		case "actions/upload-artifact":
			if step.If != "always()" {
				t.Errorf("%s: a failing suite has no reports", step.Name)
			}
			s.holds(t, step.With["path"]+"*.xml")
		case "actions/cache/save":
			if step.If != "always()" {
				t.Errorf("%s: a failing suite keeps no times", step.Name)
			}
			s.holds(t, step.With["path"]+"/timings.json")
		}
		used = append(used, action)
	}
	return strings.Join(used, " ")
}

func TestEngineExampleGitLab(t *testing.T) {
	s := newPackaging(t).newStep(t, nil, "passing.feature")
	var pipeline struct {
		Acceptance struct {
			Before    []string `yaml:"before_script"`
			Script    []string
			Artifacts struct {
				When    string
				Paths   []string
				Reports struct{ JUnit string }
			}
		}
	}
	readYAML(t, "examples/gitlab/.gitlab-ci.yml", &pipeline)
	job := pipeline.Acceptance
	// GitLab gives a job's lines to a shell inside the job's image, in a checkout at the same path everywhere.
	script := "set -eu\n" + strings.Join(append(job.Before, job.Script...), "\n")
	mustRun(t, "docker", "run", "--rm", "--volume", s.socket+":/var/run/docker.sock",
		"--volume", s.path("workspace")+":/builds/suite", "--workdir", "/builds/suite",
		"--env", "GITLAB_CI=true", "--env", "CI=true", "--env", "SUITE_IMAGE="+s.behave,
		"--env", "CI_REGISTRY=registry.example.com", "--env", "CI_REGISTRY_USER=user", "--env", "CI_REGISTRY_PASSWORD=password",
		"--env", "DOCKER_CONFIG=/builds/suite.tmp/docker", s.shell, "sh", "-c", script)
	if job.Artifacts.When != "always" {
		t.Error("a failing suite has no reports")
	}
	s.holds(t, job.Artifacts.Reports.JUnit)
	for _, path := range job.Artifacts.Paths {
		s.holds(t, path)
	}
	if left := s.containers(t); len(left) > 0 {
		t.Errorf("%d containers are left", len(left))
	}
}

func TestEngineExampleJenkins(t *testing.T) {
	s := newPackaging(t).newStep(t, nil, "passing.feature")
	pipeline := readText(t, "examples/jenkins/Jenkinsfile")
	dist := t.TempDir()
	s.copyOut(t, s.action, "/baleen", filepath.Join(dist, "baleen_linux_amd64"))
	sums := checksum(t, filepath.Join(dist, "baleen_linux_amd64")) + "  baleen_linux_amd64\n"
	if err := os.WriteFile(filepath.Join(dist, "checksums.txt"), []byte(sums), 0o644); err != nil {
		t.Fatal(err)
	}
	scripts := regexp.MustCompile(`(?s)sh '''(.*?)'''`).FindAllStringSubmatch(pipeline, -1)
	if len(scripts) != 3 {
		t.Fatalf("%d shell steps", len(scripts))
	}
	for _, script := range scripts {
		s.shellStep(t, script[1], []string{"BALEEN=file://" + dist, "SUITE_IMAGE=acceptance:7", "JENKINS_URL=http://x"})
	}
	_, post, _ := strings.Cut(pipeline, "always {")
	published := regexp.MustCompile(`(?:junit|artifacts:) '([^']+)'|reportDir: '([^']+)', reportFiles: '([^']+)'`).FindAllStringSubmatch(post, -1)
	if len(published) != 3 {
		t.Fatalf("published always: %q", published)
	}
	for _, pattern := range published {
		s.holds(t, strings.ReplaceAll(pattern[1]+path.Join(pattern[2], pattern[3]), "**", "*"))
	}
	if left := s.containers(t); len(left) > 0 {
		t.Errorf("%d containers are left", len(left))
	}
}

// shellStep runs a script in the workspace, as CI systems do. "docker build --tag NAME ." names an image that is there.
func (s step) shellStep(t *testing.T, script string, env []string) {
	t.Helper()
	tag := regexp.MustCompile(`docker build --tag "?([^" ]+)"? \.`)
	if found := tag.FindStringSubmatch(script); found != nil {
		name := os.Expand(found[1], func(string) string { return "acceptance:7" })
		if err := s.docker.ImageTag(t.Context(), s.behave, name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := s.docker.ImageRemove(context.Background(), name, image.RemoveOptions{}); err != nil {
				t.Error(err)
			}
		})
		return
	}
	command := exec.Command("sh", "-euc", script)
	command.Dir = s.path("workspace")
	command.Env = append(os.Environ(), env...)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v:\n%s\n%s", err, script, out)
	}
}

// holds checks that a pattern of the pipeline matches something in the workspace.
func (s step) holds(t *testing.T, pattern string) {
	t.Helper()
	if found, err := filepath.Glob(s.path("workspace/" + pattern)); err != nil || len(found) == 0 {
		t.Errorf("%s publishes nothing (%v)", pattern, err)
	}
}

// TestExamplesKeepTimings checks that the examples cache the timing history.
func TestExamplesKeepTimings(t *testing.T) {
	for _, example := range []string{"examples/github/acceptance.yml", "examples/gitlab/.gitlab-ci.yml",
		"examples/github/nodes.yml", "examples/gitlab/nodes.yml"} {
		if !strings.Contains(readText(t, example), ".baleen") {
			t.Errorf("%s does not keep the timing history", example)
		}
	}
}
