package result

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// hostileText has all that must not get into the model: terminal sequences, a secret, marks that turn text around, line
// breaks of every kind, what is no text.
const hostileText = "a\x1b]0;t\a\x1b[31m hunter2\u202ehunter2 \u2066\x00\r\n::error::\u2028\ufffe\u009b1m b"

// TestLoadCleansEveryString fills every string that a run.json can hold, those of fields to come included.
func TestLoadCleansEveryString(t *testing.T) {
	var r Run
	count := 0
	eachString(reflect.ValueOf(&r).Elem(), "", func(v reflect.Value, _ string) {
		v.SetString(hostileText)
		count++
	})
	if count < 50 {
		t.Fatalf("only %d strings were filled", count)
	}
	r.Schema, r.Node.Index, r.Node.Total = Schema, 1, 2
	dir := t.TempDir()
	if err := r.Save(dir); err != nil {
		t.Fatal(err)
	}
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	got.Clean(NewCleaner([]string{"hunter2hunter2"}))
	eachString(reflect.ValueOf(got).Elem(), "Run", func(v reflect.Value, kind string) {
		checkClean(t, v.String(), kind)
	})
}

func checkClean(t *testing.T, s, kind string) {
	t.Helper()
	lines := kind == asLines || kind == asWhole
	odd := func(r rune) bool {
		return unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	}
	if strings.ContainsFunc(s, odd) || strings.Contains(s, "hunter2") {
		t.Errorf("%q is not clean", s)
	}
	if kind == asFile && s != "" && !filepath.IsLocal(s) {
		t.Errorf("%q leads out of the folder", s)
	}
}

// eachString visits every string below a value, and makes one of each thing that could be there.
func eachString(v reflect.Value, kind string, visit func(v reflect.Value, kind string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v, kind)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		eachString(v.Elem(), kind, visit)
	case reflect.Slice:
		if v.Len() == 0 && kind != asFile {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			eachString(v.Index(i), kind, visit)
		}
	case reflect.Map:
		key := reflect.New(v.Type().Key()).Elem()
		for _, there := range v.MapKeys() {
			key.Set(there)
		}
		eachString(key, kind, visit)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, reflect.Zero(v.Type().Elem()))
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Tag.Get("json") != "-" {
				eachString(v.Field(i), field.Tag.Get("foreign"), visit)
			}
		}
	}
}

// TestForeignTags: a tag that the cleaner does not know would make a message one line.
func TestForeignTags(t *testing.T) {
	known := []string{asLine, asExact, asLines, asWhole, asFile}
	var r Run
	eachString(reflect.ValueOf(&r).Elem(), "", func(_ reflect.Value, kind string) {
		for _, one := range known {
			if kind == one {
				return
			}
		}
		t.Errorf("%q is no tag", kind)
	})
}

// TestLoadKeepsPathsBelow: a run.json that somebody else wrote names no file outside of its folder.
func TestLoadKeepsPathsBelow(t *testing.T) {
	for name, kept := range map[string]bool{
		"output/a.1.stdout.log": true, "artifacts/a.1/ü 1.png": true, "artifacts/a.1/12:30.png": true, `artifacts/a\b.png`: true,
		"../../etc/passwd": false, "/etc/passwd": false, "output/../../etc/passwd": false, "output/../run.json": false, ".": false, "..": false, "": false,
		`..\..\etc\passwd`: false, `output\..\..\x`: false, `C:\x`: false, "C:/x": false, "./output/x": false, "output//x": false, "output/\x1b[31mx/../../../y": false,
	} {
		a := Attempt{Unit: "a", Number: 1, Stdout: name, Stderr: name, Artifacts: []string{"artifacts/1", name, "artifacts/2"}}
		r := Run{Schema: Schema, Attempts: []Attempt{a}, Files: []File{{Path: "a.feature", Scenarios: []Scenario{{Attachments: []string{name}}}}}}
		dir := t.TempDir()
		if err := r.Save(dir); err != nil {
			t.Fatal(err)
		}
		got, err := Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if kept {
			want = name
		}
		one := got.Attempts[0]
		if one.Stdout != want || one.Stderr != want || len(one.Artifacts) != len(a.Artifacts)-map[bool]int{false: 1}[kept] ||
			len(got.Files[0].Scenarios[0].Attachments) != map[bool]int{true: 1}[kept] {
			t.Errorf("%q: %q, %q, %q, %q", name, one.Stdout, one.Stderr, one.Artifacts, got.Files[0].Scenarios[0].Attachments)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, prepare := range map[string]func(dir string) error{
		"nothing": func(string) error { return nil },
		"half of it": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, FileName), []byte(`{"schema":1,"id":"x`), 0o600)
		},
		"another schema": func(dir string) error { return (&Run{Schema: Schema + 1}).Save(dir) },
		"a link":         func(dir string) error { return os.Symlink("/etc/passwd", filepath.Join(dir, FileName)) },
		"a device":       func(dir string) error { return os.Symlink("/dev/zero", filepath.Join(dir, FileName)) },
		"a folder":       func(dir string) error { return os.Mkdir(filepath.Join(dir, FileName), 0o700) },
		"many nodes":     func(dir string) error { return (&Run{Schema: Schema, Node: &Node{Index: 1, Total: 1e9}}).Save(dir) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := prepare(dir); err != nil {
				t.Fatal(err)
			}
			if run, err := Load(dir); err == nil || strings.Contains(err.Error(), "root:") {
				t.Errorf("%+v, %v", run, err)
			}
		})
	}
}

