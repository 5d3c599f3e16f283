package main

import (
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// trim makes an input of nothing but white space the default, as an empty input of an action is.
func (in *inputs) trim() {
	v := reflect.ValueOf(in).Elem()
	for i := range v.NumField() {
		field := v.Field(i)
		if field.Kind() != reflect.String {
			continue
		}
		text := strings.TrimSpace(field.String())
		if text == "" {
			text = v.Type().Field(i).Tag.Get("default")
		}
		field.SetString(text)
	}
	if len(list(in.Files)) == 0 {
		in.Files = []string{"features"}
	}
}

// byDefault is the value of an input that was not given, by the name of its field.
func byDefault(name string) string {
	field, _ := reflect.TypeFor[inputs]().FieldByName(name)
	return field.Tag.Get("default")
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

// flagName is the name that kong derives from a field.
func flagName(field reflect.StructField) string {
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

var _ kong.BoolMapperValue = (*toggle)(nil)
