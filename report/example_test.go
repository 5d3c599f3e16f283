package report_test

import (
	"fmt"
	"os"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

func Example() {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	attempt := result.Attempt{Unit: "cart", Number: 1, Class: result.Failed, Source: "messages", Exit: 1, Created: start, Ended: start.Add(3 * time.Second)}
	file := &result.File{Path: "features/cart.feature", Scenarios: []result.Scenario{
		{Name: "Add", Line: 3, Status: cucumber.Passed},
		{Name: "Remove", Line: 8, Status: cucumber.Failed, Failure: &cucumber.Failure{
			Step: "Then it is empty", Line: 10, Message: "expected 0, got 1", Status: cucumber.Failed,
		}},
	}}

	console := report.NewConsole(os.Stdout, report.ConsoleOptions{
		Total: 1, Concurrency: 1,
		Rerun: func(path string, line int) string { return fmt.Sprintf("baleen run --files %s:%d", path, line) },
	})
	console.Started(attempt.ID())
	console.Ended(report.Ended{Attempt: attempt, Files: []*result.File{file}})
	if err := console.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// FAIL      features/cart.feature                              3.0 s   1 passed, 1 failed
	//   failed       features/cart.feature:8  Remove
	//     Then it is empty  # features/cart.feature:10
	//       expected 0, got 1
	//     rerun: baleen run --files features/cart.feature:8
}
