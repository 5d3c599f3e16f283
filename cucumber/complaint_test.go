package cucumber

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestComplaint: the outputs are the ends of what real runners print.
func TestComplaint(t *testing.T) {
	for output, want := range map[string]string{
		"": "",
		"2 features passed, 0 failed\nTook 0m0.001s\n": "",
		"Exception RuntimeError: load broke\nTraceback (most recent call last):\n  File \"x.py\", line 3\nRuntimeError: load broke":      "RuntimeError: load broke",
		"Error: a BeforeAll hook errored, process exiting: s.js:8\n    at x (worker.js:101:16) {\n  [cause]: Error: no database\n  at y": "Error: no database",
		"TypeError [ERR_INVALID]: bad\n    at z":                                                                "TypeError [ERR_INVALID]: bad",
		"SyntaxError: Unexpected end of input\n    at wrapSafe (node:internal)":                                 "SyntaxError: Unexpected end of input",
		"load broke (RuntimeError)\n/s/a.rb:1:in `<top (required)>'":                                            "load broke (RuntimeError)",
		"(eval):1: syntax error, unexpected end-of-input\ndef x(\n      ^\n (SyntaxError)\n/s/a.rb:2:in `eval'": "(eval):1: syntax error, unexpected end-of-input",
		"panic: no database\n\ngoroutine 1 [running]:\nmain.main()":                                             "panic: no database",
		"HOOK-ERROR in before_all: RuntimeError: broke\n\nABORTED: By user.\n0 features passed":                 "HOOK-ERROR in before_all: RuntimeError: broke",
		"sh: 1: nothing: not found":                                                                             "sh: 1: nothing: not found",
		"java.lang.IllegalStateException: no glue\n\tat x.y(Z.java:3)":                                          "java.lang.IllegalStateException: no glue",
		"the error: is here": "",
		"Traceback (most recent call last):\n  File \"r.py\", line 58\nbehave.step_registry.AmbiguousStep: @given('a {n:d}') has already been defined in\n  existing step @given('a {thing}') at s.py:3": "behave.step_registry.AmbiguousStep: @given('a {n:d}') has already been defined in",
		"KeyError: 'w'\nshop.orders.Log: closed": "KeyError: 'w'",
		"  raise ParserError\nbehave.parser.ParserError: Failed to parse \"a.feature\":\n\n  Parser failure in state init": "behave.parser.ParserError: Failed to parse \"a.feature\": Parser failure in state init",
	} {
		if got := Complaint(output); got != want {
			t.Errorf("%q: %q, want %q", output, got, want)
		}
	}
	if Loads("SyntaxError: x") || Loads("cannot load such file -- rspec (LoadError)") || !Loads("RuntimeError: load broke") {
		t.Error("what cannot be loaded is taken for something else")
	}
}

// TestLastWords: neither a summary nor a trace says what a runner died of.
func TestLastWords(t *testing.T) {
	for output, want := range map[string]string{
		"":      "",
		"bye\n": "bye",
		"ABORTED: By user.\n0 features passed, 0 failed\n2 steps passed\nTook 0m0.000s\n": "ABORTED: By user.",
		"1 scenario (1 failed)\n0m00.001s (executing steps: 0m00.000s)":                   "",
		"Feature: A\n/usr/bin/cucumber:7:in `<main>'\n":                                   "",
		"x\n    at run (/s/a.js:1:2)\n":                                                   "",
	} {
		if got := LastWords(output); got != want {
			t.Errorf("%q: %q, want %q", output, got, want)
		}
	}
}

func TestOutside(t *testing.T) {
	output := "HOOK-ERROR in before_feature: RuntimeError: a\nFeature: A\n  HOOK-ERROR in before_scenario: b\nHOOK-ERROR in after_step: c\n" +
		"HOOK-ERROR in before_feature: RuntimeError: a\nCLEANUP-ERROR in <lambda>: ZeroDivisionError: d\nHOOK-ERROR in after_all: e"
	want := []string{"HOOK-ERROR in before_feature: RuntimeError: a", "HOOK-ERROR in after_all: e"}
	recipe, _ := Find("behave")
	if diff := cmp.Diff(want, recipe.Outside(strings.NewReader(output))); diff != "" {
		t.Error(diff)
	}
	other, _ := Find("cucumber-js")
	if got := other.Outside(strings.NewReader(output)); got != nil {
		t.Errorf("of another runner: %q", got)
	}
}
