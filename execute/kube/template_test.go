//go:build !nokube

package kube

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// TestReadTemplate: what is wrong is said with its line and its path, and what is Baleen's with what to do instead.
func TestReadTemplate(t *testing.T) {
	for text, want := range map[string]string{
		"":                                              "1: is empty",
		"spec: {nodeSelector: {a: b}}\n---\nx":          "2: has more than one document",
		"- a":                                           "0: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[string]interface {}",
		"a: [":                                          "0: yaml: line 1: did not find expected node content",
		"spec:\n  x: 1\n  x: 2":                         "0: yaml: unmarshal errors:\n  line 3: mapping key \"x\" already defined at line 2",
		"kind: Deployment":                              "1: is no Pod: its kind is Deployment",
		"spec:\n  nodeselector: {}":                     "2: spec.nodeselector is no field of a Pod",
		"spec: 1":                                       "1: spec has to be a map",
		"spec:\n  containers: {}":                       "2: spec.containers has to be a list",
		"spec:\n  hostNetwork: \"yes\"":                 "2: spec.hostNetwork cannot be \"yes\": the field is a bool",
		"metadata: {labels: {a: 1}}":                    "1: metadata.labels.a cannot be 1: the field is a string",
		"spec: {$patch: replace}":                       "1: spec.$patch is a patch directive",
		"spec:\n  volumes:\n  - emptyDir: {}":           "3: spec.volumes has an element without name",
		"metadata: {name: x}":                           "1: metadata.name is decided by Baleen",
		"metadata: {labels: {baleen.run: x}}":           "1: metadata.labels.baleen.run is decided by Baleen",
		"spec: {restartPolicy: Always}":                 "1: spec.restartPolicy is decided by Baleen",
		"spec: {hostPID: true}":                         "1: spec.hostPID is decided by Baleen",
		"spec: {volumes: [{name: baleen}]}":             "1: spec.volumes[baleen] is decided by Baleen",
		"spec: {volumes: [{name: memory-0}]}":           "1: spec.volumes[memory-0] is decided by Baleen",
		"metadata: {labels: null}":                      "1: metadata.labels holds fields of Baleen",
		"spec: null":                                    "1: spec holds fields of Baleen",
		"spec: {containers: [{name: main, env: null}]}": "1: spec.containers[main].env holds fields of Baleen",
		"spec: {containers: [null]}":                    "1: spec.containers has an element without name",
		"status: {}":                                    "1: status is decided by Baleen",
		"spec:\n  containers:\n  - name: main\n    image: x":                                "4: spec.containers[main].image is decided by Baleen",
		"spec: {containers: [{name: keep, command: [x]}]}":                                  "1: spec.containers[keep].command is decided by Baleen",
		"spec: {containers: [{name: main, env: [{name: BALEEN_RUN}]}]}":                     "1: spec.containers[main].env[BALEEN_RUN] is decided by Baleen",
		"spec: {containers: [{name: main, volumeMounts: [{mountPath: /baleen-report/x}]}]}": "1: spec.containers[main].volumeMounts[/baleen-report/x] would hide",
		"spec: {containers: [{name: main, volumeMounts: [{mountPath: /}]}]}":                "1: spec.containers[main].volumeMounts[/] would hide",
	} {
		_, problems := ReadTemplate([]byte(text))
		if len(problems) != 1 || !strings.HasPrefix(fmt.Sprintf("%d: %s", problems[0].Line, problems[0].Problem), want) {
			t.Errorf("%q: %+v, want %q", text, problems, want)
		}
	}
	if _, problems := ReadTemplate([]byte("spec:\n  hostPID: true\n  none: 1")); len(problems) != 2 {
		t.Errorf("not all is said: %+v", problems)
	}
}

const goodTemplate = `
apiVersion: v1
kind: Pod
metadata:
  labels: {team: qa}
  annotations: {sidecar.istio.io/inject: "false"}
spec:
  nodeSelector: &pool {pool: ci}
  priorityClassName: high
  dnsPolicy: null
  affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: a, operator: Exists}]}}]}}
  containers:
  - name: proxy
    image: proxy:1
    resources: {limits: {cpu: 100m, memory: 1Gi}}
    livenessProbe: {httpGet: {port: http, path: /}, periodSeconds: 5}
  - name: main
    env: [{name: C, value: "3"}]
    volumeMounts: [{name: cache, mountPath: /cache}]
  volumes: [{name: cache, emptyDir: {sizeLimit: 1Gi}}]
`

