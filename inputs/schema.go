package inputs

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// object is a JSON schema, or a part of one.
type object = map[string]any

// Schema is the JSON schema of baleen.yml, in draft 7, which the language servers of editors read. What it allows is what Baleen
// accepts, apart from values that need more than a form to be checked.
func Schema() []byte {
	words := wordsOfInputs()
	properties := object{}
	EachField(reflect.TypeFor[Run](), func(f reflect.StructField) {
		properties[FlagName(f)] = schemaOf(f, words[FlagName(f)])
	})
	section := func(text string) object {
		return object{"allOf": []object{{"$ref": "#/definitions/inputs"}}, "description": text}
	}
	schema := object{
		"$schema":              "http://json-schema.org/draft-07/schema#",
		"title":                ProjectFile,
		"type":                 "object",
		"additionalProperties": false,
		"properties": object{
			defaultsKey: section("inputs of all suites, unless a suite has its own"),
			suitesKey: object{
				"description":          "suites by name; baleen run NAME runs one, and baleen run all of them",
				"type":                 "object",
				"minProperties":        1,
				"propertyNames":        object{"pattern": `^[\p{L}\p{N}][\p{L}\p{N}._-]*$`},
				"additionalProperties": section("inputs of a suite"),
			},
		},
		"definitions": object{"inputs": object{
			"type": []string{"object", "null"}, "additionalProperties": false, "properties": properties,
		}},
	}
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("cannot happen: %v", err)) // maps of strings
	}
	return append(text, '\n')
}

// wordsOfInputs are the words that inputs take, as the checks know them.
func wordsOfInputs() map[string][]string {
	c := &checker{getenv: func(string) string { return "" }}
	Run{}.check(c)
	return c.offered
}

// schemaOf describes one input.
func schemaOf(field reflect.StructField, words []string) object {
	usual, text := field.Tag.Get("default"), field.Tag.Get("help")
	one := object{"type": []string{"string", "number", "boolean", "null"}}
	switch {
	case field.Type == reflect.TypeFor[Toggle]():
		return object{"description": text, "type": []string{"boolean", "null"}, "default": usual == "true"}
	case field.Type.Kind() == reflect.Slice:
		either := []object{one, {"type": "array", "items": one}}
		if takesPairs(field) {
			either = append(either, object{"type": "object", "additionalProperties": one})
		}
		one = object{"anyOf": either}
	case words != nil:
		one = object{"enum": allowed(words)}
	}
	one["description"] = text
	if usual != "" {
		one["default"] = usual
	}
	return one
}

// allowed are the values that stand for some words in YAML, where true and false are no strings.
func allowed(words []string) []any {
	var out []any
	for _, word := range words {
		out = append(out, word)
	}
	for _, truth := range []bool{true, false} {
		if slices.Contains(words, fmt.Sprint(truth)) {
			out = append(out, truth)
		}
	}
	return append(out, nil)
}
