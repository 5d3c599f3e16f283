//go:build cluster && !nokube

package kube

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/org/baleen-action/execute"
)

// apply makes the objects of a file in the namespace.
func (l live) apply(t *testing.T, file string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for part := range bytes.SplitSeq(content, []byte("\n---\n")) {
		path := "/api/v1/namespaces/" + l.Namespace + "/serviceaccounts"
		if bytes.Contains(part, []byte("\nkind: ConfigMap\n")) {
			path = "/api/v1/namespaces/" + l.Namespace + "/configmaps"
		}
		for kind, resource := range map[string]string{"Role": "roles", "RoleBinding": "rolebindings"} {
			if bytes.Contains(part, []byte("\nkind: "+kind+"\n")) {
				path = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + l.Namespace + "/" + resource
			}
		}
		if err := l.core.Post().AbsPath(path).SetHeader("Content-Type", "application/yaml").Body(part).Do(t.Context()).Error(); err != nil {
			t.Fatal(err)
		}
	}
}

// as is the cluster as a service account of the namespace sees it.
func (l live) as(t *testing.T, account string) live {
	t.Helper()
	answer, err := l.core.Post().Namespace(l.Namespace).Resource("serviceaccounts").Name(account).SubResource("token").
		SetHeader("Content-Type", "application/json").Body([]byte(`{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest"}`)).Do(t.Context()).Raw()
	var token struct{ Status struct{ Token string } }
	if err := errors.Join(err, json.Unmarshal(answer, &token)); err != nil {
		t.Fatal(err)
	}
	other := &Cluster{Namespace: l.Namespace}
	config := &rest.Config{Host: l.config.Host, BearerToken: token.Status.Token, TLSClientConfig: rest.TLSClientConfig{CAFile: l.config.CAFile}}
	if err := other.open(config, "baleen-test"); err != nil {
		t.Fatal(err)
	}
	return live{Cluster: other, image: l.image}
}

// TestClusterRights: the rights of the example are enough under PodSecurity's level restricted, without them it is said what is missing, and so
// it is if the user is not given.
func TestClusterRights(t *testing.T) {
	admin := connect(t).inNamespace(t, map[string]string{"pod-security.kubernetes.io/enforce": "restricted"})
	admin.apply(t, "../../examples/kubernetes/rbac.yaml")
	l := admin.as(t, "baleen")
	e := l.open(t, nil)
	db := serviceOf("db", "umask 077; echo up; sleep 600")
	db.User, db.Health = "1001", healthyIf("true")
	spec := l.withServices(t, db)
	spec.User, spec.World.Timeout = "1000:1000", 0
	image, err := e.Resolve(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	files, err := e.Files(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if at, err := files.Real("/bin/sh"); at != "/bin/busybox" || err != nil {
		t.Errorf("%s, %v", at, err)
	}
	if err := files.Close(); err != nil {
		t.Error(err)
	}
	spec.Image = image
	o := run(t, e, spec, 1, jobFor(t, "a", "sh", "-c", "umask 077; id -u; echo x >/baleen-report/r"))["a"]
	if o.Class != execute.Passed || text(t, o.Job.Stdout) != "1000\n" || text(t, o.Job.Into+"/r") != "x\n" {
		t.Errorf("%s, %s", o.Class, o.Evidence)
	}
	if len(o.ServiceLogs) != 1 || text(t, o.ServiceLogs[0].File) != "up\n" {
		t.Errorf("%+v", o.ServiceLogs)
	}
	if _, err := l.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	var refused *Refused
	spec.World.Services[0].User = ""
	if _, err := e.Resolve(t.Context(), spec); !errors.As(err, &refused) || !strings.Contains(refused.Error(), "service-1-db") {
		t.Errorf("%v", err)
	}
	if _, err := e.Resolve(t.Context(), l.spec()); !errors.As(err, &refused) || refused.Input != "user" || !strings.Contains(refused.Error(), "violates PodSecurity") {
		t.Errorf("%v", err)
	}
	if _, err := admin.as(t, "default").Open(t.Context(), e.settings); !errors.As(err, &refused) || refused.Input != "namespace" || !strings.Contains(refused.Error(), "cannot create resource") {
		t.Errorf("%v", err)
	}
}
