package cucumber

import "testing"

// TestAfter: only a pass makes a failed attempt good; what a retry skips still failed.
func TestAfter(t *testing.T) {
	why := &Failure{Message: "broken"}
	for name, tt := range map[string]struct {
		first, next Status
		want        Status
		earlier     int
	}{
		"passes":           {Failed, Passed, Passed, 1},
		"fails again":      {Failed, Failed, Failed, 1},
		"skips":            {Failed, Skipped, Failed, 0},
		"skips undefined":  {Undefined, Skipped, Undefined, 0},
		"skips after skip": {Skipped, Skipped, Skipped, 1},
	} {
		got := Scenario{Status: tt.next, Attempts: 2}.after(Scenario{Status: tt.first, Failure: why, Attempts: 1})
		if got.Status != tt.want || got.Attempts != 2 || len(got.Earlier) != tt.earlier {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestLoneTag: behave, Behat and godog take a word for a tag without its "@".
func TestLoneTag(t *testing.T) {
	filter, err := NewFilter("behave.ini", "wip")
	if err != nil {
		t.Fatal(err)
	}
	if !filter.Keeps([]string{"@wip"}) || filter.Keeps([]string{"@other"}) || filter.Keeps(nil) {
		t.Error("the tag is not read")
	}
	for _, operator := range []string{"and", "or", "not"} {
		if _, err := NewFilter("behave.ini", operator); err == nil {
			t.Errorf("%q is read as a tag", operator)
		}
	}
}

func TestGuessOfAScopedPackage(t *testing.T) {
	for _, words := range [][]string{{"npx", "@cucumber/cucumber"}, {"pnpm", "exec", "cucumber-js"}} {
		if got := Guess(words); got != "cucumber-js" {
			t.Errorf("%q is %q", words, got)
		}
	}
}
