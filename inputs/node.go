package inputs

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/org/baleen-action/shard"
)

// Node is which of how many machines this is.
type Node struct {
	Index, Total int           // from 1
	Notice       string        // that the CI system started several jobs and each runs everything; empty: it did not
	Plan         *shard.Frozen // nil: none was given
}

// ciNodes are the variables in which CI systems tell a job which of several it is.
var ciNodes = []struct {
	system, index, total string
	first                int // the index of the first job
}{
	{"GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", 1},
	{"Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0},
	{"CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0},
	{"Semaphore", "SEMAPHORE_JOB_INDEX", "SEMAPHORE_JOB_COUNT", 1},
	// Kubernetes does not tell the pods of a Job how many they are, so the manifest has to set a variable.
	{"Kubernetes", "JOB_COMPLETION_INDEX", "BALEEN_NODE_TOTAL", 0},
}

const wholeSuite = "1/1"

var shardForm = regexp.MustCompile(`^\s*(\d{1,4})\s*/\s*(\d{1,4})\s*$`)

// node reads the input shard, and the frozen plan that goes with it.
func (c *checker) node(in Run) Node {
	node := c.shard(in.Shard)
	node.Plan = c.frozen(in.Plan, node)
	return node
}

func (c *checker) shard(text string) Node {
	if text == "auto" {
		return c.shardOfCI()
	}
	place := Node{Index: 1, Total: 1}
	if parts := shardForm.FindStringSubmatch(text); parts != nil {
		place.Index, _ = strconv.Atoi(parts[1])
		place.Total, _ = strconv.Atoi(parts[2])
	} else {
		place.Index = 0
	}
	if place.Index < 1 || place.Index > place.Total {
		c.say("shard", fmt.Sprintf("%q is not a node number", text), "--shard 2/3 is the second of three, and auto takes the CI system's variables")
		return Node{Index: 1, Total: 1}
	}
	if text == wholeSuite {
		place.Notice = c.unused()
	}
	return place
}

// shardOfCI takes the place from the variables of the CI system.
func (c *checker) shardOfCI() Node {
	for _, ci := range ciNodes {
		index, total := c.getenv(ci.index), c.getenv(ci.total)
		// GitLab sets the total, 1, for jobs that are not parallel as well.
		if index == "" && (total == "" || total == "1") {
			if total == "" {
				continue
			}
			return Node{Index: 1, Total: 1}
		}
		i, err := strconv.Atoi(index)
		n, failed := strconv.Atoi(total)
		if i -= ci.first - 1; err == nil && failed == nil && i >= 1 && i <= n {
			return Node{Index: i, Total: n}
		}
		c.say("shard", fmt.Sprintf("auto finds %s=%q and %s=%q, which is not a node number", ci.index, index, ci.total, total),
			"both variables of "+ci.system+" are needed, or --shard 2/3")
		return Node{Index: 1, Total: 1}
	}
	c.say("shard", "auto finds no variables of GitLab, Buildkite, CircleCI, Semaphore or Kubernetes",
		"--shard 2/3; on GitHub --shard ${{ matrix.node }}/${{ strategy.job-total }}")
	return Node{Index: 1, Total: 1}
}

// unused returns a notice if there are several jobs but shard is not set. That may be intended, because GitLab sets the same
// variables for parallel: matrix.
func (c *checker) unused() string {
	for _, ci := range ciNodes {
		if total, err := strconv.Atoi(c.getenv(ci.total)); err == nil && total > 1 && c.getenv(ci.index) != "" {
			return fmt.Sprintf("%s=%d is set and shard is not given: this job runs everything (--shard auto would share it with the others)", ci.total, total)
		}
	}
	return ""
}

// frozen reads the input plan, nil if there is none, and compares it with the place of this node.
func (c *checker) frozen(name string, node Node) *shard.Frozen {
	if name == "" {
		return nil
	}
	plan, err := shard.LoadFrozen(name)
	var other *shard.SchemaError
	switch {
	case errors.As(err, &other):
		c.say("plan", err.Error(), "make it with the Baleen that runs it")
	case err != nil:
		c.say("plan", err.Error(), "give a file that baleen plan --out wrote")
	case plan.Nodes != node.Total:
		c.say("shard", fmt.Sprintf("the plan is for %d nodes, and this is node %d of %d", plan.Nodes, node.Index, node.Total),
			fmt.Sprintf("--shard %d/%d, or make the plan again: baleen plan --nodes %d", min(node.Index, plan.Nodes), plan.Nodes, node.Total))
	default:
		return plan
	}
	return nil
}
