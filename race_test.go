package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWithoutTheRaceDetector: packages that the Makefile tests without the race detector start no goroutine, nor do their tests,
// and every test that it names for that is there.
func TestWithoutTheRaceDetector(t *testing.T) {
	list := func(name string) string {
		found := regexp.MustCompile(`(?m)^` + name + ` := (.+)$`).FindStringSubmatch(readText(t, "Makefile"))
		if found == nil {
			t.Fatalf("the Makefile has no list %q", name)
		}
		return found[1]
	}
	for dir := range strings.FieldsSeq(list("alone")) {
		for name, file := range parsed(t, dir+"/*.go") {
			ast.Inspect(file, func(n ast.Node) bool {
				if startsGoroutine(n) {
					t.Errorf("%s starts a goroutine", name)
				}
				return true
			})
		}
	}
	var tests []string
	for _, file := range parsed(t, "*/*_test.go") {
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is {
				tests = append(tests, f.Name.Name)
			}
		}
	}
	for name := range strings.SplitSeq(list("large"), "|") {
		if !slices.Contains(tests, name) {
			t.Errorf("no test is called %s", name)
		}
	}
}

// parsed are the files that match a pattern, by name.
func parsed(t *testing.T, pattern string) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no file is called %s: %v", pattern, err)
	}
	files := map[string]*ast.File{}
	for _, name := range names {
		if files[name], err = parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// startsGoroutine reports whether a piece of code is a go statement, or calls a method that stands for one.
func startsGoroutine(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return true
	case *ast.SelectorExpr:
		return slices.Contains([]string{"Go", "Parallel", "RunParallel", "AfterFunc"}, n.Sel.Name)
	}
	return false
}
