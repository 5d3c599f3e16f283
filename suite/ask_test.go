package suite

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
)

// TestAskNothing: a suite whose configuration is no program starts no container.
func TestAskNothing(t *testing.T) {
	s := Suite{Config: cucumber.Config{Language: "de"}}
	config, err := s.Ask(t.Context(), nil, execute.Spec{})
	if err != nil || config.Language != "de" || config.Question != nil {
		t.Errorf("%+v, %v", config, err)
	}
}

// TestAnswer: a configuration that is a program is asked, and only its marked line is the answer.
func TestAnswer(t *testing.T) {
	files := imageFiles{"/app/node_modules/.bin/cucumber-js": "x", "/app/cucumber.js": "module.exports = build()"}
	for output, want := range map[string]string{
		"baleen-configuration: {\"default\": {\"failFast\": true}}\n":               "fail fast",
		"loading\nbaleen-configuration: {\"default\": {\"failFast\": true}}\nbye\n": "fail fast",
		"baleen-configuration: {\"default\": \"--fail-fast\"}":                      "fail fast",
		"baleen-configuration: {\"default\": {\"failFast\": false}}\n":              "run all",
		"baleen-configuration: {\"other\": {\"failFast\": true}}\n":                 "run all",
		"baleen-configuration: not json\nbaleen-configuration: {}\n":                "run all",
		"baleen-configuration: [1]\n":                                               "no answer",
		" baleen-configuration: {}\n":                                               "no answer",
		"{\"default\": {\"failFast\": true}}\n":                                     "no answer",
		"":                                                                          "no answer",
	} {
		suite, err := layout{files: files}.detection().suite()
		if err != nil || suite.Config.Question == nil || suite.Config.Question.File != "cucumber.js" {
			t.Fatalf("%+v, %v", suite.Config, err)
		}
		config, got := suite.Config, "run all"
		switch {
		case !config.Answer([]byte(output)):
			got = "no answer"
		case config.Policy.FailFast != "":
			got = "fail fast"
		}
		if got != want || (config.Question == nil) != (want != "no answer") {
			t.Errorf("%q: %s, want %s", output, got, want)
		}
	}
}

// TestForQuestion: the program runs where the suite runs, but alone, and its end removes nothing of the run.
func TestForQuestion(t *testing.T) {
	spec := execute.Spec{RunID: "r1", WorkDir: "/app", Env: []string{"A=1"}, User: "me", Memory: 5, Scratch: Scratch, Sandbox: "/x", Network: "db"}
	want := execute.Spec{RunID: "r1-question", WorkDir: "/app", Env: []string{"A=1"}, User: "me", Memory: 5, Entrypoint: []string{}, Network: "none"}
	if diff := cmp.Diff(want, forQuestion(spec)); diff != "" {
		t.Error(diff)
	}
	if spec.RunID != "r1" || spec.Entrypoint != nil || spec.Network != "db" {
		t.Errorf("the run's own specification is now %+v", spec)
	}
}

func TestLastLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "stderr")
	if got := lastLine(file); got != "" {
		t.Errorf("no file: %q", got)
	}
	for text, want := range map[string]string{"": "", "\n \n": "", "one": ": one", "one\ntwo\n\n": ": two", "  one  \n": ": one"} {
		write(t, file, text)
		if got := lastLine(file); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
