package trace_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/trace"
)

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// at is a time of a run, in milliseconds after its start.
func at(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }

func moment(ms int) cucumber.Moment { return cucumber.MomentOf(at(ms)) }

// shapes are runs by the name of their golden file.
func shapes() map[string]*result.Run {
	return map[string]*result.Run{
		"retry": retry(), "split": split(), "batch": batch(), "merged": merged(), "cancelled": cancelled(), "services": services(),
		"untimed": untimed(), "clocks": clocks(), "quick": quick(), "continued": continued(), "empty": {Schema: result.Schema, Started: start},
	}
}

// attempt is one that its slot took at a time and held for some more. Its process ran from 300 ms after the first to 100 ms
// before the last.
func attempt(unit string, number, from, to int) result.Attempt {
	return result.Attempt{
		Unit: unit, Number: number, Slot: 1, Class: result.Passed, Files: []string{"features/" + unit + ".feature"}, Container: "c0ffee",
		Created: at(from), Started: at(from + 300), Finished: at(to - 100), Ended: at(to), Stdout: fmt.Sprintf("output/%s.%d.stdout.log", unit, number),
	}
}

// scenario is one that began at a time, with a step of 40 ms each 50 ms.
func scenario(name, attempt string, began, steps int) result.Scenario {
	s := result.Scenario{
		Name: name, Line: 3, Status: cucumber.Passed, Attempt: attempt, Began: moment(began), Duration: time.Duration(50*steps) * time.Millisecond,
	}
	for i := range steps {
		s.Steps = append(s.Steps, cucumber.Step{
			Keyword: "Given", Text: fmt.Sprintf("step %d", i+1), Line: 4 + i, Status: cucumber.Passed,
			Began: moment(began + 50*i), Duration: 40 * time.Millisecond,
		})
	}
	return s
}

func run(attempts []result.Attempt, files ...result.File) *result.Run {
	r := &result.Run{
		Schema: result.Schema, Version: "v2.0.0", ID: "20261123-080000-abcd", Image: "shop:latest", Root: ".", Strict: true, Concurrency: 2,
		Started: start, Wall: 5 * time.Second, Attempts: attempts, Files: files,
	}
	r.Judge(0)
	return r
}

func file(name string, scenarios ...result.Scenario) result.File {
	return result.File{Path: "features/" + name + ".feature", Title: name, Scenarios: scenarios}
}

// retry failed, was tried again in another container, and failed and passed there.
func retry() *result.Run {
	failure := cucumber.Failure{Step: "Given step 2", Line: 5, Status: cucumber.Failed, Message: "no lamp"}
	s := scenario("It is light", "a.2", 2800, 3)
	s.Flaky = true
	first, second := scenario("", "", 400, 2), scenario("", "", 2500, 2)
	first.Steps[1].Status = cucumber.Failed
	s.Earlier = []result.Earlier{
		{Attempt: "a.1", Failure: failure, Began: first.Began, Duration: first.Duration, Steps: first.Steps},
		{Attempt: "a.2", Failure: failure, Began: second.Began, Duration: second.Duration, Steps: second.Steps},
	}
	failed := attempt("a", 1, 0, 1000)
	failed.Class, failed.Exit = result.Failed, 1
	return run([]result.Attempt{failed, attempt("a", 2, 2000, 4000)}, file("a", s, scenario("It is dark", "a.1", 600, 1)))
}

// split has a file in two slots, and in one of them a container that was made before the one before it was gone.
func split() *result.Run {
	one, two, three := attempt("a-1", 1, 0, 1000), attempt("a-2", 1, 10, 900), attempt("a-3", 1, 900, 2000)
	two.Slot = 2
	for i, a := range []*result.Attempt{&one, &two, &three} {
		a.Files, a.Lines = []string{"features/a.feature"}, map[string][]int{"features/a.feature": {3 + i}}
	}
	return run([]result.Attempt{two, one, three},
		file("a", scenario("First", "a-1.1", 400, 2), scenario("Second", "a-2.1", 400, 2), scenario("Third", "a-3.1", 1300, 2)))
}

// batch has two files in a container, whose runner runs two scenarios at a time, and writes whole milliseconds.
func batch() *result.Run {
	a := attempt("batch", 1, 0, 2000)
	a.Files = []string{"features/a.feature", "features/b.feature"}
	second := scenario("Second", "batch.1", 500, 2)
	second.Duration += time.Millisecond // it ends when the next one has begun
	hook := cucumber.Step{Keyword: "Before", Text: "hook", Hook: true, Status: cucumber.Passed, Began: moment(600), Duration: 10 * time.Millisecond}
	third := scenario("Third", "batch.1", 600, 4)
	third.Steps[0] = hook
	skipped := result.Scenario{Name: "Never run", Line: 9, Status: cucumber.Skipped, Attempt: "batch.1"}
	return run([]result.Attempt{a}, file("a", scenario("First", "batch.1", 400, 5), second), file("b", third, skipped))
}

// merged are three nodes, one of which is missing.
func merged() *result.Run {
	var attempts []result.Attempt
	for node := 1; node <= 2; node++ {
		for slot := 1; slot <= 2; slot++ {
			a := attempt(fmt.Sprintf("n%d-s%d", node, slot), 1, 100*node, 1000)
			a.Node, a.Slot = node, slot
			attempts = append(attempts, a)
		}
	}
	r := run(attempts, file("n1-s1", scenario("One", "n1-s1.1", 500, 2)), file("n2-s2", scenario("Two", "n2-s2.1", 600, 1)))
	r.Nodes = []result.Part{{Node: 1, State: result.StatePassed}, {Node: 2, State: result.StatePassed}, {Node: 3, State: result.StateMissing}}
	return r
}

