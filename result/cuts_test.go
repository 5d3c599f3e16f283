package result

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// FuzzCuts: the cuts of a text are those that a search through all of it finds.
func FuzzCuts(f *testing.F) {
	counted, rest, output := cucumber.LeftOut(100), cucumber.RestLeftOut, "[baleen: output cut at 8 bytes]"
	for _, text := range []string{
		"", "no cut", counted, rest, output, " " + counted + "\n", "\n\n" + rest + "  ", counted + rest + output, counted + " " + counted,
		"x[… 8 bytes left out: a/[b].log has all …]y", "…]" + rest, "[… " + rest + "…]", "[baleen: output cut at " + output, output + " bytes]", "[… left out bytes]", "…] [… ",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if diff := cmp.Diff(cutMark.FindAllStringIndex(text, -1), cutsOf(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	})
}

// BenchmarkCuts finds one cut behind a megabyte.
func BenchmarkCuts(b *testing.B) {
	text := strings.Repeat("x", 1<<20) + cucumber.RestLeftOut
	for name, find := range map[string]func(string) [][]int{
		"cuts":    cutsOf,
		"pattern": func(s string) [][]int { return cutMark.FindAllStringIndex(s, -1) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if len(find(text)) != 1 {
					b.Fatal("not found")
				}
			}
		})
	}
}
