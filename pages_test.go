package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// pages are all pages that people read, by their paths from the top of the project.
func pages(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s matches nothing (%v)", pattern, err)
		}
		out = append(out, found...)
	}
	return out
}

// TestPageLinks follows every link of the pages that stays in the project, to its file and to its heading.
func TestPageLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, page := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(readText(t, page), -1) {
			target, anchor, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			to := page
			if target != "" {
				to = filepath.Join(filepath.Dir(page), target)
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: %v", page, err)
			} else if anchor != "" && !slices.Contains(anchors(readText(t, to)), anchor) {
				t.Errorf("%s: %s has no heading #%s", page, to, anchor)
			}
		}
	}
}

// anchors are the names under which GitHub offers a page's headings: lower case, without punctuation, dashes for blanks.
func anchors(page string) []string {
	var out []string
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(page, -1) {
		out = append(out, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, heading[1]))
	}
	return out
}

// TestReadme keeps the first page short, and every page within its reach.
func TestReadme(t *testing.T) {
	readme := readText(t, "README.md")
	if most := 8000; len(readme) > most {
		t.Errorf("README.md has %d bytes, more than %d", len(readme), most)
	}
	for _, page := range pages(t) {
		if page != "README.md" && !strings.Contains(readme, "("+page) {
			t.Errorf("README.md has no link to %s", page)
		}
	}
}

// TestPagesBegin wants each page to begin with what its reader is looking for.
func TestPagesBegin(t *testing.T) {
	begin := regexp.MustCompile(`^# [^\n]+\n\n[^#\n]*\b[Yy]our?\b`)
	for _, page := range pages(t) {
		if strings.HasPrefix(page, "docs/") && !begin.MatchString(readText(t, page)) {
			t.Errorf("%s does not begin with what its reader wants", page)
		}
	}
}

// TestPicture compares what the picture shows with the demo that it was drawn from: make picture draws it again.
func TestPicture(t *testing.T) {
	picture := readText(t, "docs/demo.svg")
	features, err := filepath.Glob("testdata/demo/features/*/*.feature")
	top, errTop := filepath.Glob("testdata/demo/features/*.feature")
	if err != nil || errTop != nil || len(features) == 0 {
		t.Fatalf("the demo has no features (%v, %v)", err, errTop)
	}
	for _, shown := range append(append(features, top...), "baleen run --image", "--concurrency 6", "PASSED") {
		if !strings.Contains(picture, shown) {
			t.Errorf("the picture does not show %q", shown)
		}
	}
}

// TestPageCommands gives every command line of the pages to Baleen, with a daemon and a cluster that do not answer: an input that it
// does not know, or finds wrong, would come first.
func TestPageCommands(t *testing.T) {
	sane := regexp.MustCompile(`reach docker daemon|find cluster|run would take`)
	tried := 0
	for _, page := range pages(t) {
		for _, line := range commandLines(readText(t, page)) {
			if elliptic(line) {
				continue
			}
			tried++
			command := exec.Command("sh", "-c", line)
			command.Dir = checkoutOfPages(t, readText(t, page))
			command.Env = append(os.Environ(), "PATH="+command.Dir+"/bin:"+os.Getenv("PATH"), "DOCKER_HOST=unix:///no/such/socket", "KUBECONFIG=/no/such/file", "SUITE_IMAGE=acceptance")
			if out, _ := command.CombinedOutput(); !sane.Match(out) {
				t.Errorf("%s: %s\n%s", page, line, out)
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d command lines were found", tried)
	}
}

// elliptic reports whether a line cannot be tried alone: parts of it are left out, or it needs what another command made.
func elliptic(line string) bool {
	return strings.Contains(line, "…") || strings.Contains(line, "--plan plan.json")
}

// commandLines are the lines of a page's code blocks that start Baleen, those that go on after a backslash as one.
func commandLines(page string) []string {
	page = strings.ReplaceAll(page, "\\\n", "")
	var out []string
	for _, line := range regexp.MustCompile(`(?m)^(?: {4}|    - )?((?:.* && )?(?:\./)?baleen (?:run|plan|cleanup|cucumber).*)$`).FindAllStringSubmatch(page, -1) {
		text, _, _ := strings.Cut(line[1], "    #")
		out = append(out, strings.ReplaceAll(text, "./baleen", "baleen"))
	}
	return out
}

// checkoutOfPages is a checkout that holds what the pages name, and in which other programs do nothing. The baleen.yml that a
// page shows is in it.
func checkoutOfPages(t *testing.T, page string) string {
	t.Helper()
	dir := t.TempDir()
	if shown := regexp.MustCompile("(?s)```yaml\n(# baleen.yml.*?)```").FindStringSubmatch(page); shown != nil {
		if err := os.WriteFile(filepath.Join(dir, "baleen.yml"), []byte(shown[1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, example, _ := strings.Cut(readText(t, "docs/compose.md"), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	feature := "Feature: Checkout\n\n" + strings.Repeat("\n", 9) + "  Scenario: A card that was refused\n    Given a card\n"
	for name, text := range map[string]string{
		"features/checkout.feature":           feature,
		"apps/shop/features/checkout.feature": feature,
		"apps/desk/features/checkout.feature": feature,
		"old-junit/TEST-old.xml":              `<testsuite><testcase classname="Checkout" name="A card that was refused" time="2"/></testsuite>`,
		"compose.yml":                         example,
		"services.yml":                        "services: {cache: {image: redis:7, x-baleen: {reset: [redis-cli, flushall]}}}",
		"bin/docker":                          "#!/bin/sh\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestTroubleshooting looks for every message of the page in the sources: one that was reworded helps nobody.
func TestTroubleshooting(t *testing.T) {
	out, err := exec.Command("git", "grep", "--no-index", "-h", "", "--", "*.go", ":!*_test.go", ":!node_modules").Output()
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(readText(t, "docs/troubleshooting.md"), -1)
	if len(rows) < 20 {
		t.Errorf("the page has only %d messages", len(rows))
	}
	for _, row := range rows {
		if !strings.Contains(string(out), row[1]) {
			t.Errorf("nothing says %q", row[1])
		}
	}
}
