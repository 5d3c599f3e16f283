package stream

import (
	"reflect"
	"strings"

	"github.com/org/baleen-action/result"
)

// wash cleans every string of a message, and gives a list that the protocol requires to be there its brackets.
func wash(c *result.Cleaner, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(c.Text(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			wash(c, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			wash(c, v.Index(i))
		}
	case reflect.Struct:
		washFields(c, v)
	}
}

func washFields(c *result.Cleaner, v reflect.Value) {
	for i := range v.NumField() {
		field := v.Field(i)
		wash(c, field)
		required := !strings.Contains(v.Type().Field(i).Tag.Get("json"), "omitempty")
		if required && field.Kind() == reflect.Slice && field.IsNil() {
			field.Set(reflect.MakeSlice(field.Type(), 0, 0))
		}
	}
}

// clean cleans every string of a message in place.
func (w *writer) clean(message any) { wash(w.options.Clean, reflect.ValueOf(message)) }
