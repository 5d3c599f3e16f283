package inputs

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/shard"
)

func planned(t *testing.T, args ...string) (Planning, AllWrong) {
	t.Helper()
	line, _ := parsed(t, nil, false, append([]string{"plan"}, args...)...)
	return line.Plan.Check(lookIn(nil))
}

func TestPlanning(t *testing.T) {
	p, wrong := planned(t, "--image=x", "--nodes=3", "--out=plan.json", "--json", "--split=auto")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if p.Nodes != 3 || p.Node.Total != 3 || p.Out != "plan.json" || !p.JSON || p.Smoke || p.Offline || p.Division.Split != shard.SplitAuto {
		t.Errorf("%+v", p)
	}
	if p, _ := planned(t, "--image=x", "--target-time=10m"); p.Target != 10*time.Minute {
		t.Errorf("target %s", p.Target)
	}
}

// TestPlanningOffline: a plan needs no image, but for a smoke test and for files that are in an image.
func TestPlanningOffline(t *testing.T) {
	for args, want := range map[string]struct {
		offline bool
		wrong   string
	}{
		"--nodes=2":          {true, ""},
		"--image=x":          {false, ""},
		"--smoke":            {false, "image: is required"},
		"--files-from=image": {true, "files-from: image needs the input image"},
	} {
		p, wrong := planned(t, flags(args)...)
		if p.Offline != want.offline || want.wrong == "" && len(wrong) > 0 || want.wrong != "" && (len(wrong) != 1 || wrong[0].Error() != want.wrong) {
			t.Errorf("%s: offline %v, %v", args, p.Offline, wrong)
		}
	}
}

func TestPlanningRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"--nodes=0":                      `nodes: "0" is not a number of machines`,
		"--nodes=10000":                  `nodes: "10000" is not a number of machines`,
		"--nodes=2 --target-time=5m":     "target-time: and nodes exclude each other",
		"--target-time=soon":             `target-time: "soon" is not a duration`,
		"--smoke=perhaps --image=x":      `smoke: "perhaps" is neither true nor false`,
		"--json=perhaps":                 `json: "perhaps" is neither true nor false`,
		"--plan=/nowhere.json --nodes=1": "plan: ",
	} {
		if _, wrong := planned(t, flags(args)...); len(wrong) == 0 || !strings.HasPrefix(wrong[0].Error(), want) {
			t.Errorf("%s: %v, want %q", args, wrong, want)
		}
	}
}

// TestSmokeRunsOneFile: what a smoke test runs is one whole file, however the suite is divided.
func TestSmokeRunsOneFile(t *testing.T) {
	p, wrong := planned(t, "--image=x", "--smoke", "--split=scenario", "--isolation=batch")
	if len(wrong) > 0 || p.Division.Batch || p.Division.Split == shard.SplitScenario {
		t.Errorf("%+v, %v", p.Division, wrong)
	}
	if got := p.Report.Smoke(); got != "baleen-report-smoke" {
		t.Errorf("the report is in %s", got)
	}
}

// TestFrozenPlan compares a plan file with the place of a node.
func TestFrozenPlan(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.json", `{"schema": 1, "id": "p", "nodes": 3, "plan": "digest"}`)
	for name, tt := range map[string]struct{ file, shard, wrong, hint string }{
		"ours":           {good, "2/3", "", ""},
		"another size":   {good, "2/4", "shard: the plan is for 3 nodes, and this is node 2 of 4", "--shard 2/3, or make the plan again: baleen plan --nodes 4"},
		"beyond it":      {good, "4/4", "shard: the plan is for 3 nodes, and this is node 4 of 4", "--shard 3/3, or make the plan again: baleen plan --nodes 4"},
		"another schema": {write("new.json", `{"schema": 99, "nodes": 3}`), "1/3", "plan: ", "make it with the Baleen that runs it"},
		"no nodes":       {write("none.json", `{"schema": 1}`), "1/1", "plan: ", "make it with the Baleen that runs it"},
		"no JSON":        {write("text.json", `nodes: 3`), "1/3", "plan: ", "give a file that baleen plan --out wrote"},
		"a folder":       {dir, "1/3", "plan: ", "give a file that baleen plan --out wrote"},
	} {
		t.Run(name, func(t *testing.T) {
			s, wrong := given(t, "--plan", tt.file, "--shard", tt.shard).Check(lookIn(nil))
			if tt.wrong == "" {
				if len(wrong) > 0 || s.Node.Plan == nil || s.Node.Plan.ID != "p" {
					t.Errorf("%+v, %v", s.Node, wrong)
				}
				return
			}
			if len(wrong) != 1 || !strings.HasPrefix(wrong[0].Error(), tt.wrong) || wrong[0].Hint() != tt.hint {
				t.Errorf("%v with the hint %q", wrong, wrong[0].Hint())
			}
		})
	}
}

func TestJoin(t *testing.T) {
	one, two := Wrong{Input: "a", Advice: "b"}, AllWrong{{Input: "c", Advice: "d"}, {Input: "e", Advice: "f"}}
	broken := errors.New("reach daemon")
	for name, tt := range map[string]struct {
		errs []error
		want error
	}{
		"nothing":            {nil, nil},
		"nil":                {[]error{nil, nil}, nil},
		"wrong inputs":       {[]error{one, nil, two}, AllWrong{one, two[0], two[1]}},
		"another error wins": {[]error{one, broken}, broken},
		"wrapped":            {[]error{Hinted{one, "x"}}, AllWrong{one}},
	} {
		got := Join(tt.errs...)
		if (got == nil) != (tt.want == nil) || got != nil && got.Error() != tt.want.Error() {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	if Find(broken) != nil || AllWrong(nil).Err() != nil {
		t.Error("something is wrong with nothing")
	}
}

func TestHintOf(t *testing.T) {
	for want, err := range map[string]error{
		"b":            Wrong{Input: "a", Problem: "is wrong", Advice: "b"},
		"start it":     &execute.HintError{Err: errors.New("reach docker daemon"), Hint: "start it"},
		"list of them": Hinted{errors.New("unknown"), "list of them"},
		"":             errors.New("no hint"),
	} {
		if got := HintOf(err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}
