package shard

import (
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

func tree(names ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, name := range names {
		fsys[name] = &fstest.MapFile{Data: []byte("Feature: x\n")}
	}
	return fsys
}

func TestDiscover(t *testing.T) {
	fsys := tree(
		"features/a.feature", "features/b.feature", "features/admin/ops.feature", "features/admin/notes.md",
		"features/steps.rb", "features/a[1].feature", "features/odd:7.feature", "features/node_modules/x/y.feature",
		"features/.git/z.feature", "baleen-report/artifacts/w.feature", "top.feature", "-dash.feature", "features/a.feature.md",
	)
	for name, tc := range map[string]struct {
		patterns string // one a line
		want     string
		nothing  string
	}{
		"folder":            {"features", "features/a.feature features/a[1].feature features/admin/ops.feature features/b.feature features/odd:7.feature", ""},
		"folder with slash": {"./features/admin/", "features/admin/ops.feature", ""},
		"everything":        {".", "-dash.feature features/a.feature features/a[1].feature features/admin/ops.feature features/b.feature features/odd:7.feature top.feature", ""},
		"file":              {"features/b.feature", "features/b.feature", ""},
		"file of any name":  {"features/admin/notes.md", "features/admin/notes.md", ""},
		"star":              {"features/*.feature", "features/a.feature features/a[1].feature features/b.feature features/odd:7.feature", ""},
		"double star":       {"**/ops.feature", "features/admin/ops.feature", ""},
		"braces":            {"features/{a,b}.feature", "features/a.feature features/b.feature", ""},
		"literal brackets":  {"features/a[1].feature", "features/a[1].feature", ""},
		"literal colon":     {"features/odd:7.feature", "features/odd:7.feature", ""},
		"colon and line":    {"features/odd:7.feature:3", "features/odd:7.feature:3", ""},
		"lines":             {"features/a.feature:12:30", "features/a.feature:12:30", ""},
		"lines join":        {"features/a.feature:30\nfeatures/a.feature:12:12", "features/a.feature:12:30", ""},
		"whole beats lines": {"features/a.feature:30\nfeatures/a.feature\nfeatures/a.feature:2", "features/a.feature", ""},
		"twice is once":     {"features/b.feature\nfeatures/*b.feature", "features/b.feature", ""},
		"glob of any name":  {"features/admin/**", "features/admin/ops.feature", ""},
		"glob of an end":    {"features/**/*.md", "features/a.feature.md features/admin/notes.md", ""},
		"glob of a start":   {"features/a*", "features/a.feature features/a[1].feature", ""},
		"no feature":        {"features/step*", "", "features/step*"},
		"exclude":           {"features\n!features/admin\n!**/odd*", "features/a.feature features/a[1].feature features/b.feature", ""},
		"exclude first":     {"!features/a*\nfeatures/*.feature", "features/b.feature features/odd:7.feature", ""},
		"nothing":           {"features/b.feature\nfeatures/typo.feature\nnowhere/**/*.feature", "features/b.feature", "features/typo.feature nowhere/**/*.feature"},
		"leading dash":      {"-dash.feature", "-dash.feature", ""},
		"dot dash":          {"./-dash.feature", "-dash.feature", ""},
		"only skipped":      {"baleen-report/**/*.feature", "", "baleen-report/**/*.feature"},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := Discover(fsys, Query{Patterns: strings.Split(tc.patterns, "\n"), Skip: []string{"baleen-report/artifacts", "baleen-report"}})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found.Files {
				got = append(got, show(f))
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tc.nothing, strings.Join(found.Nothing, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func show(s cucumber.Target) string {
	for _, line := range s.Lines {
		s.Path += ":" + strconv.Itoa(line)
	}
	return s.Path
}

func TestDiscoverWrong(t *testing.T) {
	for _, pattern := range []string{"features/[.feature", "!features/{", "features/a.feature:0", "features/*.feature:2", "features:3", "features/a.feature:99999999999999999999"} {
		if _, err := Discover(tree("features/a.feature"), Query{Patterns: []string{"features", pattern}}); err == nil {
			t.Errorf("%q was taken", pattern)
		}
	}
}

// FuzzDiscover checks that a pattern finds no file twice, no missing file and no excluded file.
func FuzzDiscover(f *testing.F) {
	f.Add("features", "!features/b*")
	f.Add("**/{a,b}.feature:3", "!x")
	f.Add("../../etc/passwd", "!")
	fsys := tree("features/a.feature", "features/b.feature", "c.feature")
	f.Fuzz(func(t *testing.T, first, second string) {
		found, err := Discover(fsys, Query{Patterns: []string{first, second}})
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, file := range found.Files {
			if _, there := fsys[file.Path]; !there || seen[file.Path] {
				t.Errorf("found %q", file.Path)
			}
			seen[file.Path] = true
		}
	})
}
