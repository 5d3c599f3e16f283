package compose

import (
	"slices"
	"strings"
	"testing"
)

// TestMistakesInPods: what cannot be in a Pod is refused with its place and what works instead, and is no mistake on a daemon.
func TestMistakesInPods(t *testing.T) {
	for name, test := range map[string]struct{ file, want, advice string }{
		"bind":       {"services:\n  a:\n    image: a\n    volumes: [\"./x:/x\"]\n", "compose.yml:4: services.a.volumes: bind ./x cannot be honoured on a cluster", "into the image"},
		"external":   {"services: {a: {image: a, volumes: [\"data:/x\"]}}\nvolumes: {data: {external: true}}", "external volume data", "leave external out"},
		"ports":      {"services:\n  a: {image: a, expose: [80]}\n  b: {image: b, ports: [\"81:80\"]}\n", "compose.yml:3: services.b: a listens on port 80/tcp, too", "another port"},
		"ulimits":    {"services: {a: {image: a, ulimits: {nofile: 10}}}", "services.a.ulimits: cannot be honoured on a cluster", "ulimit"},
		"ipc":        {"services: {a: {image: a, ipc: shareable}}", "services.a.ipc", "share one"},
		"pids":       {"services: {a: {image: a, deploy: {resources: {limits: {pids: 10}}}}}", "services.a.deploy.resources.limits.pids", "podPidsLimit"},
		"secrets":    {"services: {a: {image: a, secrets: [s]}}\nsecrets: {s: {file: s}}", "services.a.secrets", "environment"},
		"user":       {"services: {a: {image: a, user: \"1000:staff\"}}", "services.a.user: 1000:staff", "its number"},
		"build":      {"services: {a: {build: .}}", "services.a.build: an image that is in no registry", "registry"},
		"health":     {"services:\n  a: {image: a, depends_on: {b: {condition: service_healthy}}}\n  b: {image: b}\n", "compose.yml:3: services.b: a waits for its health", "healthcheck"},
		"no test":    {"services: {a: {image: a, depends_on: {b: {condition: service_healthy}}}, b: {image: b, healthcheck: {interval: 1s}}}", "services.b: a waits for its health", "healthcheck"},
		"name":       {"services: {my_db: {image: a}}", "services.my_db: my_db cannot be a host name in a Pod", "lower-case letters"},
		"alias":      {"services: {a: {image: a, networks: {default: {aliases: [my_db]}}}}", "alias my_db", "lower-case letters"},
		"link":       {"services: {a: {image: a, links: [\"b:My\"]}, b: {image: b}}", "services.a.links: alias My", "lower-case letters"},
		"gateway":    {"services: {a: {image: a, extra_hosts: [\"host:host-gateway\"]}}", "services.a.extra_hosts: host:host-gateway", "HOST:IP"},
		"entrypoint": {"services: {a: {image: a, entrypoint: []}}", "services.a.entrypoint: none without a command", "command"},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, map[string]string{"compose.yml": test.file, "s": "", "x/y": ""})
			project, mistakes := Read(t.Context(), Options{Files: []string{"compose.yml"}})
			if len(mistakes) > 0 {
				t.Fatal(mistakes)
			}
			if len(project.Pods.Mistakes) != 1 {
				t.Fatalf("%+v", project.Pods.Mistakes)
			}
			if m := project.Pods.Mistakes[0]; m.Input != "compose" || !strings.Contains(m.Problem, test.want) || !strings.Contains(m.Advice, test.advice) {
				t.Errorf("got %s\n  hint: %s\nwant …%s…\n  hint: …%s…", m.Problem, m.Advice, test.want, test.advice)
			}
		})
	}
}

// TestNotesInPods: what has no effect on a cluster is named, and the rest is well.
func TestNotesInPods(t *testing.T) {
	write(t, map[string]string{"compose.yml": `
services:
  e2e_tests: {build: ., depends_on: {db: {condition: service_healthy}}, network_mode: "service:db"}
  db:
    image: db
    hostname: x
    init: true
    user: "70:70"
    healthcheck: {test: ready}
    extra_hosts: ["a:10.0.0.5", "b:[::1]"]
    volumes: ["data:/d", /anonymous]
    x-baleen: {reset: clean}
volumes: {data: }
`})
	project, mistakes := Read(t.Context(), Options{Files: []string{"compose.yml"}, Service: "e2e_tests", Imaged: true})
	if len(mistakes) > 0 || len(project.Pods.Mistakes) > 0 {
		t.Fatal(mistakes, project.Pods.Mistakes)
	}
	const begin = "compose.yml: without effect on a cluster: "
	want := []string{begin + "hostname (db)", begin + "init (db)", begin + "its name as a host (e2e_tests)", begin + "x-baleen.reset (db)"}
	if !slices.Equal(project.Pods.Notes, want) {
		t.Errorf("%q", project.Pods.Notes)
	}
}
