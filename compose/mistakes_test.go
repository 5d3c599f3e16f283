package compose

import (
	"strings"
	"testing"
)

// TestMistakes: what cannot be honoured is refused before anything starts, with its place and what to do.
func TestMistakes(t *testing.T) {
	for name, test := range map[string]struct {
		file   string
		with   Options
		input  string
		want   string // part of the problem
		advice string
	}{
		"copies":         {file: "services:\n  web:\n    image: a\n    deploy:\n      replicas: 2\n", want: "compose.yml:5: services.web.deploy.replicas: 2 cannot be honoured", advice: "one container"},
		"scale":          {file: "services: {web: {image: a, scale: 3}}", want: "services.web.scale: 3"},
		"host":           {file: "services: {web: {image: a, network_mode: host}}", want: "services.web.network_mode: host", advice: "services-on: localhost"},
		"other's":        {file: "services: {web: {image: a, network_mode: \"container:x\"}}", want: "network_mode: container:x"},
		"address":        {file: "services: {web: {image: a, networks: {default: {ipv4_address: 10.1.1.1}}}}", want: "services.web.networks.ipv4_address"},
		"gpus":           {file: "services: {web: {image: a, gpus: all}}", want: "services.web.gpus: cannot be honoured", advice: "leave it out"},
		"CDI":            {file: "services: {web: {image: a, devices: [\"vendor.com/gpu=0\"]}}", want: "services.web.devices: vendor.com/gpu=0"},
		"condition":      {file: "services: {web: {image: a, depends_on: {db: {condition: service_ready}}}, db: {image: b}}", want: "services.web.depends_on.db.condition value must be one of"},
		"cycle":          {file: "services: {a: {image: a, depends_on: [b]}, b: {image: b, depends_on: [a]}}", want: "cycle"},
		"no image":       {file: "services: {web: {command: x}}", want: "web"},
		"unknown key":    {file: "services: {web: {image: a, imagine: b}}", want: "imagine", advice: "docker compose -f compose.yml config"},
		"no YAML":        {file: "services: [", want: "compose.yml"},
		"missing":        {with: Options{Files: []string{"nowhere.yml"}}, want: "nowhere.yml", advice: "--compose compose.yml"},
		"needed":         {file: "services: {web: {image: \"${TAG:?say which}\"}}", want: "say which"},
		"service":        {file: "services: {e2e: {image: a}}", with: Options{Service: "e2"}, input: "service", want: "has no service e2"},
		"profile":        {file: "services: {e2e: {image: a, profiles: [test]}}", with: Options{Profiles: []string{"tset"}}, input: "profiles", want: "has no profile tset"},
		"nothing active": {file: "services: {e2e: {image: a, profiles: [test]}}", want: "no service in an active profile", advice: "--profiles test"},
		"ports":          {file: "services: {a: {image: a, expose: [80]}, b: {image: b, ports: [\"81:80\"]}}", with: Options{Localhost: true}, input: "services-on", want: "a and b both listen on port 80/tcp"},
		"driver":         {file: "services: {a: {image: a, volumes: [\"data:/d\"]}}\nvolumes: {data: {driver: nfs}}", want: "compose.yml:2: volumes.data"},
		"network":        {file: "services: {a: {image: a, networks: [out]}}\nnetworks: {out: {external: true}}", want: "compose.yml:2: networks.out: is external"},
		"secret":         {file: "services: {a: {image: a, secrets: [s]}}\nsecrets: {s: {environment: S}}", want: "secrets.s: is not a file", advice: "{file: …}"},
		"extension":      {file: "services: {a: {image: a, x-baleen: {rest: [x]}}}", want: "services.a.x-baleen.rest: is not known", advice: "reset"},
		"no command":     {file: "services: {a: {image: a, x-baleen: {reset: []}}}", want: "x-baleen.reset: is not a command"},
		"tests reset":    {file: "services: {a: {image: a, x-baleen: {reset: x}}}", with: Options{Service: "a"}, want: "the tests' own is new each time"},
		"joins tests":    {file: "services: {a: {image: a, depends_on: [b]}, b: {image: b, network_mode: \"service:a\"}}", with: Options{Service: "a"}, want: "cycle"},
		"volumes from":   {file: "services: {a: {image: a, volumes_from: [b]}, b: {image: b}}", want: "services.a.volumes_from"},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, map[string]string{"compose.yml": test.file})
			o := test.with
			if o.Files == nil {
				o.Files = []string{"compose.yml"}
			}
			_, mistakes := Read(t.Context(), o)
			if len(mistakes) == 0 {
				t.Fatal("nothing is wrong")
			}
			input := test.input
			if input == "" {
				input = "compose"
			}
			m := mistakes[0]
			if m.Input != input || !strings.Contains(m.Problem, test.want) || !strings.Contains(m.Advice, test.advice) || m.Advice == "" && m.Known == nil {
				t.Errorf("got %s: %s\n  hint: %s\nwant %s: …%s…\n  hint: …%s…", m.Input, m.Problem, m.Advice, input, test.want, test.advice)
			}
			if strings.Contains(m.Problem, t.TempDir()) {
				t.Errorf("the message has the whole path: %s", m.Problem)
			}
		})
	}
}

// TestWarningsOfComposeAreNotes: they would go past the report's log to the standard error stream.
func TestWarningsOfComposeAreNotes(t *testing.T) {
	write(t, map[string]string{"compose.yml": "version: '3'\nservices: {a: {image: \"a:${TAG}\"}}"})
	project, _ := Read(t.Context(), Options{Files: []string{"compose.yml"}})
	if len(project.Notes) != 1 || !strings.Contains(project.Notes[0], `"TAG" variable is not set`) {
		t.Errorf("the notes are %q, want one about TAG", project.Notes)
	}
}

// TestManyPortsAreCounted: a range is one port after the other.
func TestManyPortsAreCounted(t *testing.T) {
	write(t, map[string]string{"compose.yml": "services: {a: {image: a, ports: [\"8000-8999:8000-8999\"]}}"})
	project, _ := Read(t.Context(), Options{Files: []string{"compose.yml"}})
	if want := "(a 8000:8000 8001:8001 8002:8002 8003:8003 8004:8004 and 995 more)"; !strings.Contains(strings.Join(project.Notes, "\n"), want) {
		t.Errorf("the notes are %q, want one with %q", project.Notes, want)
	}
}
