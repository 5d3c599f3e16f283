package main

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/inputs"
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
	inputsPage = "docs/inputs.md"
	tableBegin = "<!-- inputs: written by go test . -run TestInputsPage -update -->\n"
	tableEnd   = "<!-- end of inputs -->"
)

// TestInputsPage keeps the page's table of inputs equal to what is declared.
func TestInputsPage(t *testing.T) {
	page := readText(t, inputsPage)
	before, rest, begins := strings.Cut(page, tableBegin)
	table, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		t.Fatalf("%s has no place for the inputs", inputsPage)
	}
	var want strings.Builder
	want.WriteString("| input | meaning | default |\n| --- | --- | --- |\n")
	inputs.EachField(reflect.TypeFor[inputs.Run](), func(field reflect.StructField) {
		help := strings.ReplaceAll(field.Tag.Get("help"), "|", `\|`)
		byDefault := field.Tag.Get("default")
		if byDefault != "" {
			byDefault = "`" + byDefault + "`"
		}
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", inputs.FlagName(field), strings.ReplaceAll(help, "**", "`**`"), byDefault)
	})
	if *update {
		if err := os.WriteFile(inputsPage, []byte(before+tableBegin+want.String()+tableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		table = want.String()
	}
	if diff := cmp.Diff(want.String(), table); diff != "" {
		t.Error(diff)
	}
}
