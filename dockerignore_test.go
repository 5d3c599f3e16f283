package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImageHoldsPackages keeps .dockerignore in step: the action's image cannot be built without a package that it leaves out,
// which no test without an engine would tell.
func TestImageHoldsPackages(t *testing.T) {
	text, err := os.ReadFile(".dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	kept := strings.Fields(string(text))
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if .Module}}{{if .Module.Main}}{{.ImportPath}}{{end}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(out)) {
		name, below := strings.CutPrefix(name, module)
		folder, _, _ := strings.Cut(name, "/")
		if below && !slices.Contains(kept, "!"+folder) {
			t.Errorf(".dockerignore leaves out package %s", name)
		}
	}
}
