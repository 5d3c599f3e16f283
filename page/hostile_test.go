//go:build consumers

package page

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// evil are attachments, by name, that would run or fetch something if they came alive.
func evil() map[string]string {
	const (
		page = `<script>alert(1)</script><img src="https://evil.invalid/1"><iframe src="https://evil.invalid/2"></iframe><link rel=stylesheet href="https://evil.invalid/3">`
		svg  = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9" onload="alert(2)"><script>alert(3)</script>` +
			`<style>@import url(https://evil.invalid/4);</style><image xlink:href="https://evil.invalid/5"/><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.invalid/6"/></foreignObject></svg>`
	)
	return map[string]string{"page.html": page, "page.png": page, "shot.svg": svg, "large.svg": svg + strings.Repeat("\n", imageSize), "notes.txt": page, "data.json": `{"a": "` + strings.ReplaceAll(page, `"`, `'`) + `"}`, "film.mp4": page}
}

// opened is what is on a page of which everything is open.
type opened struct {
	Opened                            []string // by its address
	Links, Tags, Requests, Complaints []string
	Text                              string
}

// hostileRun has hostile text wherever a suite's text stands, and paths that would lead elsewhere.
func hostileRun(t *testing.T, folder string) *result.Run {
	t.Helper()
	run := mixed(" " + strings.Join(hostile(), " "))
	names := []string{
		"https://evil.invalid/shot.png", "//evil.invalid/shot.png", `javascript:alert(7)//.png`, `data:text/html,<script>alert(8)</script>.png`,
		"../../evil.png", `x" onerror="alert(9).svg`, "javascript:alert(10)//.txt",
	}
	for name, content := range evil() {
		names = append(names, name)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(names)
	run.Files[0].Path = `javascript:alert(5)//"><img src=https://evil.invalid/a onerror=alert(6)>.feature`
	run.Files[0].Scenarios[0].Attachments, run.Attempts[0].Artifacts = names, names
	run.Attempts[0].Stdout, run.Attempts[0].Stderr = "javascript:alert(11)", "https://evil.invalid/log"
	run.Attempts[0].Services[0].File = "//evil.invalid/log"
	run.Attempts[0].Files = []string{run.Files[0].Path}
	run.Name = "https://evil.invalid/" + hostile()[0]
	return run
}

// TestConsumersHostileSuite: whatever a suite writes stays text in the browser. No script runs, and
// no request and no link leads out of the folder.
func TestConsumersHostileSuite(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "index.html")
	o := options(folder, hostile()[1])
	o.Output = func(a result.Attempt, why cucumber.Failure) (string, string) {
		return "javascript:alert(12)", hostile()[0]
	}
	if err := os.WriteFile(file, write(t, hostileRun(t, folder), o), 0o644); err != nil {
		t.Fatal(err)
	}
	var seen opened
	ask(t, &seen, "open-page.js", file)
	gone := func(complaint string) bool { return strings.Contains(complaint, "net::ERR_FILE_NOT_FOUND") } // of an attachment that is not there
	if complaints := slices.DeleteFunc(seen.Complaints, gone); len(complaints) > 0 {
		t.Errorf("the browser complains: %v", complaints)
	}
	for _, url := range seen.Requests {
		if !strings.HasPrefix(url, "file://"+folder+"/") && !strings.HasPrefix(url, "data:image/") {
			t.Errorf("it asks for %s", url)
		}
	}
	for _, link := range seen.Links {
		if !strings.HasPrefix(link, "#") && !strings.HasPrefix(link, "./") && !strings.HasPrefix(link, "data:image/") {
			t.Errorf("it leads to %s", link)
		}
	}
	for _, tag := range []string{"iframe", "object", "embed", "link", "base", "image"} {
		if slices.Contains(seen.Tags, tag) {
			t.Errorf("it has an element %s", tag)
		}
	}
	for _, word := range []string{hostile()[0], "https://evil.invalid/3", "javascript:alert(5)"} {
		if !strings.Contains(seen.Text, word) {
			t.Errorf("it does not show %s", word)
		}
	}
}

// TestConsumersCutPage: a page of which the end was lost on its way says so, and shows what is left.
func TestConsumersCutPage(t *testing.T) {
	whole := write(t, large(), options("", ""))
	file := filepath.Join(t.TempDir(), "index.html")
	if err := os.WriteFile(file, whole[:bytes.Index(whole, []byte(`id="scenarios-38"`))+100], 0o644); err != nil {
		t.Fatal(err)
	}
	var seen opened
	ask(t, &seen, "open-page.js", file)
	if !strings.Contains(seen.Text, "This page is cut: 3 parts of its data are missing.") || !strings.Contains(seen.Text, "Customer 0 buys thing 0") {
		t.Errorf("%.2000s", seen.Text)
	}
}
