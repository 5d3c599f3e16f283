package classic_test

import (
	"os"

	"github.com/org/baleen-action/classic"
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func ExampleWrite() {
	run := &result.Run{Files: []result.File{{
		Path: "features/shop.feature", Title: "Shop",
		Scenarios: []result.Scenario{{Name: "Buy a whale", Line: 3, Status: cucumber.Passed, Steps: []cucumber.Step{{Keyword: "Given", Text: "a whale", Line: 4, Status: cucumber.Passed, Duration: 2.5e9}}}},
	}}}
	if err := classic.Write(os.Stdout, run, classic.Options{}); err != nil {
		os.Exit(1)
	}
	// Output:
	// [{"uri":"features/shop.feature","id":"shop","keyword":"Feature","name":"Shop","description":"","tags":[],"elements":[{"id":"shop;buy-a-whale","keyword":"Scenario","name":"Buy a whale","description":"","line":3,"type":"scenario","tags":[],"steps":[{"keyword":"Given ","name":"a whale","line":4,"match":{},"result":{"status":"passed","duration":2500000000}}]}]}]
}
