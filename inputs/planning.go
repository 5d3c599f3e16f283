package inputs

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Planning is the inputs of plan once they have been found right.
type Planning struct {
	Settings
	Smoke   bool // run the shortest file, and plan nothing
	JSON    bool
	Nodes   int
	Target  time.Duration // 0: none
	Out     string        // file for the plan; empty: none
	Offline bool          // without an image
}

// mostNodes is the largest number that the input shard accepts.
const mostNodes = 9999

// Check looks at every input of a plan.
func (in Plan) Check(getenv func(string) string, environ ...string) (Planning, AllWrong) {
	c := &checker{getenv: getenv, environ: environ}
	p := Planning{Settings: in.Run.check(c)}
	in = trimmed(in)
	p.Smoke, p.JSON = c.truth("smoke", in.Smoke), c.truth("json", in.JSON)
	p.Nodes, p.Out = c.count("nodes", in.Nodes), in.Out
	c.kept("out", in.Out)
	if in.TargetTime != "" {
		p.Target = c.duration("target-time", in.TargetTime)
	}
	switch {
	case p.Nodes < 1 || p.Nodes > mostNodes:
		c.say("nodes", fmt.Sprintf("%q is not a number of machines", in.Nodes), "--nodes 4")
	case p.Nodes > 1 && p.Target > 0:
		c.say("target-time", "and nodes exclude each other", "give one of them")
	case in.Run.Plan != "":
		c.say("plan", "is an input of run", "baleen plan --out makes one")
	}
	if p.Offline = c.offline(p); p.Smoke {
		p.Division = Division{} // a smoke test runs one whole file
	}
	p.Node = Node{Index: 1, Total: p.Nodes}
	return p, c.wrong
}

// OneSuite refuses what several suites at once cannot have. suite is one of them.
func (p Planning) OneSuite(suite string) error {
	var wrong AllWrong
	for input, given := range map[string]bool{"json": p.JSON, "out": p.Out != "", "target-time": p.Target > 0} {
		if given {
			wrong = append(wrong, Wrong{Input: input, Problem: "is for one suite", Advice: "name it: baleen plan " + suite})
		}
	}
	slices.SortFunc(wrong, func(a, b Wrong) int { return strings.Compare(a.Input, b.Input) })
	return wrong.Err()
}

// offline reports whether the plan is made without an image. A missing image is then not a wrong input.
func (c *checker) offline(p Planning) bool {
	noImage := func(w Wrong) bool { return w.Input == "image" }
	if p.Smoke || !slices.ContainsFunc(c.wrong, noImage) {
		return false
	}
	c.wrong = slices.DeleteFunc(c.wrong, noImage)
	if p.Suite.FilesFrom == FromImage {
		c.say("files-from", "image needs the input image", "--image my-test-runner, or --files-from workspace")
	}
	return true
}
