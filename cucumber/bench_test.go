package cucumber

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// BenchmarkRead reads recorded reports of each format.
func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"cucumber-js/outline.ndjson", "cucumber-js/outline.json", "cucumber-js/outline.xml", "godog/outline.gotest.json", "godog/outline.events.ndjson"} {
		data, err := os.ReadFile("testdata/reports/" + name)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(bytes.NewReader(data)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkParse parses a feature of 1000 scenarios.
func BenchmarkParse(b *testing.B) {
	src := "Feature: A\n" + strings.Repeat("  Scenario: b\n    Given c\n    When d\n    Then e\n", 1000)
	for b.Loop() {
		if got := len(Parse(strings.NewReader(src)).Pickles); got != 1000 {
			b.Fatal(fmt.Sprint(got))
		}
	}
}
