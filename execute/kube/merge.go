//go:build !nokube

package kube

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// mergeMap merges a patch as kubectl does (k8s.io/apimachinery/pkg/util/strategicpatch, which would add 4.4 MB): maps field by field, lists
// by the tags patchStrategy and patchMergeKey of the fields of a type, and all else by replacing it. null removes.
func mergeMap(original, patch map[string]any, t reflect.Type) map[string]any {
	out := map[string]any{}
	for name, value := range original {
		out[name] = value
	}
	for name, value := range patch {
		before, there := out[name]
		switch {
		case value == nil:
			delete(out, name)
		case !there:
			out[name] = withoutNulls(value)
		default:
			out[name] = mergeValue(before, value, fieldOf(t, name))
		}
	}
	return out
}

func mergeValue(before, value any, f field) any {
	switch now := value.(type) {
	case map[string]any:
		if old, ok := before.(map[string]any); ok {
			return mergeMap(old, now, f.kind)
		}
	case []any:
		if old, ok := before.([]any); ok && f.mergeKey != "" {
			return mergeList(old, now, f)
		}
	}
	return withoutNulls(value)
}

// withoutNulls is a value that replaces nothing.
func withoutNulls(value any) any {
	switch v := value.(type) {
	case map[string]any:
		return mergeMap(v, v, nil)
	case []any:
		out := slices.Clone(v)
		for i := range out {
			out[i] = withoutNulls(out[i])
		}
		return out
	}
	return value
}

// mergeList merges elements with the same key. Those of the patch keep its order, the others that of the original, and where the original
// says nothing, those of the patch come first.
func mergeList(original, patch []any, f field) []any {
	at := func(list []any, element any) int {
		return slices.IndexFunc(list, func(other any) bool { return keyOf(other, f) == keyOf(element, f) })
	}
	var ours, theirs []any
	for _, element := range original {
		if at(patch, element) < 0 {
			ours = append(ours, element)
		}
	}
	for _, element := range patch {
		if i := at(original, element); i >= 0 {
			element = mergeValue(original[i], element, field{kind: f.kind})
		}
		theirs = append(theirs, withoutNulls(element))
	}
	out := make([]any, 0, len(ours)+len(theirs))
	for len(ours) > 0 && len(theirs) > 0 {
		if there := at(original, theirs[0]); there >= 0 && at(original, ours[0]) < there {
			out, ours = append(out, ours[0]), ours[1:]
		} else {
			out, theirs = append(out, theirs[0]), theirs[1:]
		}
	}
	return append(append(out, ours...), theirs...)
}

// keyOf is an element's key as a text.
func keyOf(element any, f field) string {
	if m, ok := element.(map[string]any); ok {
		return fmt.Sprint(m[f.mergeKey])
	}
	return fmt.Sprint(element)
}

// field is what a type says of one of its fields.
type field struct {
	kind     reflect.Type // of the field, or of the elements of a list or a map; nil: anything
	found    bool
	list     bool
	mergeKey string // of a list that is merged; empty: it is replaced
}

// fieldOf finds a field by its name in JSON.
func fieldOf(t reflect.Type, name string) field {
	if t == nil {
		return field{}
	}
	if t.Kind() == reflect.Map {
		return field{kind: pointed(t.Elem()), found: true}
	}
	if t.Kind() != reflect.Struct {
		return field{}
	}
	for i := range t.NumField() {
		one := t.Field(i)
		in, options, _ := strings.Cut(one.Tag.Get("json"), ",")
		if in == "" && strings.Contains(options, "inline") {
			if f := fieldOf(pointed(one.Type), name); f.found {
				return f
			}
		}
		if in != name {
			continue
		}
		f := field{kind: pointed(one.Type), found: true}
		if f.kind.Kind() == reflect.Slice {
			f.kind, f.list = pointed(f.kind.Elem()), true
		}
		if strategy := one.Tag.Get("patchStrategy"); strategy == "merge" || strings.HasPrefix(strategy, "merge,") {
			f.mergeKey = one.Tag.Get("patchMergeKey")
		}
		return f
	}
	return field{}
}

// pointed is a type without its pointer.
func pointed(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
