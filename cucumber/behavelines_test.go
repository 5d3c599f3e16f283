package cucumber

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parsed shows a file as lines of "line steps tags".
func parsed(t *testing.T, runner, language, src string) string {
	t.Helper()
	recipe, _ := Find(runner)
	file := recipe.Parse("a.feature", language, strings.NewReader(src))
	if file.ParseFail != "" {
		return "refused: " + file.ParseFail
	}
	out := file.Language + " " + file.Title + "\n"
	for _, p := range file.Pickles {
		out += strings.TrimSpace(fmt.Sprintf("%d %d %s", p.Line, p.Steps, strings.Join(p.Tags, " "))) + "\n"
	}
	return out
}

// TestBehaveLines: what is expected here is what behave 1.2.6 says of the same file by its own parser.
func TestBehaveLines(t *testing.T) {
	src, err := os.ReadFile("testdata/behave/odd.feature")
	if err != nil {
		t.Fatal(err)
	}
	want := `de Odd
24 3 @feature @a,@b @bgab_c @xy @quoted @spab_cce @ok
25 3 @feature @a,@b @xy @quoted @ok
29 3 @feature @a,@b @xy @quoted @ok @on_<w> @ex
35 1 @feature @a,@b @row1.1_1_Näme
41 1 @feature @a,@b @last @<w> @more
`
	if diff := cmp.Diff(want, parsed(t, "behave", "", string(src))); diff != "" {
		t.Error(diff)
	}
}

func TestParseByRunner(t *testing.T) {
	outline := "@f\nFeature: A\n  @on_<w>\n  Scenario Outline: o\n    Given <w>\n    @e\n    Examples:\n      | w |\n      | x |\n"
	bare := "Feature: A\n  Scenario Outline: o\n    Given x\n"
	german := "Funktionalität: A\n  Szenario: b\n    Angenommen c\n"
	spaced := "Feature: A\n  @old tag @b #c\n  Scenario: b\n    Given c\n"
	after := "Feature: A\nScenario Outline: o\nGiven <w>\nExamples:\n| w |\n| x |\nThen more\n\"\"\"\n\"\"\"\nExamples:\n| w |\n| y |\nGiven no more\nScenario: b\nGiven x\n"
	wide := "Feature: A\n\u00a0 Scenario: b\n\u00a0 Given c\n"
	for name, tc := range map[string]struct{ runner, language, src, want string }{
		"placeholder, behave":         {"behave", "", outline, "en A\n9 1 @f @on_x @e\n"},
		"placeholder, another":        {"cucumber-js", "", outline, "en A\n9 1 @f @on_<w> @e\n"},
		"bare outline, behave":        {"behave", "", bare, "en A\n"},
		"bare outline, another":       {"cucumber-js", "", bare, "en A\n2 1\n"},
		"language of the suite":       {"behave", "de", german, "de A\n2 1\n"},
		"language of the suite, js":   {"cucumber-js", "de", german, "de A\n2 1\n"},
		"the file's language wins":    {"cucumber-js", "fr", "# language: de\n" + german, "de A\n3 1\n"},
		"English is named":            {"behave", "fr", "#language: en\nFeature: A\n", "en A\n"},
		"steps after examples":        {"behave", "", after, "en A\n6 1\n12 1\n14 1\n"},
		"a blank of its own, js":      {"cucumber-js", "", wide, "en A\n2 1\n"},
		"the same, behave":            {"behave", "", wide, "en A\n2 1\n"},
		"the same, ruby":              {"cucumber-ruby", "", wide, "en A\n"},
		"two arguments":               {"behave", "", "Feature: A\n Scenario: b\n  Given c\n  | d |\n  '''\n  e\n  '''\n  And f\n  \"\"\"\n  \"\"\"\n  | g |\n  | h |\n Scenario: i\n  Given j\n", "en A\n2 2\n13 1\n"},
		"no feature":                  {"behave", "de", "# nothing\n", "de \n"},
		"no such language":            {"behave", "xx", german, `refused: language "xx" is not known`},
		"another language":            {"cucumber-js", "fr", bare, "en A\n2 1\n"},
		"the language is missing":     {"behave", "", german, "refused: (1:1): expected: #EOF, #Language, #TagLine, #FeatureLine, #Comment, #Empty, got 'Funktionalität: A'\n(2:1): expected: #EOF, #Language, #TagLine, #FeatureLine, #Comment, #Empty, got 'Szenario: b'\n(3:1): expected: #EOF, #Language, #TagLine, #FeatureLine, #Comment, #Empty, got 'Angenommen c'"},
		"language after a tag":        {"behave", "", "@a\n# language: de\nFeature: A\n", "en A\n"},
		"tags of Gherkin 4":           {"cucumber-ruby", "", spaced, "en A\n3 1 @old tag @b #c\n"},
		"tags of Gherkin 4, no more":  {"cucumber-ruby", "", spaced + "nonsense\n", "refused: (2:3): A tag may not contain whitespace\n(5:1): expected: #EOF, #TableRow, #DocStringSeparator, #StepLine, #TagLine, #ExamplesLine, #ScenarioLine, #RuleLine, #Comment, #Empty, got 'nonsense'"},
		"behave has one word a tag":   {"behave", "", "Feature: A\n  @old tag\n  Scenario: b\n    Given c\n", "refused: (2:1): A tag may not contain whitespace"},
		"whole, behave":               {"behave", "", "@baleen:whole @x\nFeature: A\n", "en A\n"},
		"a doc string without an end": {"behave", "", "Feature: A\n Scenario: b\n  Given c\n  '''\n  Scenario: d\n", "refused: (6:0): unexpected end of file, expected: #DocStringSeparator, #Other"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, parsed(t, tc.runner, tc.language, tc.src)); diff != "" {
				t.Error(diff)
			}
		})
	}
	recipe, _ := Find("behave")
	if file := recipe.Parse("a.feature", "", strings.NewReader("@x @baleen:whole #y\nFeature: A\n")); !file.Whole {
		t.Error("@baleen:whole was not seen")
	}
}

func FuzzBehaveLines(f *testing.F) {
	f.Add("@a<b> #c\nFeature: a\n  Scenario Outline: <x>\n    given <x>\n    '''\n    Examples:\n      | x\n      | 1\n", "de")
	recipe, _ := Find("behave")
	f.Fuzz(func(t *testing.T, src, language string) {
		for _, p := range recipe.Parse("a.feature", language, strings.NewReader(src)).Pickles {
			if p.Line < 1 || p.Line > 1+strings.Count(src, "\n") {
				t.Errorf("line %d", p.Line)
			}
			for _, tag := range p.Tags {
				if !strings.HasPrefix(tag, "@") {
					t.Errorf("tag %q", tag)
				}
			}
		}
	})
}
