package inputs

import (
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// trimmed replaces inputs that are empty or only white space by their defaults, because an action passes empty inputs.
func trimmed[T any](in T) T {
	trim(reflect.ValueOf(&in).Elem())
	return in
}

func trim(v reflect.Value) {
	for i := range v.NumField() {
		field := v.Field(i)
		if field.Kind() == reflect.Struct {
			trim(field)
			continue
		}
		if field.Kind() != reflect.String {
			continue
		}
		text := strings.TrimSpace(field.String())
		if text == "" {
			text = v.Type().Field(i).Tag.Get("default")
		}
		field.SetString(text)
	}
}

// byDefault returns the default of an input of run by the name of its field.
func byDefault(name string) string {
	field, _ := reflect.TypeFor[Run]().FieldByName(name)
	return field.Tag.Get("default")
}

// usualPath reports whether a path is the default of an input, perhaps seen from a folder below that of a baleen.yml.
func usualPath(field, name string) bool {
	for {
		above, below := strings.CutPrefix(name, "../")
		if !below {
			return name == byDefault(field)
		}
		name = above
	}
}

// list reads an input that holds one value per line and may be repeated.
func list(values []string) []string {
	var out []string
	for _, value := range values {
		for _, line := range strings.Split(value, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, line)
			}
		}
	}
	return out
}

// EachField visits every input that a struct declares, those of embedded structs in their place.
func EachField(of reflect.Type, visit func(reflect.StructField)) {
	for i := range of.NumField() {
		if field := of.Field(i); field.Anonymous {
			EachField(field.Type, visit)
		} else {
			visit(field)
		}
	}
}

// FlagName is the name that kong derives from a field.
func FlagName(field reflect.StructField) string {
	if name := field.Tag.Get("name"); name != "" {
		return name
	}
	var out strings.Builder
	for i, r := range field.Name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			out.WriteByte('-')
		}
		out.WriteRune(r)
	}
	return strings.ToLower(out.String())
}

var _ kong.BoolMapperValue = (*Toggle)(nil)
