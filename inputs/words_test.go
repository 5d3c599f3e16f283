package inputs

import (
	"strings"
	"testing"
)

func TestTagsWithoutTheirMark(t *testing.T) {
	for given, want := range map[string]string{
		"wip":                   `"wip" is not a tag: every tag begins with @; --tags @wip`,
		"not wip and (a or @b)": `"wip" is not a tag: every tag begins with @; --tags 'not @wip and (@a or @b)'`,
		"~slow":                 `"slow" is not a tag: every tag begins with @; --tags '~@slow'`,
		"@a and":                `"@a and" is not a tag expression: tags stand between and, or, not and brackets; --tags '@fast and not (@wip or @slow)'`,
		"(@a":                   `"(@a" is not a tag expression: tags stand between and, or, not and brackets; --tags '@fast and not (@wip or @slow)'`,
		"@a and not (@b or @c)": "",
		"~@a":                   "",
		"@a,@b && ~@c":          "",
	} {
		c := &checker{getenv: func(string) string { return "" }}
		c.tags(Run{Tags: given})
		got := ""
		if len(c.wrong) > 0 {
			got = c.wrong[0].Problem + "; " + c.wrong[0].Advice
		}
		if got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
}

func TestUnknownVariables(t *testing.T) {
	got := strings.Join(Unknown([]string{"BALEEN_IMAGE=x", "BALEEN_CONCURENCY=4", "BALEEN_SHARED_SECRET_OF_OURS=x", "BALEEN_RUN=1", "BALEEN_EMPTY=", "PATH=/bin", "BALEEN_TARGET_TIME=10m"}), "\n")
	want := "BALEEN_CONCURENCY is set but is not an input: did you mean BALEEN_CONCURRENCY?\nBALEEN_SHARED_SECRET_OF_OURS is set but is not an input"
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestNotices(t *testing.T) {
	in := Run{Image: "x", Root: ".", Env: []string{"GIVEN", "UNSET", "EMPTY="}, Secrets: []string{"PIN", "TOKEN", "MISSING"}}
	s, _ := in.Check(func(name string) string {
		return map[string]string{"GIVEN": "1", "PIN": "1234", "TOKEN": "long enough"}[name]
	})
	want := []string{"env: UNSET is not set or is empty where Baleen runs", "the value of PIN has 4 characters", "secrets: MISSING is not set"}
	for i, notice := range s.Notices {
		if i >= len(want) || !strings.Contains(notice, want[i]) {
			t.Errorf("%q", notice)
		}
	}
	if len(s.Notices) != len(want) {
		t.Errorf("%q", s.Notices)
	}
}
