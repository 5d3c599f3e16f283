package inputs

import (
	"fmt"
	"strings"
	"testing"
)

func TestShard(t *testing.T) {
	gitlab := func(index, total string) map[string]string {
		return map[string]string{"CI_NODE_INDEX": index, "CI_NODE_TOTAL": total}
	}
	for _, tt := range []struct {
		shard string
		env   map[string]string
		want  string // "i/n", or a part of the problem
	}{
		{"1/1", nil, "1/1"},
		{"2/3", nil, "2/3"},
		{" 2 / 3 ", nil, "2/3"},
		{"3/3", nil, "3/3"},
		{"0/3", nil, `"0/3" is not a node number`},
		{"4/3", nil, `"4/3" is not a node number`},
		{"1/0", nil, `"1/0" is not a node number`},
		{"2", nil, `"2" is not a node number`},
		{"-1/3", nil, `"-1/3" is not a node number`},
		{"2/3x", nil, `"2/3x" is not a node number`},
		{"2/3", gitlab("1", "4"), "2/3"},
		{"auto", gitlab("2", "3"), "2/3"},
		{"auto", gitlab("", "1"), "1/1"},
		{"auto", gitlab("", "3"), `auto finds CI_NODE_INDEX="" and CI_NODE_TOTAL="3"`},
		{"auto", gitlab("2", ""), `auto finds CI_NODE_INDEX="2" and CI_NODE_TOTAL=""`},
		{"auto", gitlab("0", "3"), `auto finds CI_NODE_INDEX="0"`},
		{"auto", gitlab("4", "3"), `auto finds CI_NODE_INDEX="4"`},
		{"auto", gitlab("two", "3"), `auto finds CI_NODE_INDEX="two"`},
		{"auto", map[string]string{"BUILDKITE_PARALLEL_JOB": "0", "BUILDKITE_PARALLEL_JOB_COUNT": "4"}, "1/4"},
		{"auto", map[string]string{"BUILDKITE_PARALLEL_JOB": "4", "BUILDKITE_PARALLEL_JOB_COUNT": "4"}, "auto finds BUILDKITE_PARALLEL_JOB"},
		{"auto", map[string]string{"CIRCLE_NODE_INDEX": "3", "CIRCLE_NODE_TOTAL": "4"}, "4/4"},
		{"auto", map[string]string{"SEMAPHORE_JOB_INDEX": "1", "SEMAPHORE_JOB_COUNT": "2"}, "1/2"},
		{"auto", map[string]string{"JOB_COMPLETION_INDEX": "2", "BALEEN_NODE_TOTAL": "3"}, "3/3"},
		{"auto", map[string]string{"JOB_COMPLETION_INDEX": "2"}, `BALEEN_NODE_TOTAL="", which is not a node number`},
		{"auto", nil, "auto finds no variables"},
	} {
		c := &checker{getenv: lookIn(tt.env)}
		place := c.shard(tt.shard)
		got := fmt.Sprintf("%d/%d", place.Index, place.Total)
		if len(c.wrong) > 0 {
			got = c.wrong[0].Problem
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("shard %q with %v: %q, want %q", tt.shard, tt.env, got, tt.want)
		}
	}
}

// TestShardNotGiven: a job that is one of several and runs everything says so once.
func TestShardNotGiven(t *testing.T) {
	env := map[string]string{"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"}
	if place := (&checker{getenv: lookIn(env)}).shard("1/1"); !strings.Contains(place.Notice, "CI_NODE_TOTAL=3 is set and shard is not given") {
		t.Errorf("the notice is %q", place.Notice)
	}
	env["CI_NODE_TOTAL"] = "1"
	if place := (&checker{getenv: lookIn(env)}).shard("1/1"); place.Notice != "" {
		t.Errorf("one job of one: %q", place.Notice)
	}
}

func lookIn(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}
