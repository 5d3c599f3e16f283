package cucumber

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// withoutText compares pickles without their digests, which TestDigest is about.
var withoutText cmp.Option = cmpopts.IgnoreFields(Pickle{}, "Text")

const digested = `Feature: Till
  Background:
    Given a till
      | coins |
      | 1     |
  @slow
  Scenario: Pay
    When I pay
      """
      all
      """
  Scenario Outline: Give back
    When I get <n>
    Examples:
      | n |
      | 1 |
      | 2 |
`

// TestDigest: a digest changes with what a scenario says, and not with where it stands.
func TestDigest(t *testing.T) {
	before := Parse(strings.NewReader(digested)).Pickles
	for name, tt := range map[string]struct {
		old, new string
		changed  []bool // of Pay and both rows
	}{
		"nothing":      {"", "", []bool{false, false, false}},
		"moved":        {"Feature: Till", "\n\nFeature: Shop\n  A description.\n", []bool{false, false, false}},
		"own tag":      {"@slow", "@slow @baleen:serial", []bool{false, false, false}},
		"tag":          {"@slow", "@slow @javascript", []bool{true, false, false}},
		"name":         {"Pay", "Pay all", []bool{true, false, false}},
		"background":   {"a till", "a full till", []bool{true, true, true}},
		"table":        {"| 1     |\n  @", "| 3     |\n  @", []bool{true, true, true}},
		"doc string":   {"all", "half", []bool{true, false, false}},
		"row":          {"| 2 |", "| 3 |", []bool{false, false, true}},
		"outline step": {"I get <n>", "I take <n>", []bool{false, true, true}},
	} {
		after := Parse(strings.NewReader(strings.Replace(digested, tt.old, tt.new, 1))).Pickles
		for i, want := range tt.changed {
			if got := before[i].Text != after[i].Text; got != want || len(after[i].Text) != 8 {
				t.Errorf("%s: %s changed: %v, digest %q", name, before[i].Name, got, after[i].Text)
			}
		}
	}
	if before[1].Text == before[2].Text {
		t.Error("two rows have the same digest")
	}
}
