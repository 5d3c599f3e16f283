//go:build cluster && !nokube

package kube

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestClusterExamples: the scripts of the examples for CI systems whose jobs are Pods run as they stand, with the service account that the
// example gives the job, and leave nothing.
func TestClusterExamples(t *testing.T) {
	l := connect(t)
	for name, start := range map[string]func(inside, *testing.T) (container, script string){
		"github":  inside.github,
		"gitlab":  inside.gitlab,
		"jenkins": inside.jenkins,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := l.inside(t)
			container, script := start(in, t)
			// What a suite of its own would have in its image and in baleen.yml.
			const env = "export BALEEN_RUNNER=exit-code BALEEN_COMMAND='cat {files}' BALEEN_PULL=never BALEEN_POD_IMAGE=" + holdImage +
				" BALEEN_REPORT_DIR=/tmp/r BALEEN_TIMINGS=/tmp/t SUITE_IMAGE="
			out := in.sh(t, "ci", container, env+in.baleen+"\n"+strings.ReplaceAll(script, "registry.example.com/acceptance:7", in.baleen))
			if !strings.Contains(out, "PASSED") {
				t.Error(out)
			}
			in.until(t, "nothing is left", func() bool { return len(in.left(t)) == 0 })
		})
	}
}

// load reads a file of YAML.
func load(t *testing.T, file string, into any) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err := errors.Join(err, yaml.Unmarshal(content, into)); err != nil {
		t.Fatal(err)
	}
}

// github starts the Pod of a job, whose account comes from a ConfigMap.
func (in inside) github(t *testing.T) (container, script string) {
	var workflow struct {
		Jobs map[string]struct{ Steps []struct{ Run string } }
	}
	load(t, "../../examples/github/kubernetes.yml", &workflow)
	var hook struct{ Data map[string]string }
	load(t, "../../examples/kubernetes/arc.yaml", &hook)
	in.apply(t, "../../examples/kubernetes/arc.yaml")
	var pod struct {
		Spec struct {
			Account string `yaml:"serviceAccountName"`
		}
	}
	if err := yaml.Unmarshal([]byte(hook.Data["pod.yaml"]), &pod); err != nil || pod.Spec.Account != agentAccount {
		t.Errorf("the account is %q, %v", pod.Spec.Account, err)
	}
	in.startPod(t, "ci", agent)
	for _, step := range workflow.Jobs["acceptance"].Steps {
		script += step.Run
	}
	return agentContainer, script
}

// gitlab starts the Pod of a job, whose account a variable names.
func (in inside) gitlab(t *testing.T) (container, script string) {
	var pipeline struct {
		Acceptance struct {
			Variables map[string]string
			Script    []string
		}
	}
	load(t, "../../examples/gitlab/kubernetes.yml", &pipeline)
	if account := pipeline.Acceptance.Variables["KUBERNETES_SERVICE_ACCOUNT_OVERWRITE"]; account != agentAccount {
		t.Errorf("the account is %q", account)
	}
	in.startPod(t, "ci", agent)
	return agentContainer, strings.Join(pipeline.Acceptance.Script, "\n")
}

// jenkins starts the agent as the pipeline describes it, but with our image.
func (in inside) jenkins(t *testing.T) (container, script string) {
	content, err := os.ReadFile("../../examples/jenkins/Jenkinsfile.kubernetes")
	if err != nil {
		t.Fatal(err)
	}
	described := regexp.MustCompile(`(?s)yaml '''(.*?)'''`).FindStringSubmatch(string(content))
	step := regexp.MustCompile(`(?s)sh '''(.*?)'''`).FindStringSubmatch(string(content))
	if described == nil || step == nil {
		t.Fatal("the pipeline has no pod or no step")
	}
	pod := regexp.MustCompile(`image: .*`).ReplaceAllString(described[1], "image: "+in.baleen)
	pod = strings.Replace(pod, "kind: Pod\n", "kind: Pod\n        metadata: {name: ci}\n", 1)
	if err := in.core.Post().Namespace(in.Namespace).Resource("pods").SetHeader("Content-Type", "application/yaml").Body([]byte(pod)).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
	in.until(t, "the agent runs", func() bool {
		pod, err := in.pod(t.Context(), "ci")
		return err == nil && running(pod, "baleen")
	})
	return "baleen", step[1]
}
