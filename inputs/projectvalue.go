package inputs

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// section reads the inputs of a suite over those of defaults.
func (r *projectReader) section(of *yaml.Node, what string, defaults map[string]setting) Section {
	s := Section{Line: of.Line, values: map[string]setting{}}
	maps.Copy(s.values, defaults)
	r.pairs(of, what, func(key, value *yaml.Node) {
		field, known := r.fields[key.Value]
		if !known {
			r.unknownInput(key)
			return
		}
		text := strings.Join(r.lines(field, value), "\n")
		if text == "" && isPath(field) {
			text = r.here(field.Tag.Get("default"))
		}
		s.values[key.Value] = setting{text, key.Line}
	})
	return s
}

func (r *projectReader) unknownInput(key *yaml.Node) {
	advice := "baleen run --help lists the inputs"
	if near := Nearest(strings.ReplaceAll(key.Value, "_", "-"), slices.Sorted(maps.Keys(r.fields))); near != "" {
		advice = "did you mean " + near + "?"
	}
	r.say(key.Line, key.Value, "is not an input", advice)
}

// lines are the values of an input: one, or one for each item of a list, or NAME=VALUE for each key.
func (r *projectReader) lines(field reflect.StructField, value *yaml.Node) []string {
	name, isList := FlagName(field), field.Type.Kind() == reflect.Slice
	switch {
	case value.Kind == yaml.ScalarNode:
		return []string{r.scalar(field, value)}
	case value.Kind == yaml.SequenceNode && isList:
		var out []string
		for _, item := range value.Content {
			if item.Kind != yaml.ScalarNode {
				r.say(item.Line, name, "an item of the list is a list or has keys of its own", "write one value per item, in quotes if it holds a colon and a blank")
				continue
			}
			out = append(out, r.scalar(field, item))
		}
		return out
	case value.Kind == yaml.MappingNode && takesPairs(field):
		var out []string
		r.pairs(value, name, func(key, value *yaml.Node) { out = append(out, r.pair(name, key, value)) })
		return out
	}
	r.say(value.Line, name, "takes "+map[bool]string{true: "a list of values", false: "one value"}[isList], "write "+name+": VALUE, in quotes if it begins with a bracket")
	return nil
}

// takesPairs reports whether the values of an input have the form NAME=VALUE.
func takesPairs(field reflect.StructField) bool {
	return strings.HasPrefix(field.Tag.Get("placeholder"), "NAME") && strings.Contains(field.Tag.Get("placeholder"), "=")
}

// pair is NAME=VALUE, or NAME without a value.
func (r *projectReader) pair(input string, key, value *yaml.Node) string {
	switch {
	case value.Kind != yaml.ScalarNode:
		r.say(value.Line, input, key.Value+" takes one value", "write "+key.Value+": VALUE")
	case strings.Contains(strings.TrimRight(value.Value, "\n"), "\n"):
		r.say(value.Line, input, key.Value+" has several lines", "name it alone, without a value: it is taken from Baleen's environment")
	case !isNull(value):
		return key.Value + "=" + strings.TrimRight(value.Value, "\n")
	}
	return key.Value
}

// scalar is one value as it would be typed.
func (r *projectReader) scalar(field reflect.StructField, value *yaml.Node) string {
	text := strings.TrimRight(value.Value, "\n")
	switch {
	case isNull(value):
		return ""
	case field.Type == reflect.TypeFor[Toggle]():
		return truthOf(text)
	case isPath(field):
		return r.here(text)
	}
	return text
}

// truthOf takes the words for true and false that YAML 1.1 has.
func truthOf(text string) string {
	switch strings.ToLower(text) {
	case "yes", "on":
		return "true"
	case "no", "off":
		return "false"
	}
	return text
}
