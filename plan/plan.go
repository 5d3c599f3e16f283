// Package plan decides what a run is to do: what happens to every scenario, which units the files make, what they are
// expected to take, and which node runs them.
package plan

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// Plan is what a run is to do.
type Plan struct {
	Suite suite.Suite
	Run   *result.Run // the ledger, in which every scenario is still to run
	Units []shard.Unit
	Notes []string // what a person should know of it
	Whole int      // scenarios of all nodes

	settings inputs.Settings
	history  *shard.History
	clean    *result.Cleaner
	files    []file
	sums     map[string]string // SHA-256 of the files' content, by path
	forecast shard.Forecast
	planner  shard.Planner
}

// About is what a plan is made of.
type About struct {
	Settings inputs.Settings
	Suite    suite.Suite
	Engine   Engine
	History  *shard.History
	Clean    *result.Cleaner
	Version  string // of Baleen
	ID       string // of the run
	Started  time.Time
}

// Engine is what the run is carried out on. Without an engine only Containers is known.
type Engine struct {
	Containers int    // at a time
	Name       string // for people
	ImageID    string
	Arch       string // of the containers: it decides how long they take
}

// NewID names a run: when it started, and enough randomness for two that start together on one daemon.
func NewID(now time.Time) string {
	var random [4]byte
	rand.Read(random[:]) //nolint:errcheck // documented never to fail
	return now.UTC().Format("20060102-150405-") + hex.EncodeToString(random[:])
}

// Make plans a run. Its errors are wrong inputs.
func Make(a About) (Plan, error) {
	plan := Plan{Suite: a.Suite, Run: a.ledger(), settings: a.Settings, history: a.History, clean: a.Clean, sums: map[string]string{}}
	var wrong inputs.AllWrong
	for _, found := range a.Suite.Files {
		plan.sums[found.Path] = found.Sum
		planned, err := plan.file(found)
		if err != nil {
			wrong = append(wrong, *err)
			continue
		}
		plan.files = append(plan.files, planned)
		plan.Run.Files = append(plan.Run.Files, planned.File)
	}
	if err := wrong.Err(); err != nil {
		return plan, err
	}
	for _, link := range a.Suite.Links {
		plan.Run.Notes = append(plan.Run.Notes, plan.clean.Line(fmt.Sprintf(
			"%s is a link to a folder with feature files, and %s: name it in files to run them", link, follows(a.Suite.Recipe))))
	}
	plan.stale(a.Suite.Stale)
	plan = plan.divide()
	return plan, plan.empty()
}

// follows says who does not follow a link to a folder.
func follows(r cucumber.Recipe) string {
	if r.Reports() {
		return r.Name + " does not follow it"
	}
	return "with runner " + r.Name + " links are not followed"
}

// ledger is the run before anything of it is planned.
func (a About) ledger() *result.Run {
	s := a.Settings
	run := &result.Run{
		Schema:      result.Schema,
		Version:     a.Version,
		ID:          a.ID,
		Name:        a.Clean.Line(s.Report.Name),
		Image:       a.Clean.Line(s.Suite.Image),
		ImageID:     a.Engine.ImageID,
		Engine:      a.Engine.Name,
		Arch:        a.Engine.Arch,
		Root:        inCheckout(s.Suite.Root),
		Strict:      s.Judging.Strict,
		AllowEmpty:  s.Judging.AllowEmpty,
		FlakyFails:  s.Judging.FlakyFails,
		Concurrency: a.Engine.Containers,
		Started:     a.Started.UTC(),
		Runner:      a.Suite.Recipe.Name,
		Rerun:       s.Again(a.Suite.Recipe.Name, a.Clean.Text),
		Filters:     a.Suite.Config.Filters,
		Policy:      a.Suite.Config.Policy,
		Verdict:     result.Verdict{State: result.StateRunning, Exit: result.ExitIncomplete},
	}
	for _, word := range a.Suite.Command.Example() {
		run.Command = append(run.Command, a.Clean.Text(word))
	}
	return run
}

// inCheckout is a root as the run shows it: relative to where Baleen runs if it lies there.
func inCheckout(root string) string {
	here, err := filepath.Abs(".")
	if rel, outside := filepath.Rel(here, root); filepath.IsAbs(root) && err == nil && outside == nil && filepath.IsLocal(rel) {
		root = rel
	}
	return path.Clean(filepath.ToSlash(root))
}

// empty reports that there are files and not one scenario in them that is to run, as far as that is known.
func (plan Plan) empty() error {
	for _, f := range plan.Run.Files {
		keeps := func(s result.Scenario) bool { return s.Status != result.Deselected }
		if f.ParseFail != "" || slices.ContainsFunc(f.Scenarios, keeps) {
			return nil
		}
	}
	if plan.settings.Judging.AllowEmpty {
		return nil
	}
	return inputs.Wrong{Input: "files", Problem: "there is no scenario to run in what was found", Advice: "look at the files and at tags, or give --allow-empty"}
}

// file is a file with its scenarios, and the part of it that is to run.
type file struct {
	result.File
	unit   shard.File
	runs   bool // there is something in it to run, or nobody knows
	parsed cucumber.File
	chosen []cucumber.Pickle // what is to run of it, as far as it is known
}

// file plans the scenarios of one feature file.
func (plan Plan) file(found suite.File) (file, *inputs.Wrong) {
	parsed := found.Parsed
	out := file{runs: true, parsed: parsed}
	out.Path, out.unit.Path, out.unit.Lines = found.Path, found.Path, found.Lines
	out.unit.Name = plan.clean.Path(found.Path)
	out.Title, out.Language = plan.clean.Line(parsed.Title), parsed.Language
	out.ParseFail = plan.clean.Text(parsed.ParseFail)
	switch {
	case plan.Suite.Recipe.Name == cucumber.ExitCode:
		out.Scenarios, out.chosen = []result.Scenario{out.Whole()}, parsed.Pickles
		return out, nil
	case parsed.ParseFail != "":
		return out, plan.unread(found) // it runs as a whole, and what its runner reports counts
	}
	return out, plan.scenarios(&out, parsed.Pickles, found.Lines)
}

// unread refuses to do with a file what only the plan of its scenarios could do: nothing of what is asked for is dropped.
func (plan Plan) unread(found suite.File) *inputs.Wrong {
	why, _, _ := strings.Cut(found.Parsed.ParseFail, "\n")
	wrong := inputs.Wrong{Advice: fmt.Sprintf("mend the file, or leave it out: --files '!%s'", found.Path)}
	switch {
	case plan.settings.Suite.Tags.Text != "":
		wrong.Input, wrong.Problem = "tags", "cannot be applied to "
	case len(found.Lines) > 0:
		wrong.Input, wrong.Problem = "files", "no scenario can be selected by its line in "
		wrong.Advice = fmt.Sprintf("--files '%s' runs all of it", found.Path)
	case plan.settings.Division.Split == shard.SplitScenario:
		wrong.Input, wrong.Problem = "split", "scenario needs the scenarios of "
		wrong.Advice += ", or --split auto"
	default:
		return nil
	}
	wrong.Problem = plan.clean.Line(wrong.Problem + found.Path + ", which Baleen cannot read: " + why)
	wrong.Advice = plan.clean.Line(wrong.Advice)
	return &wrong
}