// cancelled has a scenario in flight, one container that had not started, and one of which only the beginning is known.
func cancelled() *result.Run {
	one, two := attempt("a", 1, 0, 1000), attempt("b", 1, 900, 1000)
	one.Class, two.Class, two.Slot = result.Cancelled, result.Cancelled, 2
	two.Started, two.Finished = time.Time{}, time.Time{}
	three := attempt("c", 1, 950, 1000)
	three.Slot, three.Class, three.Ended, three.Started, three.Finished = 3, result.Lost, time.Time{}, time.Time{}, time.Time{}
	flight := scenario("In flight", "a.1", 700, 2)
	flight.Status, flight.Duration, flight.Steps[1].Status, flight.Steps[1].Duration = result.Interrupted, 0, cucumber.Unknown, 0
	flight.Failure = &cucumber.Failure{Status: result.Interrupted, Message: "it was running when its container ended"}
	r := run([]result.Attempt{one, two, three}, file("a", scenario("Done", "a.1", 400, 2), flight))
	r.Signal, r.Wall = "SIGTERM", 1100*time.Millisecond
	r.Judge(15)
	return r
}

// services waited for them.
func services() *result.Run {
	a := attempt("a", 1, 0, 2000)
	a.Waited = 200 * time.Millisecond
	r := run([]result.Attempt{a}, file("a", scenario("It buys", "a.1", 500, 2)))
	r.Services = []result.Service{{Name: "db", Image: "postgres:17"}}
	return r
}

// untimed has durations only: of scenarios, which are longer than their container together, and of steps.
func untimed() *result.Run {
	first, second, third := scenario("First", "a.1", 0, 3), scenario("Second", "a.1", 0, 2), scenario("Steps alone", "b.1", 500, 2)
	for _, s := range []*result.Scenario{&first, &second, &third} {
		for i := range s.Steps {
			s.Steps[i].Began = 0
		}
	}
	first.Began, second.Began, first.Duration, second.Duration = 0, 0, 400*time.Millisecond, 800*time.Millisecond
	two := attempt("b", 1, 0, 1000)
	two.Slot = 2
	return run([]result.Attempt{attempt("a", 1, 0, 1000), two}, file("a", first, second), file("b", third))
}

// clocks has an engine whose clock is slow in one container, and fast in another.
func clocks() *result.Run {
	slow, fast := attempt("slow", 1, 1000, 2000), attempt("fast", 1, 1000, 2000)
	fast.Slot = 2
	slow.Started, slow.Finished = at(-60_000), at(-59_500)
	fast.Started, fast.Finished = at(61_000), at(61_500)
	return run([]result.Attempt{slow, fast}, file("fast", scenario("Early", "fast.1", 61_100, 2)), file("slow", scenario("Late", "slow.1", -59_900, 2)))
}

// quick has scenarios and steps that begin in the same millisecond, which is as exact as its runner's report is.
func quick() *result.Run {
	var all []result.Scenario
	for i := range 3 {
		s := scenario(fmt.Sprintf("Quick %d", i+1), "a.1", 400, 3)
		s.Duration = 0
		for k := range s.Steps {
			s.Steps[k].Began, s.Steps[k].Duration = moment(400), 0
		}
		all = append(all, s)
	}
	slower := scenario("Slower", "a.1", 400, 2)
	slower.Steps[0].Duration, slower.Steps[1].Began = 0, moment(400)
	return run([]result.Attempt{attempt("a", 1, 0, 1000)}, file("a", append(all, slower)...))
}

// continued has an attempt of the run before it.
func continued() *result.Run {
	before := attempt("a", 1, -3_600_000, -3_599_000)
	before.Run, before.Superseded = "20261123-070000-abcd", true
	return run([]result.Attempt{before, attempt("a", 2, 0, 1000)}, file("a", scenario("Again", "a.2", 400, 1)))
}

// beside are the calls and the services of the run that has services: they overlap, and the first is before the run.
func beside(of *result.Run) trace.Options {
	if len(of.Services) == 0 {
		return trace.Options{}
	}
	call := func(method, of string, from, took int) trace.Call {
		return trace.Call{Method: method, Of: of, Began: at(from), Took: time.Duration(took) * time.Millisecond}
	}
	created, failed := call("ContainerCreate", "c0ffee", 100, 50), call("ContainerStart", "c0ffee", 160, 30)
	created.As, failed.Error = "baleen-r-a.1", "no such image\x1b[31m"
	calls := []trace.Call{call("Ping", "", -20, 5), created, call("ContainerStart", "db", 120, 80), failed, call("ContainerStart", "c0ffee", 250, 40)}
	return trace.Options{
		Calls: slices.Values(calls), CallsLeftOut: 3,
		Services: []trace.Service{
			{Slot: 1, Name: "db", ID: "db", Began: at(120), Ended: at(2000)}, {Slot: 1, Name: "web", Began: at(150)}, {Slot: 2, Name: "db", Began: at(10), Ended: at(20)},
		},
	}
}
