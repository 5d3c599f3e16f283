package compose

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead: whatever a file holds, it is read or refused with something to do about it.
func FuzzRead(f *testing.F) {
	f.Add(shop, "e2e")
	f.Add("services: {a: {image: a, network_mode: \"service:a\"}}", "")
	f.Add("services: {a: {image: a, depends_on: [b]}, b: {image: b, links: [\"a:x\"], x-baleen: {reset: [1, {}]}}}", "b")
	f.Add("services: {a: {image: \"${X:-${Y}}\", ulimits: {a: }, deploy: {resources: {limits: {}}}, volumes: [\"x\", \":\", {type: tmpfs, target: /}]}}", "")
	f.Fuzz(func(t *testing.T, text, service string) {
		name := filepath.Join(t.TempDir(), "compose.yml")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		project, mistakes := Read(t.Context(), Options{Files: []string{name}, Service: service})
		for _, m := range mistakes {
			if m.Problem == "" || m.Advice == "" && m.Name == "" {
				t.Errorf("a mistake without a problem or advice: %+v", m)
			}
		}
		seen := map[string]bool{}
		for _, s := range project.World.Services {
			for _, need := range s.Needs {
				if len(mistakes) == 0 && !seen[need.Service] {
					t.Errorf("%s comes before %s, which it needs", s.Name, need.Service)
				}
			}
			seen[s.Name] = true
		}
	})
}
