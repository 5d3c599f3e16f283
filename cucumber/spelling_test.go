package cucumber

import (
	"strings"
	"testing"
)

const market = `Feature: Market
  Rule: Fair
    Scenario: Pay
      Given x
    Scenario Outline: Buy <n>
      Given <n>
      Examples: few
        | n | m |
        | 1 | a |
        | 2 | b |
      Examples:
        | n | m |
        | 9 | c |
  Scenario:
    Given x
  Scenario Outline: Sell <n>
    Given <n>
    Examples:
      | n    |
      | 3\|4 |
  Scenario Outline:
    Given <n>
    Examples:
      | n |
      | 5 |
`

// TestSpellings: each runner's name for a scenario finds it where the report has no line, and no part of a name does.
func TestSpellings(t *testing.T) {
	for _, tt := range []struct {
		runner, name string
		want         int
	}{
		{"cucumber-js", "Fair - Pay", 3},
		{"cucumber-js", "Fair - Buy <n> - few - #1.2: Buy 2", 10},
		{"cucumber-js", "Fair - Buy <n> - #2.1: Buy 9", 13},
		{"wdio", "Buy 2", 10},
		{"wdio", "", 14},
		{"behave", "Buy 2 -- @1.2 few", 10},
		{"behave", "Buy 9 -- @2.1 ", 13},
		{"behave", `Sell 3\|4 -- @1.1`, 20},
		{"behave, without a title", " -- @1.1 ", 25},
		{"cucumber-ruby", "Buy <n> (outline example : | 2 | b |)", 10},
		{"cucumber-ruby 1", "| 2 | b |", 10},
		{"Surefire, short", "Example #1.2", 10},
		{"Surefire, short", "#1.2: Buy 2", 10},
		{"Surefire, short, of old", "Example #2", 10},
		{"Surefire, short, pickle", "Buy 2", 10},
		{"Surefire, surefire", "Fair - Buy <n> - few - Example #1.2", 10},
		{"Surefire, surefire", "Fair - Buy <n> - Examples - Example #2.1", 13},
		{"Surefire, surefire", "Fair - Buy <n> - few - #1.2: Buy 2", 10},
		{"Surefire, long", "Market - Fair - Buy <n> - few - Example #1.2", 10},
		{"Surefire, long", "Market - Fair - Buy <n> - Examples - #2.1: Buy 9", 13},
		{"Surefire, long, of old", "Market - Fair - Buy <n> - few - Example #2", 10},
		{"Surefire, long, pickle", "Market - Fair - Buy <n> - few - Buy 2", 10},
		{"Surefire, long", "Market - Fair - Pay", 3},
		{"Surefire, title and number", "Buy 2 - Example #1.2", 10},
		{"Surefire, title and number", "Buy <n> - 2.1", 13},
		{"a number alone", "1.2", 10},
		{"an index alone", "[1]", 20},
		{"Gradle", "Sell 3|4 [1]", 20},
		{"Gradle", "Market - Fair - Sell <n>[1]", 20},
		{"cucumber-testng", `runScenario["Buy 2", "Optional[Market]"](2)`, 10},
		{"cucumber-testng", `runScenario["Pay", "Market"]`, 3},
		{"cucumber-junit, Behat", "Buy 2 #2", 10},
		{"radish", "Buy <n> - row 1", 9},
		{"cypress", "Buy 2 (example #2)", 10},
		{"cypress, Mocha's JUnit", "Market Buy 2 (example #2)", 10},
		{"cypress, Mocha's JUnit", "Market Pay", 3},
		{"Playwright's JUnit", "Market › Pay", 3},
		{"Playwright's JUnit", "Market › Fair › Pay", 3},
		{"Playwright's JUnit", "Market › Fair › Buy <n> › Example #1", 9},
		{"Reqnroll", `Buy <n>(n: "2", m: "b", exampleTags: [])`, 9},
		{"cucumber-rs", "Fair Pay", 3},
		{"go test", "Buy_2", 10},
		{"go test", "Pay#01", 3},
		{"pytest-bdd", "test_buy_n[1-a]", 9},

		{"an index in one of several tables", "Buy 2 [2]", 0}, {"another index", "[2]", 0}, {"another's index", "Buy 1 - 1.2", 0},
		{"another row", "Buy 7", 0}, {"another number", "Example #7.1", 0}, {"another title", "#1.2: Buy 7", 0}, {"other cells", "| 2 | z |", 0},
		{"a part", "Buy", 0}, {"a part", "Pa", 0}, {"more", "Pay now", 0}, {"more", "Fair - Buy <n> - few", 0}, {"the feature", "Market", 0},
		{"another feature", "Mall - Fair - Pay", 0}, {"another feature", "Mall › Pay", 0}, {"another case", "pay", 0}, {"a tail", "x - Pay", 0},
		{"another rule", "Unfair Pay", 0}, {"a dash", "-", 0}, {"a number", "#1", 0},
	} {
		report := Report{Scenarios: []Scenario{{Name: tt.name}}}
		report.Locate([]Planned{{Path: "market.feature", File: Parse(strings.NewReader(market))}})
		if got := report.Scenarios[0].Line; got != tt.want {
			t.Errorf("%s, %q: line %d, want %d", tt.runner, tt.name, got, tt.want)
		}
	}
}

