package execute

import (
	"slices"
	"strings"
)

// MergeEnv joins lists of NAME=VALUE. A later value wins, and each name appears once: programs differ in which of two
// values they see.
func MergeEnv(lists ...[]string) []string {
	at := map[string]int{}
	var merged []string
	for _, entry := range slices.Concat(lists...) {
		name, _, _ := strings.Cut(entry, "=")
		if i, ok := at[name]; ok {
			merged[i] = entry
			continue
		}
		at[name] = len(merged)
		merged = append(merged, entry)
	}
	return merged
}
