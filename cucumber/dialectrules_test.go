package cucumber

import (
	"strconv"
	"strings"
	"testing"
)

// TestDialectRules parses one rule of a dialect each: the file as lines, "/" between them, and what is left of it.
func TestDialectRules(t *testing.T) {
	for name, tt := range map[string]struct{ runner, language, src, want string }{
		"behave: single quotes":                    {"behave", "", "Feature: A/Scenario: b/Given c/'''/Scenario: d/'''/Then e", "en A/2 2"},
		"others: single quotes":                    {"cucumber-js", "", "Feature: A/Scenario: b/Given c/'''", "refused"},
		"behave: keywords in any case":             {"behave", "", "Feature: A/Scenario: b/given c/THEN d", "en A/2 2"},
		"others: keywords in lower case":           {"cucumber-ruby", "", "Feature: A/Scenario: b/given c", "en A/2 0"},
		"behave: a row without its end":            {"behave", "", "Feature: A/Scenario Outline: b/Given <n>/Examples:/| n/| 1/| 2", "en A/6 1/7 1"},
		"behave: tags without a space":             {"behave", "", "Feature: A/@a@b @c/Scenario: d/Given e", "en A/3 1 @a@b @c"},
		"js: tags without a space":                 {"cucumber-js", "", "Feature: A/@a@b @c/Scenario: d/Given e", "en A/3 1 @a @b @c"},
		"behave: a comment behind tags":            {"behave", "", "Feature: A/@a #no @b/Scenario: d/Given e", "en A/3 1 @a"},
		"js: a comment behind tags":                {"cucumber-js", "", "Feature: A/@a #no @b/Scenario: d/Given e", "en A/3 1 @a"},
		"behave: placeholder in a tag":             {"behave", "", "Feature: A/@p_<n>/Scenario Outline: d/Given <n>/Examples:/|n|/|x y|", "en A/7 1 @p_x_y"},
		"behave: a placeholder that is unknown":    {"behave", "", "Feature: A/@p_<m>/Scenario Outline: d/Given <n>/Examples:/|n|/|x|", "en A/7 1"},
		"behave: row.id in a tag":                  {"behave", "", "Feature: A/@r<row.id>/Scenario Outline: d/Given <n>/Examples:/|n|/|x|/|y|", "en A/7 1 @r1.1/8 1 @r1.2"},
		"behave: the name of the table":            {"behave", "", "Feature: A/@<examples.name>/Scenario Outline: d/Given <n>/Examples: few/|n|/|x|", "en A/7 1 @few"},
		"behave: tags of a table stay":             {"behave", "", "Feature: A/Scenario Outline: d/Given <n>/@t<n>/Examples:/|n|/|x|", "en A/7 1 @t<n>"},
		"behave: an empty outline":                 {"behave", "", "Feature: A/Scenario Outline: d/Given <n>/Examples:/|n|", "en A"},
		"js: an empty table":                       {"cucumber-js", "", "Feature: A/Scenario Outline: d/Given <n>/Examples:/|n|", "en A"},
		"behave: language of the suite":            {"behave", "fr", "Fonctionnalité: A/Scénario: b/Soit c", "fr A/2 1"},
		"behave: English in a French suite":        {"behave", "fr", "Feature: A/Scenario: b/Given c", "en A/2 1"},
		"js: the file's language wins":             {"cucumber-js", "de", "# language: fr/Fonctionnalité: A/Scénario: b/Soit c", "fr A/3 1"},
		"a language comment without spaces":        {"cucumber-js", "", "#language:fr/Fonctionnalité: A/Scénario: b/Soit c", "fr A/3 1"},
		"a language that is unknown":               {"cucumber-js", "", "# language: xx/Feature: A", "refused"},
		"ruby 2: a tag with a space":               {"cucumber-ruby", "", "Feature: A/@a b @c/Scenario: d/Given e", "en A/3 1 @a b @c"},
		"jvm 4: a tag with a comment":              {"cucumber-jvm", "", "Feature: A/@a b #c/Scenario: d/Given e", "en A/3 1 @a b #c"},
		"a rule with tags":                         {"cucumber-js", "", "@f/Feature: A/@r/Rule: B/@s/Scenario: c/Given d", "en A/6 1 @f @r @s"},
		"backgrounds of feature and rule":          {"cucumber-js", "", "Feature: A/Background:/Given a/Rule: B/Background:/Given b/Scenario: c/Given d", "en A/7 3"},
		"a background and no steps":                {"cucumber-js", "", "Feature: A/Background:/Given a/Scenario: c", "en A/4 0"},
		"two tables of examples":                   {"cucumber-js", "", "Feature: A/Scenario Outline: b/Given <n>/@x/Examples:/|n|/|1|/@y/Examples:/|n|/|2|", "en A/7 1 @x/11 1 @y"},
		"Scenario with examples":                   {"cucumber-js", "", "Feature: A/Scenario: b/Given <n>/Examples:/|n|/|1|", "en A/6 1"},
		"Example is a scenario":                    {"cucumber-js", "", "Feature: A/Example: b/Given c", "en A/2 1"},
		"Scenario Template":                        {"cucumber-js", "", "Feature: A/Scenario Template: b/Given <n>/Scenarios:/|n|/|1|", "en A/6 1"},
		"a star is a step":                         {"cucumber-js", "", "Feature: A/Scenario: b/* c/* d", "en A/2 2"},
		"a doc string in backticks":                {"cucumber-js", "", "Feature: A/Scenario: b/Given c/```/Scenario: no/```/Then d", "en A/2 2"},
		"a doc string with other quotes inside":    {"cucumber-js", "", "Feature: A/Scenario: b/Given c/\"\"\"/```/\"\"\"/Scenario: d/Given e", "en A/2 1/7 1"},
		"a comment between steps":                  {"cucumber-js", "", "Feature: A/Scenario: b/Given c/# no/Then d", "en A/2 2"},
		"a description with a keyword's beginning": {"cucumber-js", "", "Feature: A/Givens are fine/Scenario: b/Given c", "en A/3 1"},
		"a table with a bar in a cell":             {"cucumber-js", "", `Feature: A/Scenario Outline: b/Given <n>/Examples:/|n|/|1\|2|`, "en A/6 1"},
		"a row with too many cells":                {"cucumber-js", "", "Feature: A/Scenario Outline: b/Given <n>/Examples:/|n|/|1|2|", "refused"},
		"a second feature":                         {"cucumber-js", "", "Feature: A/Scenario: b/Given c/Feature: D", "refused"},
		"no feature":                               {"cucumber-js", "", "Scenario: b/Given c", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			got := parsed(t, tt.runner, tt.language, strings.ReplaceAll(tt.src, "/", "\n")+"\n")
			if strings.HasPrefix(got, "refused") {
				got = "refused"
			}
			if got = strings.ReplaceAll(strings.TrimSpace(got), "\n", "/"); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestMarkdownRules parses Markdown with Gherkin: prose counts for nothing, and lines keep their numbers.
func TestMarkdownRules(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"headings and bullets":     {"# Feature: A\n\nprose\n\n## Scenario: b\n* Given c\n- Then d\n", "5:2"},
		"a bullet that is no step": {"# Feature: A\n## Scenario: b\n* Given c\n\n* an idea\n", "2:1"},
		"a tag in backticks":       {"# Feature: A\n`@x` `@y`\n## Scenario: b\n* Given c\n", "3:1 @x @y"},
		"rows":                     {"# Feature: A\n## Scenario Outline: b\n* Given <n>\n### Examples:\n  | n |\n  | - |\n  | 1 |\n  | 2 |\n", "7:1;8:1"},
		"a fence":                  {"# Feature: A\n## Scenario: b\n* Given c\n  ```\n  ## Scenario: no\n  ```\n* Then d\n", "2:2"},
		"prose alone":              {"# Notes\n\n* Given nothing\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, _ := Find("cucumber-js")
			file := recipe.Parse("a.feature.md", "", strings.NewReader(tt.src))
			if got := places(file); got != tt.want {
				t.Errorf("got %q, want %q (%s)", got, tt.want, file.ParseFail)
			}
		})
	}
}

// places returns line, steps and tags of each scenario.
func places(file File) string {
	var out []string
	for _, p := range file.Pickles {
		part := strings.Join(append([]string{strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Steps)}, p.Tags...), " ")
		out = append(out, part)
	}
	return strings.Join(out, ";")
}
