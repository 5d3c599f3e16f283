//go:build cluster && !nokube

package kube

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// withServices is a specification with services of the same image, in the order of the world.
func (l live) withServices(t *testing.T, services ...execute.Service) execute.Spec {
	spec := l.spec()
	for i := range services {
		if services[i].Image.Ref == "" {
			services[i].Image.Ref = l.image
		}
	}
	spec.World = execute.World{Services: services, Logs: t.TempDir(), Aliases: []string{"tests"}, Timeout: 3 * time.Second}
	return spec
}

func serviceOf(name, script string) execute.Service {
	return execute.Service{Name: name, Command: []string{"sh", "-c", script}}
}

func healthyIf(script string) *execute.HealthCheck {
	return &execute.HealthCheck{Test: []string{"CMD-SHELL", script}}
}

// TestClusterServices: services start in order, are reached by name and on localhost, share volumes and leave their logs; all of it as
// users of their own, under PodSecurity restricted.
func TestClusterServices(t *testing.T) {
	t.Parallel()
	l := connect(t)
	e := l.open(t, nil)
	web := serviceOf("web", `echo "$GREETING" >/www/index.html; sleep 1; httpd -p 8080 -h /www; echo serving; sleep 600`)
	web.Env, web.Tmpfs, web.Aliases = []string{"GREETING=$(PATH) $$ hello"}, []string{"/www:size=1m"}, []string{"shop.example"}
	web.Health, web.ReadOnly = healthyIf("wget -q -O- http://web:8080/ && echo $$ >/www/checked"), true
	copied := serviceOf("copied", "wget -q -O /data/page http://shop.example:8080/ && echo done")
	copied.Needs = []execute.Need{{Service: "web", Condition: execute.ServiceHealthy}}
	copied.SlotVolumes = []string{"data:/data"}
	spec := l.withServices(t, web, copied)
	spec.User, spec.World.Volumes = "1000", []string{"data:/in:ro"}
	spec.World.Needs = []execute.Need{{Service: "copied", Condition: execute.ServiceCompleted}}
	for i := range spec.World.Services {
		spec.World.Services[i].User = "1001:1002"
	}
	o := run(t, e, spec, 1, jobFor(t, "a", "sh", "-c", "cat /in/page; wget -q -O- http://localhost:8080/checked; touch /in/x"))["a"]
	out := text(t, o.Job.Stdout)
	if o.Class != execute.Failed || !strings.HasPrefix(out, "$(PATH) $$ hello\n") || strings.Count(out, "\n") != 2 {
		t.Errorf("%s, %s: %q", o.Class, o.Evidence, out)
	}
	if o.Waited < time.Second || len(o.ServiceLogs) != 2 {
		t.Errorf("%s, %+v", o.Waited, o.ServiceLogs)
	}
	if got := text(t, spec.World.Logs+"/1/web.log") + text(t, spec.World.Logs+"/1/copied.log"); got != "serving\ndone\n" {
		t.Errorf("%q", got)
	}
}

// TestClusterServiceFaults: a service that is of no use gives its class, with what is said of it on a daemon and with its log.
func TestClusterServiceFaults(t *testing.T) {
	t.Parallel()
	l := connect(t)
	for name, test := range map[string]struct {
		service  execute.Service
		until    execute.Condition
		evidence string
	}{
		"ends":     {serviceOf("db", "echo last words; sleep 2; exit 3"), execute.ServiceStarted, "service db ended with exit status 3"},
		"unwell":   {execute.Service{Command: []string{"sh", "-c", "echo last words; sleep 60"}, Health: healthyIf("echo not yet; exit 7")}, execute.ServiceHealthy, "service db did not become healthy within 3s: its check ended with exit status 7: not yet"},
		"too soon": {execute.Service{Command: []string{"sh", "-c", "echo last words; exit 3"}, Health: healthyIf("false")}, execute.ServiceHealthy, "service db ended with exit status 3 before it was healthy"},
		"fails":    {serviceOf("db", "echo last words; exit 4"), execute.ServiceCompleted, "service db ended with exit status 4"},
		"goes on":  {serviceOf("db", "echo last words; sleep 60"), execute.ServiceCompleted, "service db did not complete within 3s"},
		"no image": {execute.Service{Image: execute.Image{Ref: "baleen-test/none:1"}}, execute.ServiceStarted, "service db could not be started: container service-1-db, image baleen-test/none:1: ErrImageNeverPull: "},
		"no file":  {execute.Service{Command: []string{"none"}}, execute.ServiceStarted, "service db could not be started: "},
		"memory":   {execute.Service{Command: []string{"sh", "-c", "echo last words; sleep 1; tail /dev/zero"}, Memory: 16 << 20}, execute.ServiceStarted, "service db ended with exit status 137, out of memory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := l.open(t, func(s *Settings) { s.Pull = "never" })
			test.service.Name = "db"
			spec := l.withServices(t, test.service)
			spec.World.Needs = []execute.Need{{Service: "db", Condition: test.until}}
			o := run(t, e, spec, 1, jobFor(t, "a", "sh", "-c", "trap 'echo reported >/baleen-report/r; exit 1' INT; sleep 60 & wait"))["a"]
			if o.Class != execute.ServiceFault || o.Service != "db" || !strings.HasPrefix(o.Evidence, test.evidence) {
				t.Errorf("%s, %q: %s", o.Class, o.Service, o.Evidence)
			}
			if name == "ends" && text(t, o.Job.Into+"/r") != "reported\n" {
				t.Error("the report was not fetched")
			}
			said := slices.Equal(o.ServiceLogs, []execute.ServiceLog{{Service: "db", File: spec.World.Logs + "/1/db.log", From: 1, To: 1}})
			if starts := !strings.HasPrefix(name, "no "); starts && (!said || text(t, spec.World.Logs+"/1/db.log") != "last words\n") {
				t.Errorf("%+v", o.ServiceLogs)
			}
		})
	}
}

// TestClusterServiceImages: the images of services are looked up with that of the tests, before anything starts.
func TestClusterServiceImages(t *testing.T) {
	t.Parallel()
	l := connect(t)
	e := l.open(t, func(s *Settings) { s.Pull = "never" })
	if _, err := e.Resolve(t.Context(), l.withServices(t, serviceOf("db", "exit 1"))); err != nil {
		t.Fatal(err)
	}
	if w := e.World(); !strings.HasPrefix(w.Services[0].Image.ID, "sha256:") {
		t.Errorf("%+v", w.Services[0].Image)
	}
	if err := e.probe.close(); err != nil {
		t.Error(err)
	}
	_, err := e.Resolve(t.Context(), l.withServices(t, execute.Service{Name: "db", Image: execute.Image{Ref: "baleen-test/none:1"}}))
	if err == nil || !strings.Contains(err.Error(), "container service-1-db, image baleen-test/none:1") {
		t.Error(err)
	}
}
