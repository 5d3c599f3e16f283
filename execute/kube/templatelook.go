//go:build !nokube

package kube

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// templateLook finds what is wrong in a template.
type templateLook struct {
	found []TemplateProblem
}

func (l *templateLook) say(node *yaml.Node, at []string, problem, advice string) {
	l.found = append(l.found, TemplateProblem{Line: node.Line, Problem: strings.Join(at, ".") + " " + problem, Advice: advice})
}

// value looks at a value that is to be of a type, and at all below it.
func (l *templateLook) value(node *yaml.Node, t reflect.Type, at []string) {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Tag == "!!null" {
		return // removes
	}
	isObject := (t.Kind() == reflect.Struct || t.Kind() == reflect.Map) && !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
	switch {
	case !isObject:
		l.scalar(node, t, at)
	case node.Kind != yaml.MappingNode:
		l.say(node, at, "has to be a map", "")
	default:
		l.fields(node, t, at)
	}
}

func (l *templateLook) fields(node *yaml.Node, t reflect.Type, at []string) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		below := append(at[:len(at):len(at)], key.Value)
		if key.Tag == "!!merge" {
			l.value(value, t, at)
			continue
		}
		for value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		f := fieldOf(t, key.Value)
		switch why, instead := owned(below); {
		case key.Tag != "!!str":
			l.say(key, below, "is not a field name", "write it in quotes")
		case strings.HasPrefix(key.Value, "$"):
			l.say(key, below, "is a patch directive, which cannot be in a template", "null removes a field")
		case !f.found:
			l.say(key, below, "is no field of a Pod", "kubectl explain pod."+strings.Join(bare(at), ".")+" lists the fields that it has")
		case why != "":
			l.say(key, below, why, instead)
		case value.Tag == "!!null" && holdsOurs(below):
			l.say(value, below, "holds fields of Baleen, and cannot be removed", "leave it out")
		case f.list:
			l.list(value, f, below)
		default:
			l.value(value, f.kind, below)
		}
	}
}

// list looks at the elements of a list, which are named by their keys.
func (l *templateLook) list(node *yaml.Node, f field, at []string) {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Tag == "!!null" {
		return
	}
	if node.Kind != yaml.SequenceNode {
		l.say(node, at, "has to be a list", "")
		return
	}
	for i, element := range node.Content {
		name := fmt.Sprint(i + 1)
		if f.mergeKey != "" {
			var fields map[string]any
			_ = element.Decode(&fields) // a value of another kind is said below
			key, ok := fields[f.mergeKey]
			if !ok {
				l.say(element, at, fmt.Sprintf("has an element without %s, by which elements are merged", f.mergeKey), "")
				continue
			}
			name = fmt.Sprint(key)
		}
		below := append(at[:len(at)-1:len(at)-1], at[len(at)-1]+"["+name+"]")
		if why, instead := owned(below); why != "" {
			l.say(element, below, why, instead)
			continue
		}
		l.value(element, f.kind, below)
	}
}

// scalar looks at a value without fields.
func (l *templateLook) scalar(node *yaml.Node, t reflect.Type, at []string) {
	var value any
	err := node.Decode(&value)
	if _, date := value.(time.Time); date {
		l.say(node, at, "is a date to YAML, which would be written in another way", "write it in quotes")
		return
	}
	var text []byte
	if err == nil {
		text, err = json.Marshal(value)
	}
	if err == nil {
		err = json.Unmarshal(text, reflect.New(t).Interface())
	}
	if err != nil {
		advice := ""
		if t.Kind() == reflect.String {
			advice = "write it in quotes"
		}
		kind := strings.ToLower(t.Name())
		problem := fmt.Sprintf("cannot be %s: the field is a %s", strings.TrimSpace(string(text)), kind)
		if at[len(at)-1] == "value" { // of a variable: it may be a secret
			problem = "has to be a " + kind
		}
		l.say(node, at, problem, advice)
	}
}

// bare is a path without the keys of its elements.
func bare(at []string) []string {
	var out []string
	for _, word := range at {
		name, _, _ := strings.Cut(word, "[")
		out = append(out, name)
	}
	return out
}
