package junit_test

import (
	"os"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/result"
)

func ExampleWrite() {
	run := &result.Run{Files: []result.File{{
		Path:      "features/shop.feature",
		Scenarios: []result.Scenario{{Name: "Buy a whale", Line: 3, Status: cucumber.Passed, Duration: 2.5e9}},
	}}}
	if err := junit.Write(os.Stdout, run, junit.Full); err != nil {
		os.Exit(1)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <testsuites name="Baleen" time="0.000" tests="1" errors="0" failures="0" skipped="0">
	//   <testsuite name="features.shop" tests="1" failures="0" errors="0" id="0" time="2.500" file="features/shop.feature" skipped="0">
	//     <testcase name="Buy a whale" classname="features.shop" time="2.500" file="features/shop.feature" line="3"></testcase>
	//   </testsuite>
	// </testsuites>
}
