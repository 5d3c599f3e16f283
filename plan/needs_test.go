package plan

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
)

func TestNeed(t *testing.T) {
	for tag, tt := range map[string]struct {
		want    shard.Needs
		problem string // part of it
		advice  string
	}{
		"@wip":                  {},
		"@baleen":               {},
		"@baleen:whole":         {},
		"@baleen:serial":        {want: shard.Needs{Serial: true}},
		"@baleen:lock(db)":      {want: shard.Needs{Locks: []string{"db"}}},
		"@baleen:lock(größe:1)": {want: shard.Needs{Locks: []string{"größe:1"}}},
		"@baleen:slots(3)":      {want: shard.Needs{Slots: 3}},
		"@baleen:lock()":        {problem: "name"},
		"@baleen:lock(a,b)":     {problem: "name"},
		"@baleen:lock(<db>)":    {problem: "name"},
		"@baleen:slots(0)":      {problem: "number"},
		"@baleen:slots(two)":    {problem: "number"},
		"@baleen:lokc(x)":       {problem: "not a tag", advice: "@baleen:lock(x)"},
		"@baleen:lock":          {problem: "not a tag", advice: "@baleen:lock(name)"},
		"@baleen:slot(2)":       {problem: "not a tag", advice: "@baleen:slots(2)"},
		"@baleen:serail":        {problem: "not a tag", advice: "@baleen:serial"},
		"@baleen:lock(x":        {problem: "not a tag"},
		"@baleen:nothing":       {problem: "not a tag"},
	} {
		got, problem := need(tag)
		if diff := cmp.Diff(tt.want, got); diff != "" || !strings.Contains(problem, tt.problem) || (problem == "") != (tt.problem == "") {
			t.Errorf("%s: %q %s", tag, problem, diff)
		}
		wrong := (Plan{}).badTag("x.feature:3", tag)
		if wrong != nil && tt.advice != "" && !strings.HasPrefix(wrong.Advice, "did you mean "+tt.advice+"?") {
			t.Errorf("%s: advice %q", tag, wrong.Advice)
		}
	}
}

const locked = `@baleen:lock(db)
Feature: Locked
Scenario: one
  Given a
@baleen:lock(mail)
Rule: Mail
  @baleen:serial
  Scenario: two
    Given a
  Scenario Outline: three
    Given <a>
    @baleen:slots(9)
    Examples:
      | a |
      | 1 |
    Examples:
      | a |
      | 2 |
`

// TestLocksOfTheFile: tags of the feature, the rule, the scenario and the examples count, and the plan says so.
func TestLocksOfTheFile(t *testing.T) {
	var s inputs.Settings
	s.Division.Split = shard.SplitScenario
	plan, err := oneFile(locked, s, "cucumber-js")
	if err != nil {
		t.Fatal(err)
	}
	got := map[int]string{}
	reasons := plan.reasons(plan.Units)
	for i, unit := range plan.Units {
		got[unit.Targets[0].Lines[0]] = reasons[i]
	}
	want := map[int]string{3: "holds the lock db", 8: "runs alone, holds the locks db and mail", 15: "holds the locks db and mail, counts as 9 containers", 18: "holds the locks db and mail"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	notes := strings.Join(plan.Notes, "\n")
	for _, want := range []string{"locks, by number of scenarios: db: 4, mail: 3, alone: 1, several slots: 1", "@baleen:slots(9) counts as 4,"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes lack %q: %s", want, notes)
		}
	}
}

// TestLocksOfOneContainer: a container needs what any of its scenarios needs.
func TestLocksOfOneContainer(t *testing.T) {
	plan, err := oneFile(locked, inputs.Settings{}, "cucumber-js")
	if err != nil {
		t.Fatal(err)
	}
	want := shard.Needs{Serial: true, Slots: 9, Locks: []string{"db", "mail"}}
	if diff := cmp.Diff(want, plan.Units[0].Needs); diff != "" {
		t.Error(diff)
	}
}

// TestLocksOfUnreadable: a lock holds in a file that Baleen cannot read, and a wrong tag is found in it.
func TestLocksOfUnreadable(t *testing.T) {
	plan, err := oneFile("@baleen:lock(db) @x\nFeature: Broken\nScenario: a\n  nonsense\n# @baleen:serial\n", inputs.Settings{}, "custom")
	if err != nil || len(plan.Units) != 1 {
		t.Fatal(err, plan.Units)
	}
	if diff := cmp.Diff(shard.Needs{Locks: []string{"db"}}, plan.Units[0].Needs); diff != "" {
		t.Error(diff)
	}
	if _, err = oneFile("Feature: Broken\nScenario: a\n  nonsense\n  @baleen:sreial\n", inputs.Settings{}, "custom"); err == nil {
		t.Error("a wrong tag is ignored")
	}
}

// TestWrongTags: a wrong tag is a wrong input with its place, unless its scenario is not to run.
func TestWrongTags(t *testing.T) {
	text := "Feature: A\n@baleen:lokc(db)\nScenario: one\n  Given a\nScenario: two\n  Given a\n"
	_, err := oneFile(text, inputs.Settings{}, "cucumber-js")
	if wrong := inputs.Find(err); len(wrong) != 1 || !strings.HasPrefix(wrong[0].Problem, "x.feature:3 has the tag @baleen:lokc(db), which is not a tag of Baleen") {
		t.Errorf("%v", err)
	}
}

// TestLocksOfNodes: the note says which node holds a lock.
func TestLocksOfNodes(t *testing.T) {
	plan, err := oneFile(locked, inputs.Settings{Node: inputs.Node{Index: 1, Total: 2}, Division: inputs.Division{Split: shard.SplitScenario}}, "cucumber-js")
	if err == nil {
		plan, err = plan.Share(Commit{})
	}
	if notes := strings.Join(plan.Notes, "\n"); err != nil || !strings.Contains(notes, "runs on one node: db on node 1, mail on node 1") || len(plan.Units) != 4 {
		t.Errorf("%v: %d units: %s", err, len(plan.Units), notes)
	}
}

// FuzzNeed: every tag of Baleen's prefix either asks for something, is @baleen:whole, or is named as wrong.
func FuzzNeed(f *testing.F) {
	for _, tag := range []string{"lock(db)", "lock()", "slots(3)", "slots(-1)", "serial", "whole", "lokc(x)", "lock(a)(b)", ""} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, word string) {
		got, problem := need(ownTag + word)
		asks := got.Serial || len(got.Locks) > 0 || got.Slots > 0 || word == "whole"
		if asks == (problem != "") {
			t.Errorf("%q: %+v, %q", word, got, problem)
		}
		if wrong := (Plan{}).badTag("x.feature", ownTag+word); (wrong != nil) != (problem != "") {
			t.Errorf("%q: %v", word, wrong)
		}
		if nested := got.With(got); nested.Places(4) != got.Places(4) || nested.Places(4) < 1 || nested.Places(4) > 4 {
			t.Errorf("%q takes %d places", word, nested.Places(4))
		}
	})
}
