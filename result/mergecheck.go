package result

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// mostNamed is how many scenarios, attempts or nodes of one kind of problem get their own sentence.
const mostNamed = 10

// check says why the reports do not form one complete run.
func (m *merger) check() {
	m.nodes()
	m.sameFor("commit", "check out the same commit on all nodes", func(r *Run) string { return r.Node.Commit })
	m.sameFor("image", "build it once, and pull or load that image on every node", m.imageID)
	m.sameFor("plan", "freeze it with baleen plan --out, and give that file to every node", func(r *Run) string { return r.Node.Plan })
	m.sameFor("plan file", "give every node the plan file of this build, and delete reports of earlier builds", func(r *Run) string { return r.Node.Frozen })
	m.sameFor("runner", "give every node the same inputs", func(r *Run) string { return r.Runner })
	m.sameFor("value of strict", "give every node the same inputs", func(r *Run) string { return strconv.FormatBool(r.Strict) })
	m.ends()
	m.twice()
	m.attempts()
}

// nodes finds nodes that are missing, reported twice, or part of a split into another number of nodes.
func (m *merger) nodes() {
	given := map[int][]string{}
	for _, r := range m.runs {
		if r.Node.Total != m.total {
			m.say(fmt.Sprintf("%s (run %s) belongs to another plan: the other reports are for %d nodes", r.Node, r.ID, m.total))
			continue
		}
		given[r.Node.Index] = append(given[r.Node.Index], r.ID)
	}
	var missing []string
	for n := 1; n <= m.total; n++ {
		name := &Node{Index: n, Total: m.total}
		switch ids := given[n]; {
		case len(ids) == 0:
			missing = append(missing, fmt.Sprintf("%s is missing: its %s was not found", name, FileName))
		case len(ids) > 1:
			m.say(fmt.Sprintf("%s has %d reports (runs %s): keep only that of its last run", name, len(ids), strings.Join(ids, ", ")))
		}
	}
	m.sayAll(missing, "nodes are missing")
}

// sameFor compares a value that must be the same on all nodes. A node without the value does not differ.
func (m *merger) sameFor(what, advice string, of func(*Run) string) {
	knowing := slices.DeleteFunc(slices.Clone(m.used), func(r *Run) bool { return of(r) == "" })
	if len(knowing) == 0 {
		return
	}
	value := usual(knowing, of)
	first := knowing[slices.IndexFunc(knowing, func(r *Run) bool { return of(r) == value })]
	for _, r := range knowing {
		if of(r) != value {
			m.say(fmt.Sprintf("%s used another %s than node %d (%s, not %s): %s", r.Node, what, first.Node.Index, brief(of(r)), brief(value), advice))
		}
	}
}

// brief shortens a digest so that it still differs from another; a short value stays whole.
func brief(value string) string {
	head, digest, found := strings.Cut(value, ":")
	if found {
		return head + ":" + first(digest)
	}
	if len(value) < 40 {
		return value
	}
	return first(value)
}

// first returns the beginning of a digest.
func first(digest string) string { return strings.ToValidUTF8(digest[:min(len(digest), 12)], "") }

// ends names the nodes that did not finish, and their own problems.
func (m *merger) ends() {
	for _, r := range m.used {
		switch {
		case r.Verdict.State == StateRunning:
			m.say(fmt.Sprintf("%s did not finish: its %s still says running, so Baleen or its machine was killed", r.Node, FileName))
		case r.Signal != "":
			m.say(fmt.Sprintf("%s was cancelled by %s", r.Node, r.Signal))
		}
		if r.NotRetried != "" {
			m.merged.Notes = append(m.merged.Notes, fmt.Sprintf("%s: %s", r.Node, r.NotRetried))
		}
		for _, problem := range r.Problems {
			m.say(fmt.Sprintf("%s: %s", r.Node, problem))
		}
	}
}

// twice names scenarios that several nodes ran.
func (m *merger) twice() {
	var places []string
	for id, nodes := range m.ran {
		if len(nodes) > 1 {
			place := id.path
			if id.line > 0 {
				place += ":" + strconv.Itoa(id.line)
			}
			places = append(places, fmt.Sprintf("%s ran on nodes %s of %d", place, numbers(nodes), m.total))
		}
	}
	slices.Sort(places)
	m.sayAll(places, "scenarios were run on several nodes")
}

// attempts finds attempts that are missing or recorded twice.
func (m *merger) attempts() {
	var trouble []string
	for _, r := range m.used {
		there := map[string]int{}
		for _, a := range r.Attempts {
			there[a.ID()]++
		}
		for _, id := range slices.Sorted(maps.Keys(there)) {
			if there[id] > 1 {
				trouble = append(trouble, fmt.Sprintf("attempt %s of %s is recorded %d times", id, r.Node, there[id]))
			}
		}
		for _, id := range slices.Sorted(maps.Keys(r.needed())) {
			if there[id] == 0 {
				trouble = append(trouble, fmt.Sprintf("attempt %s of %s is missing", id, r.Node))
			}
		}
	}
	m.sayAll(trouble, "attempts are missing or recorded twice")
}

// needed returns the IDs of the attempts that must exist: those that scenarios name, and those that came before another.
func (r *Run) needed() map[string]bool {
	out := map[string]bool{}
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			if s.Attempt != "" {
				out[s.Attempt] = true
			}
		}
	}
	for _, a := range r.Attempts {
		for n := 1; n < a.Number; n++ {
			out[Attempt{Unit: a.Unit, Number: n}.ID()] = true
		}
	}
	return out
}

func (m *merger) sayAll(sentences []string, rest string) {
	for _, one := range sentences[:min(len(sentences), mostNamed)] {
		m.say(one)
	}
	if more := len(sentences) - mostNamed; more > 0 {
		m.say(fmt.Sprintf("%d more %s", more, rest))
	}
}

// numbers lists numbers of nodes: "1, 2 and 3".
func numbers(nodes []int) string {
	var out []string
	for _, n := range nodes {
		out = append(out, strconv.Itoa(n))
	}
	last := len(out) - 1
	return strings.Join(out[:last], ", ") + " and " + out[last]
}
