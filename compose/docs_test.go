package compose

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write golden files")

// TestTablesOfTheDocs keeps the tables of docs/compose.md equal to what becomes of each key.
func TestTablesOfTheDocs(t *testing.T) {
	const page, end = "../docs/compose.md", "<!-- end of keys -->"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for begin, keys := range map[string][]Key{"<!-- keys -->\n": Keys(), "<!-- keys in Pods -->\n": InPods()} {
		before, rest, found := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("%s has no place for the table after %s", page, begin)
		}
		want = before + begin + table(keys) + end + after
	}
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Errorf("the tables of %s are not those of the keys: make golden", page)
	}
}

// table groups keys that have one verdict for one reason.
func table(keys []Key) string {
	order := []Verdict{Honoured, Noted, Refused}
	slices.SortStableFunc(keys, func(a, b Key) int {
		return cmp.Compare(slices.Index(order, a.Verdict), slices.Index(order, b.Verdict))
	})
	var out strings.Builder
	out.WriteString("| keys of a service | | how, or why not |\n| --- | --- | --- |\n")
	for len(keys) > 0 {
		var names []string
		first := keys[0]
		keys = slices.DeleteFunc(keys, func(k Key) bool {
			same := k.Verdict == first.Verdict && k.How == first.How
			if same {
				names = append(names, "`"+k.Name+"`")
			}
			return same
		})
		slices.Sort(names)
		fmt.Fprintf(&out, "| %s | %s | %s |\n", strings.Join(names, ", "), first.Verdict, first.How)
	}
	return out.String()
}
