//go:build !nokube

package kube

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v3"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// Template is what a user adds to each Pod of a run: a part of a Pod, merged into ours as kubectl merges a patch.
type Template struct {
	patch map[string]any
}

// ReadTemplate reads a template: the metadata and spec of a Pod in YAML or JSON, as far as users may give them. It returns all that is wrong in
// it, each with its line.
func ReadTemplate(text []byte) (*Template, []TemplateProblem) {
	var document yaml.Node
	var patch map[string]any
	reader := yaml.NewDecoder(bytes.NewReader(text))
	err := reader.Decode(&document)
	if errors.Is(err, io.EOF) {
		return nil, []TemplateProblem{{Line: 1, Problem: "is empty"}}
	}
	if err == nil {
		err = document.Decode(&patch) // finds keys that are there twice, and aliases without end
	}
	if err != nil {
		return nil, []TemplateProblem{{Problem: err.Error()}}
	}
	var more yaml.Node
	if err := reader.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, []TemplateProblem{{Line: more.Line, Problem: "has more than one document"}}
	}
	var look templateLook
	look.value(document.Content[0], reflect.TypeFor[corev1.Pod](), nil)
	if len(look.found) > 0 {
		return nil, look.found
	}
	for name, only := range map[string]string{"apiVersion": "v1", "kind": "Pod"} {
		if is := patch[name]; is != nil && is != only {
			return nil, []TemplateProblem{{Line: document.Content[0].Line, Problem: fmt.Sprintf("is no Pod: its %s is %v", name, is), Advice: "a template has the metadata and spec of a Pod"}}
		}
	}
	encoded, err := json.Marshal(patch)
	if err == nil {
		patch, err = object(encoded)
	}
	if err != nil {
		return nil, []TemplateProblem{{Problem: err.Error()}}
	}
	delete(patch, "apiVersion")
	delete(patch, "kind")
	return &Template{patch}, nil
}

// object reads JSON without a change of its numbers.
func object(text []byte) (map[string]any, error) {
	var out map[string]any
	reader := json.NewDecoder(bytes.NewReader(text))
	reader.UseNumber()
	err := reader.Decode(&out)
	return out, err
}

// into merges the template into a Pod. The kubelet starts containers in order, so keep stays the first.
func (t *Template) into(pod *corev1.Pod) *corev1.Pod {
	if t == nil {
		return pod
	}
	merged := new(corev1.Pod)
	t.merge(t.patch, pod, merged)
	containers := merged.Spec.Containers
	slices.SortStableFunc(containers, func(a, b corev1.Container) int {
		return rank(a.Name) - rank(b.Name)
	})
	keepHosts(pod, merged)
	copyAsMain(containers)
	return merged
}

// keepHosts brings back the names that the merge took away: it takes an address for the key, so the template's names replace ours.
func keepHosts(pod, merged *corev1.Pod) {
	for _, ours := range pod.Spec.HostAliases {
		same := func(h corev1.HostAlias) bool { return h.IP == ours.IP && slices.Equal(h.Hostnames, ours.Hostnames) }
		if !slices.ContainsFunc(merged.Spec.HostAliases, same) {
			merged.Spec.HostAliases = append(merged.Spec.HostAliases, ours)
		}
	}
}

// copyAsMain lets the container that copies files for main run as main's user, whoever the template makes that.
func copyAsMain(containers []corev1.Container) {
	named := func(name string) int {
		return slices.IndexFunc(containers, func(c corev1.Container) bool { return c.Name == name })
	}
	if c, m := named(copyContainer), named(mainContainer); c >= 0 && m >= 0 {
		containers[c].SecurityContext = containers[m].SecurityContext
	}
}

func rank(container string) int {
	if container == keepContainer {
		return 0
	}
	return 1
}

// intoOwner merges what decides where a Pod is placed, and how it is pulled and labelled, into the Pod of the run's Job.
func (t *Template) intoOwner(job *batchv1.Job) {
	if t == nil {
		return
	}
	part := map[string]any{}
	for _, name := range []string{"nodeSelector", "affinity", "tolerations", "schedulerName", "priorityClassName", "runtimeClassName", "imagePullSecrets"} {
		if spec, ok := t.patch["spec"].(map[string]any); ok && spec[name] != nil {
			part[name] = spec[name]
		}
	}
	patch := map[string]any{"spec": part}
	if t.patch["metadata"] != nil {
		patch["metadata"] = t.patch["metadata"]
	}
	merged := new(corev1.PodTemplateSpec)
	t.merge(patch, &job.Spec.Template, merged)
	job.Spec.Template = *merged
}

// merge writes ours with the patch in it to merged, which is of the same type.
func (*Template) merge(patch map[string]any, ours, merged any) {
	text, err := json.Marshal(ours)
	var original map[string]any
	if err == nil {
		original, err = object(text)
	}
	if err == nil {
		text, err = json.Marshal(mergeMap(original, patch, reflect.TypeOf(ours).Elem()))
	}
	if err == nil {
		err = json.Unmarshal(text, merged)
	}
	if err != nil {
		panic(fmt.Sprintf("cannot happen: merge pod template: %s", err)) // both sides were read as Pods
	}
}