// TestNamesAtLines: a scenario that stands where another is planned is not that one, whatever its name has in common with it.
func TestNamesAtLines(t *testing.T) {
	for _, tt := range []struct {
		line         int
		name         string
		behave, fits bool
	}{
		{3, "Pay", false, true}, {3, " Pay\t", false, true}, {3, "Fair - Pay", false, true},
		{3, "Pa", false, false}, {3, "", false, false}, {3, "Pay more", false, false}, {3, "pay", false, false},
		{9, "Buy 1", false, true}, {9, "Buy <n>", false, true}, {9, "Buy 1 -- @1.1 few", false, true}, {9, "Buy 1 -- @1.1 few", true, true},
		{9, "Buy 2", false, false}, {9, "Buy 1 -- @1.2 few", false, false}, {9, "Buy", false, false}, {9, "", false, false}, {9, "1", false, false},
		{9, "Buy 1 -*- few", true, true}, {9, "Buy 1 -*- few", false, false}, {9, "Buy 11", true, false}, {9, "Buy 1 more", true, false},
		{14, "", false, true}, {14, "Fair", false, true}, {14, "x", false, false},
		{5, "Buy 2", false, true}, {5, "Buy 7", false, false}, {5, "", false, false}, {4, "Pay", false, false},
	} {
		report := Report{Scenarios: []Scenario{{Name: tt.name, Line: tt.line, behave: tt.behave}}}
		file := Parse(strings.NewReader(market))
		report.Locate([]Planned{{Path: "market.feature", File: file}})
		s := report.Scenarios[0]
		found := false
		for _, p := range file.Pickles {
			found = found || p.Line == s.Line && p.Name == s.Name
		}
		if found != tt.fits {
			t.Errorf("%d %q, behave %v: found %v, want %v", tt.line, tt.name, tt.behave, found, tt.fits)
		}
	}
}

// TestRowsOfOneLine: cucumber-js 7 gives every row the line of its outline, pytest-bdd its name as well.
func TestRowsOfOneLine(t *testing.T) {
	for _, names := range [][]string{{"Buy 2", "Buy 9", "Buy 1"}, {"Buy <n>", "Buy <n>", "Buy <n>"}} {
		report := Report{}
		for _, name := range names {
			report.Scenarios = append(report.Scenarios, Scenario{Name: name, Line: 5})
		}
		report.Locate([]Planned{{Path: "market.feature", File: Parse(strings.NewReader(market))}})
		sum := 0
		for _, s := range report.Scenarios {
			sum += s.Line
		}
		if len(report.Scenarios) != 3 || sum != 9+10+13 {
			t.Errorf("%q: %+v", names, report.Scenarios)
		}
	}
}
