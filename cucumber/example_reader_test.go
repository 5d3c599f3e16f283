package cucumber_test

import (
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/org/baleen-action/cucumber"
)

// JUnit names scenarios and no lines; the feature file tells where they stand.
func ExampleReader_ReadDir() {
	feature := cucumber.Parse(strings.NewReader("Feature: Shop\n  Scenario: Buy\n    When I buy\n"))
	reader := cucumber.Reader{Planned: []cucumber.Planned{{Path: "features/shop.feature", File: feature}}}
	report, err := reader.ReadDir(fstest.MapFS{"TEST-shop.xml": {Data: []byte(
		`<testsuite name="Shop"><testcase classname="Shop" name="Buy"><failure message="no money"/></testcase></testsuite>`,
	)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := report.Scenarios[0]
	fmt.Printf("%s: %s:%d %s: %s\n", report.Source, s.URI, s.Line, s.Status, s.Failure.Message)
	// Output: junit: features/shop.feature:2 failed: no money
}
