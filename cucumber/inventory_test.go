package cucumber

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// isRed reports whether anything in a report says that something failed.
func isRed(r *Report) bool {
	return r.Failed || len(r.Problems) > 0 || slices.ContainsFunc(r.Scenarios, Scenario.red)
}

// read reads one report of the shop, whose files are named by number.
func read(t *testing.T, runner string, files ...string) *Report {
	t.Helper()
	dir := fstest.MapFS{}
	for i, text := range files {
		dir[string(rune('a'+i))] = &fstest.MapFile{Data: []byte(text)}
	}
	planned := []Planned{{Path: "features/shop.feature", File: Parse(strings.NewReader(shop))}}
	report, err := Reader{Planned: planned, Runner: runner}.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

const (
	jsonPassed = `{"status":"passed"}`
	jsonFailed = `{"status":"failed","error_message":"boom"}`
	jsonHook   = `[{"match":{"location":"h.rb:1"},"result":RESULT}]`
)

// TestJSONInventory: wherever the legacy JSON says that something failed, the run is red, and green without it.
func TestJSONInventory(t *testing.T) {
	steps := `"steps":[{"keyword":"When ","name":"I buy","line":5,"result":{"status":"passed"}}]`
	element := func(more string) string {
		return `[{"uri":"features/shop.feature","elements":[{"type":"scenario","name":"Plain one","line":4,` + more + `}]}]`
	}
	feature := func(more string) string {
		return `[{"uri":"features/shop.feature",` + more + `,"elements":[{"type":"scenario","name":"Plain one","line":4,` + steps + `}]}]`
	}
	background := func(more string) string {
		return `[{"uri":"features/shop.feature","elements":[{"type":"background","name":"","line":2,` + more + `},{"type":"scenario","name":"Plain one","line":4,` + steps + `}]}]`
	}
	for name, report := range map[string]string{
		"step":                      element(`"steps":[{"name":"I buy","line":5,"result":RESULT}]`),
		"status of a step":          element(`"steps":[{"name":"I buy","line":5,"status":"STATUS"}]`),
		"status beside a result":    element(`"steps":[{"name":"I buy","line":5,"status":"STATUS","result":{"status":"passed"}}]`),
		"result that is a status":   element(`"steps":[{"name":"I buy","line":5,"result":"STATUS"}]`),
		"step without a list":       element(`"steps":{"name":"I buy","line":5,"result":RESULT}`),
		"before":                    element(`"before":` + jsonHook + `,` + steps),
		"after":                     element(steps + `,"after":` + jsonHook),
		"around":                    element(steps + `,"around":` + jsonHook),
		"hook without a list":       element(steps + `,"after":{"result":RESULT}`),
		"before a step":             element(`"steps":[{"name":"I buy","line":5,"result":{"status":"passed"},"before":` + jsonHook + `}]`),
		"after a step":              element(`"steps":[{"name":"I buy","line":5,"result":{"status":"passed"},"after":` + jsonHook + `}]`),
		"around a step":             element(`"steps":[{"name":"I buy","line":5,"result":{"status":"passed"},"around":` + jsonHook + `}]`),
		"step within a step":        element(`"steps":[{"name":"I buy","line":5,"result":{"status":"passed"},"steps":[{"name":"I pay","result":RESULT}]}]`),
		"hidden step":               element(`"steps":[{"name":"I buy","line":5,"result":{"status":"passed"}},{"keyword":"After","hidden":true,"result":RESULT}]`),
		"status of a scenario":      element(steps + `,"status":"STATUS"`),
		"result of a scenario":      element(steps + `,"result":RESULT`),
		"status alone":              element(`"steps":[],"status":"STATUS"`),
		"background":                background(`"steps":[{"name":"a shop","line":3,"result":RESULT}]`),
		"before a background":       background(`"before":` + jsonHook + `,"steps":[]`),
		"around a background":       background(`"around":` + jsonHook + `,"steps":[]`),
		"before a feature":          feature(`"before":` + jsonHook),
		"after a feature":           feature(`"after":` + jsonHook),
		"around a feature":          feature(`"around":` + jsonHook),
		"status of a feature":       feature(`"status":"STATUS"`),
		"result of a feature":       feature(`"result":RESULT`),
		"scenario of a rule":        `[{"uri":"features/shop.feature","elements":[{"type":"rule","elements":[{"type":"scenario","name":"Plain one","line":4,"steps":[{"name":"I buy","line":5,"result":RESULT}]}]}]}]`,
		"before a rule":             `[{"uri":"features/shop.feature","elements":[{"type":"rule","before":` + jsonHook + `,"elements":[{"type":"scenario","name":"Plain one","line":4,` + steps + `}]}]}]`,
		"status of a rule":          `[{"uri":"features/shop.feature","elements":[{"type":"rule","status":"STATUS","elements":[{"type":"scenario","name":"Plain one","line":4,` + steps + `}]}]}]`,
		"status of an outline":      `[{"uri":"features/shop.feature","elements":[{"type":"scenario_outline","name":"Rows","line":7,"status":"STATUS","steps":[]},{"type":"scenario","name":"Plain one","line":4,` + steps + `}]}]`,
		"background of behave":      `[{"elements":[{"type":"background","name":"","location":"features/shop.feature:2","steps":[{"name":"a shop","location":"features/shop.feature:3","result":RESULT}]},{"type":"scenario","name":"Plain one","location":"features/shop.feature:4","status":"passed",` + strings.Replace(steps, `"line":5`, `"location":"features/shop.feature:5"`, 1) + `}]}]`,
		"behave":                    `[{"status":"passed","elements":[{"type":"scenario","name":"Plain one","location":"features/shop.feature:4","status":"STATUS",` + strings.Replace(steps, `"line":5`, `"location":"features/shop.feature:5"`, 1) + `}]}]`,
		"feature of behave":         `[{"status":"STATUS","elements":[{"type":"scenario","name":"Plain one","location":"features/shop.feature:4","status":"passed",` + steps + `}]}]`,
		"behave, without steps":     `[{"elements":[{"type":"scenario","name":"Plain one","location":"features/shop.feature:4","status":"STATUS","steps":[]}]}]`,
		"keys in upper case":        element(`"STEPS":[{"Name":"I buy","Result":RESULT}]`),
		"steps that are no objects": element(`"after":["STATUS"],` + steps),
	} {
		t.Run(name, func(t *testing.T) {
			for _, word := range []string{"failed", "FAILED", "error", "hook_error"} {
				text := strings.NewReplacer("RESULT", strings.Replace(jsonFailed, "failed", word, 1), "STATUS", word).Replace(report)
				if got := read(t, "", text); !isRed(got) && got.Complete {
					t.Errorf("%s is green: %+v", word, got.Scenarios)
				}
			}
			if name == "steps that are no objects" {
				return
			}
			text := strings.NewReplacer("RESULT", jsonPassed, "STATUS", "passed").Replace(report)
			if got := read(t, "", text); isRed(got) || !got.Complete {
				t.Errorf("it is red where all passed: %+v", got.Scenarios)
			}
		})
	}
}
