package packaging

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/org/baleen-action/result"
)

// The examples for several machines: every job has a machine of its own, with nothing on it but the checkout and what the
// job fetches from the others.

// githubJobs runs the jobs of a workflow.
type githubJobs struct {
	packaging
	jobs      map[string]struct{ Steps []workflowStep }
	artifacts string // folder of all that was uploaded
}

// suiteFeatures are the suite, in a checkout on each machine. They are fewer than there are machines.
func suiteFeatures() []string { return []string{"passing.feature", "skipped.feature"} }

// job plays a job and returns its machine and the exit status of its last step of Baleen. values are those of the job's
// expressions.
func (g githubJobs) job(t *testing.T, name string, values map[string]string) (step, int) {
	t.Helper()
	s := g.newStep(t, nil, suiteFeatures()...)
	var pairs []string
	for expression, value := range values {
		pairs = append(pairs, "${{ "+expression+" }}", value)
	}
	expand := strings.NewReplacer(pairs...)
	status := -1
	for _, step := range g.jobs[name].Steps {
		with := map[string]string{}
		for input, value := range step.With {
			with[input] = expand.Replace(value)
			if strings.Contains(with[input], "${{") && !strings.HasPrefix(step.Uses, "actions/cache/") {
				t.Fatalf("%s: what is %q?", name, with[input])
			}
		}
		switch action, _, _ := strings.Cut(step.Uses, "@"); action {
		case "":
			s.played(t, step.Run)
		case "org/baleen-action":
			var log string
			s.inputs = with
			status, log = s.run(t)
			t.Logf("%s: exit status %d\n%s", name, status, log)
		case "actions/upload-artifact":
			if with["path"] == "baleen-report/" && step.If != "always()" {
				t.Errorf("%s: a failing suite has no reports", name)
			}
			g.upload(t, s, with)
		case "actions/download-artifact":
			g.download(t, s, with)
		}
	}
	return s, status
}

// played runs a step for a shell. The daemon is the same for all machines, so that an image that is saved is there.
func (s step) played(t *testing.T, script string) {
	t.Helper()
	switch {
	case strings.HasPrefix(script, "docker save --output image.tar "):
		s.write(t, "workspace/image.tar", "the image")
	case strings.HasPrefix(script, "docker load --input image.tar"):
		s.holds(t, "image.tar")
	default:
		s.shellStep(t, script, nil)
	}
}

func (g githubJobs) upload(t *testing.T, s step, with map[string]string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(g.artifacts, with["name"])); err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(with["path"]) {
		to := filepath.Join(g.artifacts, with["name"])
		if !strings.HasSuffix(path, "/") {
			to = filepath.Join(to, path)
		}
		copyTree(t, s.path("workspace/"+path), to)
	}
}