// TestTemplate: a Pod has what the template adds, and all that it had; the Job's Pod only has what decides where it is placed.
func TestTemplate(t *testing.T) {
	template, problems := ReadTemplate([]byte(goodTemplate))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p := testPlan()
	p.Template, p.Checkout = template, &execute.Checkout{Dir: "/srv", Room: execute.OnCopy}
	pod := p.pod("x", execute.Job{Name: "a", Command: []string{"true"}, Scratch: reportFolder}, 1, metav1.OwnerReference{Name: "o"})
	var names []string
	for _, c := range pod.Spec.Containers {
		names = append(names, c.Name)
		if c.Name == mainContainer && (len(c.VolumeMounts) != 4 || c.Image != "suite:1" || c.Env[len(c.Env)-1].Name == "") {
			t.Errorf("%+v", c)
		}
	}
	if got := strings.Join(names, " "); got != "keep proxy copy main" || pod.Labels["team"] != "qa" || pod.Labels[runLabel] == "" || pod.OwnerReferences[0].Name != "o" {
		t.Errorf("%s, %+v", got, pod.ObjectMeta)
	}
	if s := pod.Spec; s.NodeSelector["pool"] != "ci" || s.RestartPolicy != corev1.RestartPolicyNever || len(s.Volumes) != 2 || s.Affinity == nil {
		t.Errorf("%+v", s)
	}
	job := p.job(time.Now())
	template.intoOwner(job)
	s := job.Spec.Template
	if len(s.Spec.Containers) != 1 || s.Spec.NodeSelector["pool"] != "ci" || s.Spec.PriorityClassName != "high" || s.Labels[runLabel] == "" || s.Annotations["sidecar.istio.io/inject"] == "" || len(s.Spec.Volumes) > 0 {
		t.Errorf("%+v", s)
	}
}

// TestTemplateKeepsOurs: names that Baleen gives an address stay, and what copies files for main runs as main does.
func TestTemplateKeepsOurs(t *testing.T) {
	template, problems := ReadTemplate([]byte("spec:\n  hostAliases: [{ip: 10.0.0.5, hostnames: [theirs]}]\n  containers: [{name: main, securityContext: {runAsUser: 1000}}]\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p := testPlan()
	p.Template, p.Checkout, p.AddHosts = template, &execute.Checkout{Dir: "/srv", Room: execute.OnCopy}, []string{"ours:10.0.0.5"}
	pod := p.pod("x", execute.Job{Name: "a", Command: []string{"true"}, Scratch: reportFolder}, 1, metav1.OwnerReference{Name: "o"})
	var names []string
	for _, h := range pod.Spec.HostAliases {
		names = append(names, h.Hostnames...)
	}
	if !slices.Contains(names, "ours") || !slices.Contains(names, "theirs") {
		t.Errorf("names %q", names)
	}
	for _, c := range pod.Spec.Containers {
		if user := c.SecurityContext.RunAsUser; c.Name != keepContainer && (user == nil || *user != 1000) {
			t.Errorf("%s runs as %v", c.Name, user)
		}
	}
}

// TestTemplateRemovesNothingOfOurs: null in the place of what is Baleen's is refused, by an alias, too.
func TestTemplateRemovesNothingOfOurs(t *testing.T) {
	for _, text := range []string{"spec: {containers: [{name: main, env: null}]}", "spec: {nodeName: &n null, containers: [{name: main, env: *n}]}", "spec: {nodeName: &n null}\nmetadata: {labels: *n}"} {
		if _, problems := ReadTemplate([]byte(text)); len(problems) != 1 {
			t.Errorf("%s: %v", text, problems)
		}
	}
}

// TestTemplateValues: a value that YAML takes for something else than a text is refused, and a variable's is not shown.
func TestTemplateValues(t *testing.T) {
	for value, want := range map[string]string{"2024-12-24": "is a date to YAML", "48151623": "has to be a string"} {
		_, problems := ReadTemplate([]byte("spec: {containers: [{name: main, env: [{name: A, value: " + value + "}]}]}"))
		if len(problems) != 1 || !strings.Contains(fmt.Sprint(problems), want) {
			t.Errorf("%s: %v", value, problems)
		}
	}
}

// FuzzReadTemplate: whatever a file holds, it is refused with words, or merged.
func FuzzReadTemplate(f *testing.F) {
	f.Add(goodTemplate)
	f.Add("spec: {containers: [{name: main, env: [{name: null}]}, null]}")
	f.Add("spec: {volumes: [a]}")
	f.Add("a: &a [*a]")
	f.Add("metadata: null\nspec: null")
	f.Fuzz(func(_ *testing.T, text string) {
		template, problems := ReadTemplate([]byte(text))
		if len(problems) > 0 {
			return
		}
		p := testPlan()
		template.intoOwner(p.job(time.Now()))
		template.into(p.pod("x", execute.Job{}, 1, metav1.OwnerReference{}))
	})
}
