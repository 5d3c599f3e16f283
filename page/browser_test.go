//go:build consumers

package page

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// look is what a person sees of a page, and what the browser complains of.
type look struct {
	Verdict, Address, Text, Chosen string
	All, Red, Searched, Followed   []string
	Fields                         [][]string // what searches in one field find
	Complaints, Requests, Barriers []string
	Wide                           bool // it has to be scrolled sideways
}

// TestConsumersChromium: the page opens from disk, filters and searches, and nothing of a hostile suite comes alive.
func TestConsumersChromium(t *testing.T) {
	folder := t.TempDir()
	script := `<script>alert("a script of the suite ran")</script><img src=x onerror=alert(2)>`
	hostileFiles(t, folder, script)
	file := filepath.Join(folder, "index.html")
	if err := os.WriteFile(file, write(t, mixed(script), options(folder, script)), 0o644); err != nil {
		t.Fatal(err)
	}
	looks := browse(t, file)
	light := looks["light"]
	everything := []string{"features/cart.feature:5", "features/cart.feature:12", "features/cart.feature:20", "features/pay.feature:3"}
	for name, one := range map[string]struct{ got, want any }{
		"verdict":   {light.Verdict, "Incomplete: 2 of 4 scenarios did not pass"},
		"scenarios": {light.All, everything},
		"red":       {light.Red, []string{everything[0], everything[3]}},
		"address":   {light.Address, "#status=red"},
		"searched":  {light.Searched, []string{everything[1]}},
		"by field":  {light.Fields, [][]string{{everything[0], everything[2]}, {everything[3]}, {everything[1]}, {}, {}}},
		"followed":  {light.Followed, []string{"#file=features%2Fpay.feature", everything[3]}},
		"linked":    {looks["linked"].All, everything[:3]},
	} {
		if diff := cmp.Diff(one.want, one.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for text, in := range map[string]string{
		"expected 2 to equal 3" + script:                              light.Text,
		"baleen rerun features/cart.feature:5":                        light.Text,
		"out of memory" + script:                                      light.Text,
		"last 4 runs: 2 passed, 1 failed, 1 flaked (flake rate 25 %)": looks["linked"].Text,
		"Attempt 1 of 2":                                              looks["linked"].Text,
		"features-pay.1: features/pay.feature; slot 2, oom, 9.0 s":    light.Chosen,
	} {
		if !strings.Contains(in, text) {
			t.Errorf("%q is missing:\n%s", text, in)
		}
	}
	for name, look := range looks {
		own := func(url string) bool {
			return strings.HasPrefix(url, "file://"+folder+"/") || strings.HasPrefix(url, "data:image/")
		}
		if foreign := slices.DeleteFunc(look.Requests, own); len(foreign)+len(look.Complaints)+len(look.Barriers) > 0 || look.Wide {
			t.Errorf("%s: requests %v, complaints %v, barriers %v, too wide: %v", name, foreign, look.Complaints, look.Barriers, look.Wide)
		}
	}
}

// hostileFiles makes the attachments of mixed: an image with a script, and a page.
func hostileFiles(t *testing.T, folder, script string) {
	t.Helper()
	dir := filepath.Join(folder, "artifacts/features-cart.1")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(3)"><script>alert(4)</script></svg>`
	for name, content := range map[string]string{"shot.svg": svg, "page.html": script} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestConsumersLink: a link opens its scenario, however far down it is.
func TestConsumersLink(t *testing.T) {
	run := &result.Run{Files: []result.File{{Path: "a.feature"}}}
	for line := range 90 {
		run.Files[0].Scenarios = append(run.Files[0].Scenarios, result.Scenario{Name: "one", Line: line + 1, Status: cucumber.Passed})
	}
	file := filepath.Join(t.TempDir(), "index.html")
	if err := os.WriteFile(file, write(t, run, Options{}), 0o644); err != nil {
		t.Fatal(err)
	}
	var seen opened
	ask(t, &seen, "open-page.js", file, "#file=a.feature&at=a.feature%3A80")
	if want := []string{"a.feature:80"}; !slices.Equal(seen.Opened, want) {
		t.Errorf("%v is open", seen.Opened)
	}
}

func browse(t *testing.T, file string) map[string]look {
	t.Helper()
	looks := map[string]look{}
	ask(t, &looks, "look-at-page.js", file)
	return looks
}

// ask reads what a script says of a page, as JSON.
func ask(t *testing.T, into any, script string, arguments ...string) {
	t.Helper()
	out, err := exec.Command("node", append([]string{"../testdata/consumers/" + script}, arguments...)...).Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", script, err, err.(*exec.ExitError).Stderr)
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatal(err)
	}
}