// TestCleanPaths: files whose names are not fit to be shown run under their own names and are shown by clean ones, each
// by one of its own, and a report finds them by what the runner was given.
func TestCleanPaths(t *testing.T) {
	raw := []string{"a.feature", "a\x1b[31m.feature", "a\u202e.feature", "hunter2hunter2/b.feature", "l\nf.feature", "two  spaces.feature", "\xff.feature"}
	file := func(name string) File {
		return File{Path: name, Scenarios: []Scenario{{Name: "one", Line: 2, Status: NotRun}}}
	}
	r := &Run{Runner: "behave", Strict: true, Node: &Node{Index: 1, Total: 2, Others: []Share{{Node: 2, Files: []File{file("a\x00.feature")}}}}}
	for _, name := range raw {
		r.Files = append(r.Files, file(name))
	}
	clean := NewCleaner([]string{"hunter2hunter2"})
	r.Clean(clean)
	var shown []string
	for _, name := range raw {
		shown = append(shown, r.Shown(name))
		report := &cucumber.Report{Source: cucumber.SourceJSON, Complete: true, Scenarios: []cucumber.Scenario{
			{URI: "/suite/" + name, Line: 2, Name: "one", Status: cucumber.Passed, Steps: []cucumber.Step{{Status: cucumber.Passed}}}}}
		r.Record(Attempt{Unit: "u", Number: 1, Class: Passed, Files: []string{name}, Lines: map[string][]int{name: {2}}}, Observation{Report: report, Clean: clean})
	}
	want := []string{"a.feature", "a.feature [3]", "a.feature [4]", "***/b.feature", "l f.feature", "two  spaces.feature", "\ufffd.feature"}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if other := r.Node.Others[0].Files[0].Path; other != "a.feature [2]" {
		t.Errorf("the other node's file is shown as %q", other)
	}
	r.Judge(0)
	if r.Verdict.State != StatePassed {
		t.Errorf("%+v", r.Verdict)
	}
	text, err := json.Marshal(r)
	if err != nil || strings.Contains(string(text), "hunter2") || strings.ContainsAny(string(text), "\x1b\u202e") {
		t.Errorf("%s, %v", text, err)
	}
	if r.File(raw[1]) == nil || r.File(shown[1]) != r.File(raw[1]) {
		t.Error("a file is not found by both of its paths")
	}
}

// TestCleanTags: a secret in a tag does not keep the expression that leaves scenarios out from being found.
func TestCleanTags(t *testing.T) {
	filter, err := cucumber.NewFilter("behave.ini", "not @hunter2hunter2", "~@x,@y")
	if err != nil {
		t.Fatal(err)
	}
	r := &Run{Runner: "behave", Filters: []cucumber.Filter{filter}, Files: []File{{Path: "a.feature", Scenarios: []Scenario{
		{Name: "one", Line: 2, Status: NotRun, Tags: []string{"@hunter2hunter2"}}, {Name: "two", Line: 5, Status: NotRun, Tags: []string{"@y"}}}}}}
	clean := NewCleaner([]string{"hunter2hunter2"})
	r.Clean(clean)
	r.Record(Attempt{Unit: "a", Number: 1, Class: Passed, Files: []string{"a.feature"}}, Observation{Clean: clean,
		Report: &cucumber.Report{Source: cucumber.SourceMessages, Complete: true}})
	one, two := r.Files[0].Scenarios[0], r.Files[0].Scenarios[1]
	if one.Status != Deselected || two.Status != NotRun || !strings.Contains(one.Failure.Message, `"not @*** and ~@x,@y" in behave.ini`) {
		t.Errorf("%s %s, %s", one.Status, one.Failure.Message, two.Status)
	}
}