func (g githubJobs) download(t *testing.T, s step, with map[string]string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(g.artifacts, with["name"]+with["pattern"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, artifact := range found {
		to := s.path("workspace/" + with["path"])
		if with["pattern"] != "" {
			to = filepath.Join(to, filepath.Base(artifact))
		}
		copyTree(t, artifact, to)
	}
	if os.Geteuid() == 0 {
		s.eachFile(t, "workspace", func(path string, _ *syscall.Stat_t) error { return os.Lchown(path, runnerUser, runnerUser) })
	}
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else if err = os.MkdirAll(filepath.Dir(to), 0o755); err == nil {
		copyFile(t, from, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestEngineExampleGitHubNodes(t *testing.T) {
	g := githubJobs{packaging: newPackaging(t), artifacts: t.TempDir()}
	var workflow struct {
		Jobs map[string]struct{ Steps []workflowStep }
	}
	readYAML(t, "examples/github/nodes.yml", &workflow)
	g.jobs = workflow.Jobs
	for i := range g.jobs["plan"].Steps {
		// The suite is short: for ten minutes one node is enough.
		with := g.jobs["plan"].Steps[i].With
		if args, asked := with["args"]; asked {
			with["args"] = strings.Replace(args, "--target-time 10m", "--nodes 3", 1)
		}
	}
	machine, status := g.job(t, "plan", nil)
	list := machine.outputs(t)["nodes"]
	var nodes []int
	if err := json.Unmarshal([]byte(list), &nodes); status != result.ExitPassed || err != nil || !slices.Equal(nodes, []int{1, 2, 3}) {
		t.Fatalf("exit status %d, nodes %s (%v)", status, list, err)
	}
	for _, node := range nodes {
		values := map[string]string{"matrix.node": fmt.Sprint(node), "strategy.job-total": fmt.Sprint(len(nodes))}
		s, status := g.job(t, "node", values)
		if status != result.ExitPassed || s.report(t).Node.Index != node {
			t.Errorf("node %d: exit status %d, %v", node, status, s.report(t).Node)
		}
		if summary := readText(t, s.path("_runner_file_commands/summary")); summary != "" {
			t.Errorf("node %d writes a summary:\n%s", node, summary)
		}
		if left := s.containers(t); len(left) > 0 {
			t.Errorf("%d containers are left", len(left))
		}
	}
	whole, status := g.job(t, "acceptance", nil)
	if status != result.ExitPassed || whole.outputs(t)["total"] != "4" {
		t.Errorf("exit status %d, outputs %v", status, whole.outputs(t))
	}
	whole.check(t)
	if err := os.RemoveAll(filepath.Join(g.artifacts, "baleen-node-2")); err != nil {
		t.Fatal(err)
	}
	part, status := g.job(t, "acceptance", nil)
	if status != result.ExitIncomplete || !strings.Contains(readText(t, part.path("_runner_file_commands/summary")), "node 2 of 3 is missing") {
		t.Errorf("a node is missing: exit status %d, outputs %v", status, part.outputs(t))
	}
}

// TestExampleJenkinsNodes reads the shell steps as a shell does, without running them.
func TestExampleJenkinsNodes(t *testing.T) {
	scripts := regexp.MustCompile(`(?s)sh '''(.*?)'''`).FindAllStringSubmatch(readText(t, "examples/jenkins/Jenkinsfile.nodes"), -1)
	if len(scripts) != 5 {
		t.Fatalf("%d shell steps", len(scripts))
	}
	for _, script := range scripts {
		mustRun(t, "sh", "-nc", script[1])
	}
}

func TestEngineExampleGitLabNodes(t *testing.T) {
	s := newPackaging(t).newStep(t, nil, suiteFeatures()...)
	type job struct {
		Extends   string
		Before    []string `yaml:"before_script"`
		Script    []string
		Parallel  int
		When      string
		Artifacts struct {
			When    string
			Paths   []string
			Reports struct{ JUnit string }
		}
	}
	var pipeline struct {
		Baleen     job `yaml:".baleen"`
		Plan       job
		Acceptance job
		Report     job `yaml:"acceptance-report"`
	}
	readYAML(t, "examples/gitlab/nodes.yml", &pipeline)
	play := func(j job, variables ...string) {
		t.Helper()
		before := j.Before
		if j.Extends == ".baleen" {
			before = pipeline.Baleen.Before
		}
		argv := []string{"run", "--rm", "--volume", s.socket + ":/var/run/docker.sock", "--volume", s.path("workspace") + ":/builds/suite",
			"--workdir", "/builds/suite"}
		variables = append(variables, "GITLAB_CI=true", "CI=true", "SUITE_IMAGE="+s.behave, "CI_REGISTRY=registry.example.com",
			"CI_REGISTRY_USER=user", "CI_REGISTRY_PASSWORD=password", "DOCKER_CONFIG=/builds/suite.tmp/docker", "CI_COMMIT_SHA=4f2a")
		for _, variable := range variables {
			argv = append(argv, "--env", variable)
		}
		mustRun(t, "docker", append(argv, s.shell, "sh", "-c", "set -eu\n"+strings.Join(append(before, j.Script...), "\n"))...)
		for _, path := range j.Artifacts.Paths {
			s.holds(t, path)
		}
	}
	play(pipeline.Plan, "CI_NODE_TOTAL=1")
	for node := 1; node <= pipeline.Acceptance.Parallel; node++ {
		play(pipeline.Acceptance, fmt.Sprintf("CI_NODE_INDEX=%d", node), fmt.Sprintf("CI_NODE_TOTAL=%d", pipeline.Acceptance.Parallel))
	}
	play(pipeline.Report, "CI_NODE_TOTAL=1")
	if pipeline.Acceptance.Artifacts.When != "always" || pipeline.Report.When != "always" || pipeline.Report.Artifacts.When != "always" {
		t.Error("a failing suite has no reports")
	}
	s.holds(t, pipeline.Report.Artifacts.Reports.JUnit)
	merged := s.report(t)
	if c := merged.Counts(); merged.Verdict.Exit != result.ExitPassed || c.Total != 4 || len(merged.Nodes) != 3 {
		t.Errorf("%+v: %+v", merged.Verdict, c)
	}
}
