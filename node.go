package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// nodePlace is which of how many nodes this is.
type nodePlace struct {
	index, total int
	notice       string // that the CI system started several jobs and each runs everything; empty: it did not
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
	// A Job of Kubernetes tells its pods nothing of how many there are: the manifest does.
	{"Kubernetes", "JOB_COMPLETION_INDEX", "BALEEN_NODE_TOTAL", 0},
}

const wholeSuite = "1/1"

var shardForm = regexp.MustCompile(`^\s*(\d{1,4})\s*/\s*(\d{1,4})\s*$`)

// shard reads the input of that name.
func (c *checker) shard(text string) nodePlace {
	if text == "auto" {
		return c.shardOfCI()
	}
	place := nodePlace{1, 1, ""}
	if parts := shardForm.FindStringSubmatch(text); parts != nil {
		place.index, _ = strconv.Atoi(parts[1])
		place.total, _ = strconv.Atoi(parts[2])
	} else {
		place.index = 0
	}
	if place.index < 1 || place.index > place.total {
		c.say("shard", fmt.Sprintf("%q is no node of several", text), "--shard 2/3 is the second of three, and auto takes the CI system's variables")
		return nodePlace{1, 1, ""}
	}
	if text == wholeSuite {
		place.notice = c.unused()
	}
	return place
}

// shardOfCI takes the place from the variables of the CI system.
func (c *checker) shardOfCI() nodePlace {
	for _, ci := range ciNodes {
		index, total := c.getenv(ci.index), c.getenv(ci.total)
		// GitLab sets the total, 1, for jobs that are not parallel as well.
		if index == "" && (total == "" || total == "1") {
			if total == "" {
				continue
			}
			return nodePlace{1, 1, ""}
		}
		i, err := strconv.Atoi(index)
		n, failed := strconv.Atoi(total)
		if i -= ci.first - 1; err == nil && failed == nil && i >= 1 && i <= n {
			return nodePlace{i, n, ""}
		}
		c.say("shard", fmt.Sprintf("auto finds %s=%q and %s=%q, which is no node of several", ci.index, index, ci.total, total),
			"both variables of "+ci.system+" are needed, or --shard 2/3")
		return nodePlace{1, 1, ""}
	}
	c.say("shard", "auto finds no variables of GitLab, Buildkite, CircleCI, Semaphore or Kubernetes",
		"--shard 2/3; on GitHub --shard ${{ matrix.node }}/${{ strategy.job-total }}")
	return nodePlace{1, 1, ""}
}

// unused says that there are several jobs and nobody has told Baleen to share the suite between them. That may well be
// meant: GitLab's parallel: matrix sets the same variables.
func (c *checker) unused() string {
	for _, ci := range ciNodes {
		if total, err := strconv.Atoi(c.getenv(ci.total)); err == nil && total > 1 && c.getenv(ci.index) != "" {
			return fmt.Sprintf("%s=%d is set and shard is not given: this job runs everything (--shard auto would share it with the others)", ci.total, total)
		}
	}
	return ""
}

// mostNodes is what fits into the input shard.
const mostNodes = 9999

// share keeps of the plan what this node runs, and notes in the run what the others do.
func (prep *preparation) share(commit string) error {
	place := prep.settings.node
	split, err := prep.split(place.total, commit)
	if err != nil {
		return err
	}
	prep.run.Node = &result.Node{
		Index:  place.index,
		Total:  place.total,
		Plan:   split.Digest(prep.run.Files, prep.sums),
		Commit: commit,
	}
	if plan := prep.settings.plan; plan != nil {
		prep.run.Node.Frozen = plan.ID
	}
	prep.whole = prep.run.Counts().Total
	shares := split.Files(prep.run.Files)
	prep.run.Files, prep.units = shares[place.index], split.Share(place.index)
	if !prep.run.Node.Several() {
		return nil
	}
	if prep.run.Predicted > 0 {
		prep.run.Predicted = shard.Wall(prep.units, prep.run.Concurrency, prep.foretold.StartUp)
	}
	for node := 1; node <= place.total; node++ {
		if files := shares[node]; node != place.index && len(files) > 0 {
			prep.run.Node.Others = append(prep.run.Node.Others, result.Share{Node: node, Files: planned(files)})
		}
	}
	// Reports of several nodes are put into one folder.
	for i := range prep.units {
		prep.units[i].Name = fmt.Sprintf("%d-%s", place.index, prep.units[i].Name)
	}
	return nil
}

// planned drops what says nothing of another node's scenarios but that they have not run here.
func planned(files []result.File) []result.File {
	for _, f := range files {
		for i := range f.Scenarios {
			if s := &f.Scenarios[i]; s.Status != result.Deselected {
				s.Status, s.Failure = "", nil
			}
		}
	}
	return files
}

// aboutNode tells which share this is; nothing where the suite is not shared.
func (prep *preparation) aboutNode() string {
	node := prep.run.Node
	switch {
	case node == nil:
		return ""
	case prep.settings.node.notice != "":
		return "\nshard: " + prep.settings.node.notice
	case !node.Several():
		return ""
	case len(prep.units) == 0:
		return fmt.Sprintf("\nshard: %s has nothing to run: there are more nodes than files", node)
	}
	return fmt.Sprintf("\nshard: %s, which runs %d of %d scenarios", node, prep.run.Counts().Total, prep.whole)
}

// learn keeps what the run took. A node of several leaves that to merge: a history that changes while nodes start would give
// each of them another plan.
func (r *suiteRun) learn() error {
	if r.run.Node.Several() {
		return nil
	}
	return r.history.learn(r.run)
}

// commitVariables are where CI systems tell the commit that a job is of.
var commitVariables = []string{"GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "BUILDKITE_COMMIT", "CIRCLE_SHA1", "SEMAPHORE_GIT_SHA"}

// commit is that of the checkout: the CI system's word, or else Git's. It is empty where neither knows.
func (p program) commit(ctx context.Context, root string) string {
	for _, name := range commitVariables {
		if commit := strings.TrimSpace(p.getenv(name)); commit != "" {
			return commit
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "git", "-C", root, "rev-parse", "--verify", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
