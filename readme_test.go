package main

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const (
	tableBegin = "<!-- inputs: written by go test . -run TestReadmeInputs -update -->\n"
	tableEnd   = "<!-- end of inputs -->"
)

// TestReadmeInputs keeps the README's table of inputs equal to what is declared.
func TestReadmeInputs(t *testing.T) {
	readme := readText(t, "README.md")
	before, rest, begins := strings.Cut(readme, tableBegin)
	table, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		t.Fatal("README.md has no place for the inputs")
	}
	var want strings.Builder
	want.WriteString("| input | meaning | default |\n| --- | --- | --- |\n")
	fields(reflect.TypeFor[inputs](), func(field reflect.StructField) {
		help := strings.ReplaceAll(field.Tag.Get("help"), "|", `\|`)
		byDefault := field.Tag.Get("default")
		if byDefault != "" {
			byDefault = "`" + byDefault + "`"
		}
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", flagName(field), strings.ReplaceAll(help, "**", "`**`"), byDefault)
	})
	if *update {
		if err := os.WriteFile("README.md", []byte(before+tableBegin+want.String()+tableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		table = want.String()
	}
	if diff := cmp.Diff(want.String(), table); diff != "" {
		t.Error(diff)
	}
}

func fields(of reflect.Type, visit func(reflect.StructField)) {
	for i := range of.NumField() {
		if field := of.Field(i); field.Anonymous {
			fields(field.Type, visit)
		} else {
			visit(field)
		}
	}
}
