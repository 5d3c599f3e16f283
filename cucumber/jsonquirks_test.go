package cucumber

import (
	"strings"
	"testing"
)

// legacy returns a JSON report of one scenario of the shop at line 4, with more keys of the element.
func legacy(keys string) string {
	return `[{"uri":"features/shop.feature","name":"Shop","elements":[{"type":"scenario","name":"Plain one","line":4,` + keys + `}]}]`
}

// TestJSONQuirks reads one element each, in the types and keys that runners and their imitations write. What may hold a result
// and cannot be read leaves the report incomplete, so that the run does not pass.
func TestJSONQuirks(t *testing.T) {
	const passed = `{"keyword":"When ","name":"I buy","line":5,"result":{"status":"passed"}}`
	for name, tt := range map[string]struct{ keys, want string }{
		"wdio: status in capitals":            {`"steps":[{"keyword":"When ","name":"I buy","result":{"status":"PASSED"}}]`, "complete=true; 4 passed"},
		"karate: no match, a doc string":      {`"steps":[{"name":"I buy","keyword":"*","line":5,"doc_string":{"value":"x"},"result":{"status":"passed","duration":1.5e6,"millis":1.5}}]`, "complete=true; 4 passed"},
		"karate: text for an error":           {`"steps":[{"name":"I buy","keyword":"*","result":{"status":"failed","error_message":"match failed"}}]`, "complete=true; 4 failed * I buy: match failed"},
		"cypress: a status of the step":       {`"steps":[{"name":"I buy","keyword":"When ","status":"failed"}]`, "complete=true; 4 failed When I buy: "},
		"a bare status for a result":          {`"steps":[{"name":"I buy","keyword":"When ","result":"failed"}]`, "complete=true; 4 failed When I buy: "},
		"a line that is text":                 {`"steps":[{"name":"I buy","line":"5","result":{"status":"failed"}}]`, "complete=true; 4 failed I buy: "},
		"steps that are one object":           {`"steps":` + passed, "complete=true; 4 passed"},
		"steps with a null":                   {`"steps":[null,` + passed + `]`, "complete=true; 4 passed"},
		"steps with text":                     {`"steps":["I buy",` + passed + `]`, "complete=false; 4 passed"},
		"a result of null":                    {`"steps":[{"name":"I buy","result":null}]`, "complete=true; 4 unknown I buy: "},
		"a result without a status":           {`"steps":[{"name":"I buy","result":{}}]`, "complete=true; 4 unknown I buy: "},
		"a status that no runner has":         {`"steps":[{"name":"I buy","result":{"status":"flaky"}}]`, "complete=true; 4 unknown I buy: "},
		"an unknown status after a failure":   {`"steps":[{"name":"a","result":{"status":"failed"}},{"name":"b","result":{"status":"x"}}]`, "complete=true; 4 failed a: "},
		"a step without a result, skipped":    {`"steps":[{"name":"a","result":{"status":"skipped"}},{"name":"b"}]`, "complete=true; 4 unknown b: "},
		"a step without a result, last":       {`"steps":[` + passed + `,{"name":"b"}]`, "complete=true; 4 unknown b: "},
		"jvm: a Before hook fails":            {`"before":[{"result":{"status":"failed","error_message":"db"}}],"steps":[{"name":"a","result":{"status":"skipped"}}]`, "complete=true; 4 failed Before hook: db"},
		"jvm: an After hook fails":            {`"after":[{"result":{"status":"failed","error_message":"db"}}],"steps":[` + passed + `]`, "complete=true; 4 failed After hook: db"},
		"jvm: hooks that are one object":      {`"after":{"result":{"status":"failed","error_message":"db"}},"steps":[` + passed + `]`, "complete=true; 4 failed After hook: db"},
		"jvm: a BeforeStep hook fails":        {`"steps":[{"name":"a","before":[{"result":{"status":"failed","error_message":"db"}}],"result":{"status":"skipped"}}]`, "complete=true; 4 failed BeforeStep hook: db"},
		"ruby: an Around hook fails":          {`"around":[{"result":{"status":"failed","error_message":"db"}}],"steps":[` + passed + `]`, "complete=true; 4 failed Around hook: db"},
		"hooks with text":                     {`"before":["x"],"steps":[` + passed + `]`, "complete=false; 4 passed"},
		"js: a hidden hook fails":             {`"steps":[{"hidden":true,"keyword":"Before","result":{"status":"failed","error_message":"db"}},{"name":"a","result":{"status":"skipped"}}]`, "complete=true; 4 failed Before: db"},
		"js 1: hidden as text":                {`"steps":[{"hidden":"true","keyword":"After ","result":{"status":"failed"}}]`, "complete=true; 4 failed After: "},
		"js: hooks only":                      {`"steps":[{"hidden":true,"keyword":"Before","result":{"status":"passed"}}]`, "complete=true; 4 passed"},
		"a message that is a list":            {`"steps":[{"name":"a","result":{"status":"failed","error_message":["one","two"]}}]`, "complete=true; 4 failed a: one\ntwo"},
		"a message that is a number":          {`"steps":[{"name":"a","result":{"status":"failed","error_message":7}}]`, "complete=true; 4 failed a: "},
		"the scenario failed, no step did":    {`"status":"failed","steps":[` + passed + `]`, "complete=true; 4 failed : the report gives the scenario this status, but none of its steps"},
		"the scenario passed, a step did not": {`"status":"passed","steps":[{"name":"a","result":{"status":"failed"}}]`, "complete=true; 4 failed a: "},
		"the scenario's result":               {`"result":{"status":"failed","error_message":"db"},"steps":[]`, "complete=true; 4 failed : db"},
		"no steps, and a status":              {`"status":"passed","steps":[]`, "complete=true; 4 passed"},
		"no steps, and none":                  {`"steps":[]`, "complete=true; 4 unknown : it has no steps"},
		"steps of null":                       {`"steps":null`, "complete=true; 4 unknown : it has no steps"},
		"ruby: no steps":                      {`"before":[{"match":{"location":"env.rb:3"},"result":{"status":"passed"}}]`, "complete=true; 4 passed"},
		"pending":                             {`"steps":[{"name":"a","result":{"status":"pending","error_message":"TODO"}}]`, "complete=true; 4 pending a: TODO"},
		"undefined is worse than pending":     {`"steps":[{"name":"a","result":{"status":"pending"}},{"name":"b","result":{"status":"undefined"}}]`, "complete=true; 4 undefined b: no step definition matches"},
		"ambiguous is worse than undefined":   {`"steps":[{"name":"a","result":{"status":"undefined"}},{"name":"b","result":{"status":"ambiguous"}}]`, "complete=true; 4 ambiguous b: "},
		"the first of two failures":           {`"steps":[{"name":"a","result":{"status":"failed"}},{"name":"b","result":{"status":"failed"}}]`, "complete=true; 4 failed a: "},
		"reqnroll: text for a duration":       {`"steps":[{"name":"a","result":{"status":"passed","duration":"n/a"}}]`, "complete=true; 4 passed"},
		"tags of another type":                {`"tags":"@a","steps":[` + passed + `]`, "complete=true; 4 passed"},
		"an id of another type":               {`"id":7,"steps":[` + passed + `]`, "complete=true; 4 passed"},
		"output of another type":              {`"steps":[{"name":"a","output":{"x":1},"embeddings":"x","result":{"status":"passed"}}]`, "complete=true; 4 passed"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimPrefix(outline(read(t, "", legacy(tt.keys))), "json "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestJSONTruncated cuts a report at every byte: what is left never counts as complete.
func TestJSONTruncated(t *testing.T) {
	whole := legacy(`"steps":[{"name":"a \u00e9\"","result":{"status":"passed"}}]`)
	for n := 1; n < len(whole); n++ {
		report, err := Read(strings.NewReader(whole[:n]))
		if err == nil && report.Complete {
			t.Errorf("%q counts as complete", whole[:n])
		}
	}
	if report, err := Read(strings.NewReader(whole)); err != nil || !report.Complete {
		t.Errorf("the whole report: %+v, %v", report, err)
	}
}
