package trace_test

import (
	"os"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/trace"
)

func ExampleWrite() {
	began := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	run := &result.Run{Started: began, Root: ".", Files: []result.File{{Path: "shop.feature", Scenarios: []result.Scenario{{
		Name: "Buy", Line: 3, Status: cucumber.Passed, Attempt: "shop.1",
		Began: cucumber.MomentOf(began.Add(2 * time.Second)), Duration: time.Second,
	}}}}}
	run.Attempts = []result.Attempt{{
		Unit: "shop", Number: 1, Slot: 1, Class: result.Passed, Files: []string{"shop.feature"},
		Created: began, Started: began.Add(time.Second), Finished: began.Add(4 * time.Second), Ended: began.Add(5 * time.Second),
	}}
	if err := trace.Write(os.Stdout, run, trace.Options{}); err != nil {
		panic(err)
	}
	// Output:
	// {"displayTimeUnit":"ms","otherData":{"started":"2026-11-23T08:00:00Z"}
	// ,"traceEvents":[
	// {"name":"process_name","ph":"M","pid":1,"args":{"name":"baleen"}}
	// ,{"name":"process_sort_index","ph":"M","pid":1,"args":{"sort_index":1}}
	// ,{"name":"thread_name","ph":"M","pid":1,"tid":100,"args":{"name":"slot 1"}}
	// ,{"name":"thread_sort_index","ph":"M","pid":1,"tid":100,"args":{"sort_index":100}}
	// ,{"name":"shop.feature","cat":"container","ph":"X","ts":0,"dur":5000000,"pid":1,"tid":100,"args":{"attempt":"shop.1","class":"passed","exit":0,"files":["shop.feature"]}}
	// ,{"name":"start-up","cat":"phase","ph":"X","ts":0,"dur":1000000,"pid":1,"tid":100}
	// ,{"name":"run","cat":"phase","ph":"X","ts":1000000,"dur":3000000,"pid":1,"tid":100}
	// ,{"name":"Buy","cat":"scenario","ph":"X","ts":2000000,"dur":1000000,"pid":1,"tid":100,"args":{"status":"passed","place":"shop.feature:3"}}
	// ,{"name":"read","cat":"phase","ph":"X","ts":4000000,"dur":1000000,"pid":1,"tid":100}
	// ,{"name":"containers running","ph":"C","ts":1000000,"pid":1,"args":{"containers":1}}
	// ,{"name":"containers running","ph":"C","ts":4000000,"pid":1,"args":{"containers":0}}
	// ]}
}
