package cucumber

import (
	"strings"
	"testing"
)

func TestFilter(t *testing.T) {
	for expression, cases := range map[string]map[string]bool{
		"@a and not @b":   {"@a": true, "@a @b": false, "": false},
		"not @wip":        {"": true, "@wip": false, "@x": true},
		"~@wip":           {"": true, "@wip": false},
		"@a,@b":           {"@a": true, "@b": true, "@c": false},
		"~@a,@b":          {"": true, "@a": false, "@a @b": true},
		"@a && ~@b":       {"@a": true, "@a @b": false},
		"-wip":            {"": true, "@wip": false},
		"@a or @b":        {"@b": true, "@c": false},
		"(@a or @b)":      {"@b": true, "@c": false},
		"@with-dash":      {"@with-dash": true, "@with": false},
		"not @with-dash":  {"@with-dash": false, "": true},
		"@a and not (@b)": {"@a": true, "@b": false},
	} {
		filter, err := NewFilter("a test", expression)
		if err != nil {
			t.Errorf("%q: %v", expression, err)
			continue
		}
		for tags, want := range cases {
			if got := filter.Keeps(strings.Fields(tags)); got != want {
				t.Errorf("%q keeps %q: %v", expression, tags, got)
			}
		}
	}
	for _, expression := range []string{"@a and", "(@a", "@a @b"} {
		if _, err := NewFilter("a test", expression); err == nil {
			t.Errorf("%q was taken", expression)
		}
	}
}
