package inputs

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Unknown returns a notice for every BALEEN_ variable in a list of NAME=VALUE that is not an input, with the most similar input.
// Otherwise a misspelt variable would silently have no effect.
func Unknown(environ []string) []string {
	var known []string
	for _, of := range []reflect.Type{reflect.TypeFor[Plan](), reflect.TypeFor[Merge]()} {
		EachField(of, func(f reflect.StructField) {
			if _, word := f.Tag.Lookup("arg"); !word {
				known = append(known, variableOf(f))
			}
		})
	}
	ours := []string{"BALEEN_RUN", "BALEEN_SLOT"} // Baleen sets these in containers, and may itself run in one
	var out []string
	for _, pair := range slices.Sorted(slices.Values(environ)) {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "BALEEN_") || value == "" || slices.Contains(known, name) || slices.Contains(ours, name) {
			continue
		}
		note := name + " is set but is not an input"
		if near := Nearest(name, known); near != "" {
			note += fmt.Sprintf(": did you mean %s?", near)
		}
		out = append(out, note)
	}
	return out
}

// variableOf is the name of an input's variable.
func variableOf(f reflect.StructField) string {
	return "BALEEN_" + strings.ToUpper(strings.ReplaceAll(FlagName(f), "-", "_"))
}

// Nearest is the most similar of some names. It is empty if more than a third of the characters differ.
func Nearest(name string, among []string) string {
	best, least := "", len(strings.TrimPrefix(name, "BALEEN_"))/3+1
	for _, other := range among {
		if n := edits(name, other); n < least {
			best, least = other, n
		}
	}
	return best
}

// edits counts the bytes to insert, remove or replace (Levenshtein distance).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		above := row[0]
		row[0]++
		for j := range len(b) {
			cost := above
			if a[i] != b[j] {
				cost = min(above, row[j], row[j+1]) + 1
			}
			above, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
