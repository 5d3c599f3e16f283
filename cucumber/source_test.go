package cucumber

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	gherkin "github.com/cucumber/gherkin/go/v42"
	"github.com/google/go-cmp/cmp"
)

// TestParseLongLine: a line of any length neither ends the file nor hides what follows.
func TestParseLongLine(t *testing.T) {
	for _, size := range []int{64<<10 - 1, 64 << 10, 64<<10 + 1, 5 << 20} {
		src := "Feature: A\n  Scenario: b\n    Given " + strings.Repeat("x", size) + "\n  Scenario: c\n    Given y"
		if got := Parse(strings.NewReader(src)); len(got.Pickles) != 2 || got.ParseFail != "" {
			t.Errorf("%d bytes: %d scenarios, %q", size, len(got.Pickles), got.ParseFail)
		}
	}
}

func TestParseEncodings(t *testing.T) {
	for name, tc := range map[string]struct{ src, title, fail string }{
		"byte order mark":      {"\ufeffFeature: A\n", "A", ""},
		"mark before language": {"\ufeff# language: fr\nFonctionnalité: A\n", "A", ""},
		"UTF-16":               {"\xff\xfeF\x00e\x00", "", "the file is UTF-16, but feature files must be UTF-8"},
		"UTF-16, no mark":      {"F\x00e\x00a\x00", "", "the file is UTF-16, but feature files must be UTF-8"},
		"invalid UTF-8":        {"Feature: A\xff\n  Scenario: \xe9\n", "A\xff", ""},
		"old Mac":              {"Feature: A\r", "A", ""},
	} {
		got := Parse(strings.NewReader(tc.src))
		if got.Title != tc.title || got.ParseFail != tc.fail {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// endless is a file of comments that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '#'
	}
	p[len(p)-1] = '\n'
	return len(p), nil
}

func TestParseEndless(t *testing.T) {
	if got := Parse(endless{}); got.ParseFail != "the file is larger than 64 MiB" {
		t.Errorf("%+v", got)
	}
}

// TestParseLanguages parses a feature in each language that Cucumber knows.
func TestParseLanguages(t *testing.T) {
	provider := gherkin.DialectsBuiltin()
	languages := reflect.ValueOf(provider).MapKeys()
	if len(languages) < 70 {
		t.Fatalf("only %d languages", len(languages))
	}
	for _, language := range languages {
		d := provider.GetDialect(language.String())
		first := func(kind string) string { return d.Keywords[kind][len(d.Keywords[kind])-1] }
		src := "# language: " + language.String() + "\n" + first("feature") + ": A\n" + first("background") + ":\n" +
			first("given") + "b\n" + first("scenarioOutline") + ": c <n>\n" + first("when") + "d\n" + first("then") + "<n>\n" +
			first("examples") + ":\n| n |\n| 1 |\n"
		got := Parse(strings.NewReader(src))
		want := File{Title: "A", Language: language.String(), Pickles: []Pickle{
			{Name: "c <n> - #1.1: c 1", Line: 10, Outline: 5, Steps: 3, Title: "c 1", Template: "c <n>", Row: "1.1", Cells: "| 1 |"},
		}}
		if diff := cmp.Diff(want, got, withoutText); diff != "" {
			t.Errorf("%s:\n%s", language, diff)
		}
	}
}

func TestParseMarkdown(t *testing.T) {
	src := "`@all`\n# Feature: Shop\n\nProse: with a colon, and a list\n\n* of things\n* Given names\n\n## Notes: none\n\n```\ncode\n```\n\n" +
		"`@a` `@b`\n## Scenario Outline: buy <n>\n* Given a text\n  ```md\n  ## Scenario: inside\n  ```\n- When I buy <n>\n  | x |\n  | - |\n  | 1 |\n\n" +
		"### Examples:\n\n  | n |\n  | --- |\n  | 7 |\n\n| not | a table |\n"
	got := Recipe{}.Parse("a.feature.md", "", strings.NewReader(src))
	if got.Title != "Shop" || len(got.Pickles) != 1 || got.ParseFail != "" {
		t.Fatalf("%+v", got)
	}
	p := got.Pickles[0]
	if p.Name != "buy <n> - #1.1: buy 7" || p.Line != 30 || p.Steps != 2 || !slices.Equal(p.Tags, []string{"@all", "@a", "@b"}) {
		t.Errorf("%+v", p)
	}
}

func FuzzParseMarkdown(f *testing.F) {
	f.Add("# Feature: a\n## Scenario: b\n* Given c\n  | d |\n  | - |\n")
	f.Add("```\n# Feature: a\n`@b`\n\"\"\"")
	f.Fuzz(func(t *testing.T, src string) {
		plain := newMarkdown()
		for line := range strings.Lines(src) {
			if out := plain.plain(strings.TrimSuffix(line, "\n")); strings.Contains(out, "\n") {
				t.Errorf("one line became %q", out)
			}
		}
		for _, p := range (Recipe{}).Parse("a.feature.md", "", strings.NewReader(src)).Pickles {
			if p.Line < 1 || p.Line > strings.Count(src, "\n")+1 {
				t.Errorf("line %d of a file of %d", p.Line, strings.Count(src, "\n")+1)
			}
		}
	})
}
