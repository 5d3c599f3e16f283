//go:build cluster && !nokube

package kube

import (
	"testing"

	"github.com/org/baleen-action/execute"
)

// TestClusterTemplate: what a template adds is in every Pod, also that through which the image is looked into, and the results come as without.
func TestClusterTemplate(t *testing.T) {
	l := connect(t)
	template, problems := ReadTemplate([]byte(`
metadata: {labels: {team: qa}}
spec:
  nodeSelector: {kubernetes.io/os: linux}
  hostAliases: [{ip: 10.0.0.9, hostnames: [cache.test]}]
  containers:
  - {name: beside, image: ` + l.image + `, command: [sleep, "600"]}
  - name: main
    env: [{name: ADDED, value: "yes"}]
    volumeMounts: [{name: cache, mountPath: /cache}]
  volumes: [{name: cache, emptyDir: {medium: Memory}}]
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	e := l.open(t, func(s *Settings) { s.Template = template })
	spec := l.spec()
	if _, err := e.Resolve(t.Context(), spec); err != nil {
		t.Fatal(err)
	}
	found, err := l.pods(t.Context(), runLabel+"="+label(e.settings.RunID)+",team=qa")
	if err != nil || len(found.Items) == 0 {
		t.Errorf("%d pods have the label, %v", len(found.Items), err)
	}
	files, err := e.Files(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := files.Close(); err != nil {
		t.Error(err)
	}
	o := run(t, e, spec, 1, jobFor(t, "one", "sh", "-c", "echo $ADDED; grep -c ' /cache ' /proc/mounts; grep -o cache.test /etc/hosts; echo x >/baleen-report/r"))["one"]
	if o.Class != execute.Passed || text(t, o.Job.Stdout) != "yes\n1\ncache.test\n" || text(t, o.Job.Into+"/r") != "x\n" {
		t.Errorf("%s, %s: %q", o.Class, o.Evidence, text(t, o.Job.Stdout))
	}
}
