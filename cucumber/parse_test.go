package cucumber

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	src := `@all
Feature: Orders

  Background:
    Given a shop

  Scenario: plain
    When I buy
    Then I pay

  Rule: Discounts
    @row
    Scenario Outline: <n> things
      When I buy <n>

      Examples: few
        | n |
        | 1 |
        | 2 |

      Examples:
        | n |
        | 9 |

    Scenario Outline: fixed
      When I buy <n>
      Examples:
        | n |
        | 1 |

    Scenario:
      When I buy

    Scenario: plain
      When I buy
    Scenario: plain
      When I buy
    Scenario: plain
      When I buy
`
	got := Parse(strings.NewReader(src))
	for i := range got.Pickles {
		p := &got.Pickles[i]
		p.Title, p.Template, p.Row, p.Cells = "", "", "", "" // see TestParseNames
	}
	want := File{Title: "Orders", Language: "en", Pickles: []Pickle{
		{Name: "plain", Line: 7, Outline: 7, Tags: []string{"@all"}, Steps: 3},
		{Name: "Discounts - <n> things - few - #1.1: 1 things", Line: 18, Outline: 13, Tags: []string{"@all", "@row"}, Steps: 2},
		{Name: "Discounts - <n> things - few - #1.2: 2 things", Line: 19, Outline: 13, Tags: []string{"@all", "@row"}, Steps: 2},
		{Name: "Discounts - <n> things - #2.1: 9 things", Line: 23, Outline: 13, Tags: []string{"@all", "@row"}, Steps: 2},
		{Name: "Discounts - fixed - #1.1", Line: 29, Outline: 25, Tags: []string{"@all"}, Steps: 2},
		{Name: "Discounts", Line: 31, Outline: 31, Tags: []string{"@all"}, Steps: 2},
		{Name: "Discounts - plain", Line: 34, Outline: 34, Tags: []string{"@all"}, Steps: 2},
		{Name: "Discounts - plain [2]", Line: 36, Outline: 36, Tags: []string{"@all"}, Steps: 2},
		{Name: "Discounts - plain [3]", Line: 38, Outline: 38, Tags: []string{"@all"}, Steps: 2},
	}}
	if diff := cmp.Diff(want, got, withoutText); diff != "" {
		t.Error(diff)
	}
}

func TestParseOddFiles(t *testing.T) {
	for name, tc := range map[string]struct {
		src   string
		want  File
		fails bool
	}{
		"empty":       {"", File{Language: "en"}, false},
		"comment":     {"# nothing here\n", File{Language: "en"}, false},
		"no scenario": {"Feature: bare\n", File{Title: "bare", Language: "en"}, false},
		"french": {"# language: fr\nFonctionnalité: A\n  Scénario: b\n    Soit c\n",
			File{Title: "A", Language: "fr", Pickles: []Pickle{{Name: "b", Line: 3, Outline: 3, Steps: 1}}}, false},
		"whole":   {"@baleen:whole\nFeature: W\n", File{Title: "W", Language: "en", Whole: true}, false},
		"crlf":    {"Feature: A\r\n  Scenario: b\r\n    Given c\r\n", File{Title: "A", Language: "en", Pickles: []Pickle{{Name: "b", Line: 2, Outline: 2, Steps: 1}}}, false},
		"garbage": {"Feature: A\n  Scenario: b\n    Given c\n  nonsense\n", File{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			got := Parse(strings.NewReader(tc.src))
			if (got.ParseFail != "") != tc.fails {
				t.Fatalf("ParseFail = %q, want one: %v", got.ParseFail, tc.fails)
			}
			got.ParseFail = ""
			for i := range got.Pickles {
				got.Pickles[i].Title, got.Pickles[i].Template = "", ""
			}
			if diff := cmp.Diff(tc.want, got, withoutText); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Feature: a\n  Scenario Outline: <x>\n    Given <x>\n    Examples:\n      | x |\n      | 1 |\n")
	f.Add("# language: xx\nFeature:")
	f.Fuzz(func(t *testing.T, src string) {
		file := Parse(strings.NewReader(src))
		seen := map[string]bool{}
		for _, p := range file.Pickles {
			if p.Name == "" || seen[p.Name] {
				t.Errorf("name %q is empty or stands twice", p.Name)
			}
			seen[p.Name] = true
			if p.Line < 1 || p.Outline < 1 {
				t.Errorf("pickle without a line: %+v", p)
			}
		}
	})
}
