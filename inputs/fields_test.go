package inputs

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fieldsOfRun are all inputs of a run by their names, in order.
func fieldsOfRun() (names []string, fields map[string]reflect.StructField) {
	fields = map[string]reflect.StructField{}
	EachField(reflect.TypeFor[Run](), func(f reflect.StructField) {
		names = append(names, FlagName(f))
		fields[FlagName(f)] = f
	})
	return names, fields
}

// TestHelpOfEveryInput: every input has one help text, in the form that the help and the tables expect.
func TestHelpOfEveryInput(t *testing.T) {
	names, fields := fieldsOfRun()
	form := regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	texts := map[string]string{}
	for _, name := range names {
		field := fields[name]
		help := field.Tag.Get("help")
		if help == "" || strings.HasSuffix(help, ".") || strings.TrimSpace(help) != help {
			t.Errorf("%s: the help is %q", name, help)
		}
		if other, twice := texts[help]; twice {
			t.Errorf("%s and %s have the same help", other, name)
		}
		texts[help] = name
		if field.Tag.Get("group") == "" {
			t.Errorf("%s is in no group", name)
		}
		if !form.MatchString(name) {
			t.Errorf("%s is not the name of a flag", name)
		}
		if field.Type != reflect.TypeFor[Toggle]() && field.Tag.Get("placeholder") == "" {
			t.Errorf("%s takes a value and names none", name)
		}
		if field.Type.Kind() == reflect.Slice && field.Tag.Get("sep") != "none" {
			t.Errorf("%s splits values at commas", name)
		}
	}
	if len(fields) != len(names) {
		t.Errorf("%d names for %d inputs", len(fields), len(names))
	}
}

// TestPathsAreMarked: a file or folder is marked as a path, which begins at the baleen.yml that names it; a folder in the
// container is none.
func TestPathsAreMarked(t *testing.T) {
	names, fields := fieldsOfRun()
	for _, name := range names {
		holder := fields[name].Tag.Get("placeholder")
		if want := (holder == "FILE" || holder == "DIR") && name != "work-dir"; want != isPath(fields[name]) {
			t.Errorf("%s, a %s, is marked as a path: %v", name, holder, !want)
		}
	}
}

// TestDefaultsPass: what Baleen itself puts in place of an empty input is never refused.
func TestDefaultsPass(t *testing.T) {
	names, fields := fieldsOfRun()
	for _, name := range names {
		if fields[name].Type.Kind() == reflect.Slice || name == "image" {
			continue
		}
		if _, wrong := given(t, "--"+name+"=").Check(lookIn(nil)); len(wrong) > 0 {
			t.Errorf("an empty %s: %v", name, wrong)
		}
	}
}

func TestEachField(t *testing.T) {
	type Deep struct{ Third string }
	type Middle struct {
		Second string
		Deep
	}
	type Outer struct {
		First string
		Middle
		Named  Middle
		Fourth string
	}
	var got []string
	EachField(reflect.TypeFor[Outer](), func(f reflect.StructField) { got = append(got, f.Name) })
	if diff := cmp.Diff([]string{"First", "Second", "Third", "Named", "Fourth"}, got); diff != "" {
		t.Error(diff)
	}
	names, _ := fieldsOfRun()
	if at := slices.Index(names, "report-dir"); at < slices.Index(names, "secrets") || at > slices.Index(names, "output-limit") {
		t.Errorf("the inputs of reports are not in their place: %q", names)
	}
}

func TestFlagName(t *testing.T) {
	for name, field := range map[string]reflect.StructField{
		"image":          {Name: "Image"},
		"run-timeout":    {Name: "RunTimeout"},
		"shm-size":       {Name: "ShmSize"},
		"before-command": {Name: "Before", Tag: `name:"before-command"`},
		"cpus":           {Name: "CPUs", Tag: `name:"cpus"`},
		"c-p-us":         {Name: "CPUs", Tag: `help:"x"`},
	} {
		if got := FlagName(field); got != name {
			t.Errorf("%s: %s, want %s", field.Name, got, name)
		}
	}
}

// TestTrimReachesEmbedded: white space is no value, in embedded inputs too, and lists are left to their readers.
func TestTrimReachesEmbedded(t *testing.T) {
	in := trimmed(Run{Image: " x\n", Init: " \t", Report: Report{ReportDir: " ", Name: " a b "}, Env: []string{" A=1 "}})
	want := [...]string{"x", "auto", "baleen-report", "a b", " A=1 "}
	if got := [...]string{in.Image, in.Init, in.ReportDir, in.Name, in.Env[0]}; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
