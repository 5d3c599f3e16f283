package inputs

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// inputSchema is what the schema says about an input.
type inputSchema struct {
	Description string
	Default     any
	Enum        []any
	AnyOf       []any
}

func schemaOfInputs(t *testing.T) map[string]inputSchema {
	t.Helper()
	var schema struct {
		Definitions map[string]struct{ Properties map[string]inputSchema }
	}
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	return schema.Definitions["inputs"].Properties
}

// TestSchemaIsTheInputs: the schema has every input and nothing else, with its help, its default and the words that it takes.
func TestSchemaIsTheInputs(t *testing.T) {
	got := schemaOfInputs(t)
	names, fields := fieldsOfRun()
	if len(got) != len(names) {
		t.Errorf("%d inputs in the schema, %d declared", len(got), len(names))
	}
	for _, name := range names {
		usual := any(fields[name].Tag.Get("default"))
		switch {
		case fields[name].Type == reflect.TypeFor[Toggle]():
			usual = usual == "true"
		case usual == "":
			usual = nil
		}
		if got[name].Description != fields[name].Tag.Get("help") || got[name].Default != usual {
			t.Errorf("%s: %+v", name, got[name])
		}
		if list := fields[name].Type.Kind() == reflect.Slice; list != (got[name].AnyOf != nil) {
			t.Errorf("%s is a list: %v", name, list)
		}
	}
}

// TestSchemaWords: an input has an enum exactly if the checks know its words, and they take each of them.
func TestSchemaWords(t *testing.T) {
	names, fields := fieldsOfRun()
	schema := schemaOfInputs(t)
	unknown := func(name, word string) bool {
		_, wrong := given(t, "--"+name+"="+word).Check(lookIn(nil))
		for _, w := range wrong {
			if w.Input == name && strings.HasSuffix(w.Problem, "is not known") {
				return true
			}
		}
		return false
	}
	for _, name := range names {
		if fields[name].Type.Kind() != reflect.String {
			continue
		}
		enum := schema[name].Enum
		if checked := unknown(name, "no-such-word"); checked != (enum != nil) {
			t.Errorf("%s: the checks know its words: %v; the schema has %v", name, checked, enum)
		}
		for _, word := range enum {
			if text, is := word.(string); is && unknown(name, text) {
				t.Errorf("%s: %q is in the schema and is refused", name, text)
			}
		}
	}
}
