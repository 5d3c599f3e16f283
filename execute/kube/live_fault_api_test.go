//go:build cluster && !nokube

package kube

import (
	"slices"

	"github.com/org/baleen-action/execute"
)

const lost = "acts and its answer is lost"

// callFault is what can go wrong with any call.
type callFault struct {
	name string
	act  action
}

func callFaults() []callFault {
	return []callFault{
		{"closes the connection", refuse}, {"hangs", hang}, {"is slow", delay}, {"answers 403", answer(403, "Forbidden")}, {"answers 409", answer(409, "Conflict")},
		{"answers 429", answer(429, "TooManyRequests")}, {"answers 500", answer(500, "InternalError")}, {"answers 503", answer(503, "ServiceUnavailable")},
		{lost, drop},
	}
}

// apiFaults are every single fault at every call. A fault hits the first call of its kind.
func apiFaults() []fault {
	const startFailed = string(execute.StartFailed) + nothing
	other := map[string]string{
		"make job answers 403": noRun, "make job answers 409": noRun,
		"make pod answers 403": startFailed, "make pod answers 409": startFailed,
	}
	quick := []string{"make job " + lost, "make pod " + lost, "make pod answers 500", "watch hangs", "ask answers 500", "fetch hangs", "fetch answers 500", "remove pod " + lost}
	var all []fault
	for _, route := range []string{"make job", "list", "watch", "make pod", "ask", "await", "fetch", "remove pod", "remove job"} {
		for _, call := range callFaults() {
			f := fault{name: route + " " + call.name, required: same, rules: []rule{at(route, call.act)}}
			f.soak = !slices.Contains(quick, f.name)
			if route == "fetch" {
				f.rules = append(f.rules, late)
			}
			if route == "ask" { // which is asked only if the watch is silent
				f.rules = append(f.rules, always("watch", hang))
			}
			if required, ok := other[f.name]; ok {
				f.required = required
			}
			if takesPart(route, call.name) {
				all = append(all, f)
			}
		}
	}
	return all
}

// takesPart reports whether a fault makes sense for a route: a removal that is forbidden leaves what it leaves, and the answer of a stream is
// its content.
func takesPart(route, fault string) bool {
	switch route {
	case "remove pod", "remove job":
		return fault != "answers 403" && fault != "answers 409"
	case "await", "fetch":
		return fault != lost
	}
	return true
}

// late keeps results from coming when the command ends: they are fetched when the cluster has said that it did.
var late = always("await", refuse)

// streamFaults break what takes its time: the watch, and the stream of results, which has 75 kB.
func streamFaults() []fault {
	const (
		middle = 40_000
		within = 3_000
	)
	incomplete := string(execute.OutputIncomplete)
	return []fault{
		{name: "results are cut before their first byte", required: same, rules: []rule{late, at("fetch", cutAfter(0))}},
		{name: "results are cut in their first header", required: same, rules: []rule{late, at("fetch", cutAfter(100))}, soak: true},
		{name: "results are cut in the middle", required: same, rules: []rule{late, at("fetch", cutAfter(middle))}},
		{name: "results are cut near their end", required: same, rules: []rule{late, at("fetch", cutAfter(76_000))}, soak: true},
		{name: "results are cut after their end", required: same, rules: []rule{late, at("fetch", cutAtEnd)}},
		{name: "results are cut twice", required: same, rules: []rule{late, at("fetch", cutAfter(middle)), {route: "fetch", first: 2, act: cutAfter(within)}}, soak: true},
		{name: "results are cut every time", required: incomplete + beginning, evidence: "what was sent is incomplete", rules: []rule{late, always("fetch", cutAfter(middle))}},
		{name: "results end early every time, as if that were all", required: incomplete + beginning, evidence: "what was sent is incomplete",
			rules: []rule{late, always("fetch", endAfter(middle))}, soak: true},
		{name: "results stall without a close", required: same, rules: []rule{late, at("fetch", stallAfter(middle))}},
		{name: "results stall every time", required: incomplete + beginning, evidence: "what was sent is incomplete", rules: []rule{late, always("fetch", stallAfter(middle))}, soak: true},
		{name: "results are cut as the command ends", required: same, rules: []rule{at("await", cutAfter(middle))}},
		{name: "results stall as the command ends", required: same, rules: []rule{at("await", stallAfter(middle))}, soak: true},
		{name: "results stall as the command ends, and for good", required: incomplete + beginning, evidence: "what was sent is incomplete",
			rules: []rule{always("await", stallAfter(middle)), always("fetch", stallAfter(middle))}, soak: true},
		{name: "fetch is forbidden", required: incomplete + nothing, evidence: "made up by the test", rules: []rule{late, always("fetch", answer(403, "Forbidden"))}},
		{name: "fetch is refused for good", required: string(execute.Lost) + nothing, evidence: "read from pod", rules: []rule{late, always("fetch", refuse)}, soak: true},
		{name: "fetch never answers", required: string(execute.Lost) + nothing, evidence: "read from pod", rules: []rule{late, always("fetch", hang)}, soak: true},
		{name: "a load balancer refuses WebSockets", required: same, rules: []rule{always("await by WebSocket", answer(400, "BadRequest")), always("fetch by WebSocket", answer(400, "BadRequest"))}},
		{name: "watch is cut every time", required: same, rules: []rule{always("watch", cutAfter(within))}, soak: true},
		{name: "watch stalls without a close", required: same, rules: []rule{always("watch", stallAfter(within))}},
		{name: "watch and list never answer", required: same, rules: []rule{always("watch", hang), always("list", hang)}, unsure: "list pods", soak: true},
		{name: "every call is slow", required: same, rules: []rule{always("make job", delay), always("make pod", delay), always("list", delay), always("watch", delay),
			always("ask", delay), always("fetch", delay), always("remove pod", delay), always("remove job", delay)}, soak: true},
	}
}
