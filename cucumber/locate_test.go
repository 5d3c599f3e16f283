package cucumber

import (
	"strings"
	"testing"
)

// TestLocateNames: a name means the row that it spells, in the order of the file where it fits several, and nothing where it
// spells none, an outline without a name included.
func TestLocateNames(t *testing.T) {
	const text = `Feature: shop
  Scenario Outline: buy <n>
    Given <n>
    Examples:
      | n |
      | 1 |
      | 2 |
  Scenario Outline:
    Given <n>
    Examples:
      | n |
      | 3 |
  Scenario: pay
    Given a
`
	file := Planned{Path: "features/shop.feature", File: Parse(strings.NewReader(text))}
	for _, tt := range []struct {
		name string
		line int // that the report gives
		want int
	}{
		{"buy 2", 0, 7},
		{"buy 1 -- @1.1 ", 0, 6},
		{"buy <n> (outline example : | 2 |)", 0, 7},
		{"buy <n> (outline example : | 7 |)", 0, 0},
		{"buy <n>", 0, 6}, // the first row that is free
		{"shop - buy <n> - #1.2: buy 2", 0, 7},
		{"pay - #9", 0, 0},
		{"shop - pay", 0, 13},
		{"test_pay", 0, 13},
		{"buy_2", 0, 7},
		{"something else", 0, 0},
		{"buy 2", 2, 7},
		{"something else", 2, 2},
		{"", 6, 6},
		{"buy", 6, 6},
		{"something else", 99, 99},
	} {
		report := Report{Scenarios: []Scenario{{URI: "features/shop.feature", Name: tt.name, Line: tt.line}}}
		report.Locate([]Planned{file})
		if got := report.Scenarios[0].Line; got != tt.want {
			t.Errorf("%q at %d: line %d, want %d", tt.name, tt.line, got, tt.want)
		}
	}
}

// TestLocateOnce: two scenarios of one name are two rows.
func TestLocateOnce(t *testing.T) {
	file := Planned{Path: "a.feature", File: Parse(strings.NewReader("Feature: f\n  Scenario: x\n  Scenario: x\n"))}
	report := Report{Scenarios: []Scenario{{Name: "x"}, {Name: "x"}, {Name: "x"}}}
	report.Locate([]Planned{file})
	for i, want := range []int{2, 3, 0} {
		if got := report.Scenarios[i].Line; got != want {
			t.Errorf("scenario %d is at line %d, want %d", i, got, want)
		}
	}
}
