// Package plan decides what a run does: which scenarios run, how files are grouped into units, how long these are expected to
// take, and which node runs them.
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
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// Plan is what a run will do.
type Plan struct {
	Suite suite.Suite
	Run   *result.Run // the ledger, in which every scenario is not-run yet
	Units []shard.Unit
	Notes []string // notices for the user
	Whole int      // number of scenarios of all nodes
	// Silence is for how long a container may write and report nothing; 0: without limit.
	Silence time.Duration

	settings inputs.Settings
	world    execute.World // without a daemon, its images are not resolved
	history  *shard.History
	clean    *result.Cleaner
	files    []file
	sums     map[string]string // SHA-256 of the files' content, by path
	forecast shard.Forecast
	planner  shard.Planner
}

// About is the input of Make and Offline.
type About struct {
	Settings inputs.Settings
	Suite    suite.Suite
	Engine   Engine
	History  *shard.History
	Clean    *result.Cleaner
	Version  string // of Baleen
	ID       string // of the run
	Build    result.Build
	Started  time.Time
}

// Engine describes the Docker engine of the run. Without an engine only Containers is set.
type Engine struct {
	Containers int    // at a time
	Name       string // for people
	ImageID    string
	Arch       string // of the containers; times are kept by architecture
}

// NewID returns the ID of a run: its start time, and random digits for runs that start together on one daemon.
func NewID(now time.Time) string {
	var random [4]byte
	rand.Read(random[:]) // documented never to fail
	return now.UTC().Format("20060102-150405-") + hex.EncodeToString(random[:])
}

// Make plans a run. Its errors are inputs.AllWrong or inputs.Wrong.
func Make(a About) (Plan, error) {
	plan := Plan{Suite: a.Suite, Run: a.ledger(), settings: a.Settings, world: a.world(), history: a.History, clean: a.Clean, sums: map[string]string{}}
	var wrong inputs.AllWrong
	for _, found := range a.Suite.Files {
		plan.sums[found.Path] = found.Sum
		planned, err := plan.file(found)
		if err == nil {
			err = plan.badTags(planned)
		}
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
	plan = plan.divide().quieted()
	plan.quarantine()
	plan = plan.burnIn()
	return plan, plan.empty()
}

// follows explains why a link to a folder is not followed.
func follows(r cucumber.Recipe) string {
	if r.Reports() {
		return r.Name + " does not follow it"
	}
	return "runner " + r.Name + " does not follow links"
}

// ledger returns the run before planning.
func (a About) ledger() *result.Run {
	s := a.Settings
	run := &result.Run{
		Schema:      result.Schema,
		Version:     a.Version,
		ID:          a.ID,
		Name:        a.Clean.Line(s.Report.Name),
		Image:       a.Clean.Line(s.Suite.Image),
		ImageID:     a.Engine.ImageID,
		Services:    a.services(),
		Engine:      a.Engine.Name,
		Arch:        a.Engine.Arch,
		Root:        inCheckout(s.Suite.Root),
		Strict:      s.Judging.Strict,
		AllowEmpty:  s.Judging.AllowEmpty,
		FlakyFails:  s.Judging.FlakyFails,
		Concurrency: a.Engine.Containers,
		Order:       notLongest(s.Division.Order),
		Started:     a.Started.UTC(),
		Build:       a.Build,
		Runner:      a.Suite.Recipe.Name,
		Inputs:      a.kept(),
		Digests:     a.Suite.Spec.Image.Digests,
		Filters:     a.Suite.Config.Filters,
		Policy:      a.Suite.Config.Policy,
		Verdict:     result.Verdict{State: result.StateRunning, Exit: result.ExitIncomplete},
	}
	for _, word := range a.Suite.Command.Example() {
		run.Command = append(run.Command, a.Clean.Text(word))
	}
	return run
}

// kept returns the inputs that a rerun needs.
func (a About) kept() *result.Inputs {
	given, hidden := a.Settings.Keep(a.Suite.Recipe.Name, a.Clean.Text)
	kept := &result.Inputs{Hidden: hidden}
	for _, one := range given {
		kept.Given = append(kept.Given, result.Input(one))
	}
	return kept
}

// inCheckout returns a root as the run shows it: relative to the current folder if it is below it.
func inCheckout(root string) string {
	here, err := filepath.Abs(".")
	if rel, outside := filepath.Rel(here, root); filepath.IsAbs(root) && err == nil && outside == nil && filepath.IsLocal(rel) {
		root = rel
	}
	return path.Clean(filepath.ToSlash(root))
}

// empty returns an error if all files can be read and no scenario in them is to run.
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
	return inputs.Wrong{Input: "files", Problem: "no file has a scenario to run", Advice: "check files and tags, or give --allow-empty"}
}

// file is a feature file, its scenarios and the part to run.
type file struct {
	result.File
	unit   shard.File
	runs   bool // it has scenarios to run, or cannot be read
	parsed cucumber.File
	chosen []cucumber.Pickle // the scenarios to run, if it can be read
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
		out.Scenarios[0].Text = found.Sum
		return out, nil
	case parsed.ParseFail != "":
		return out, plan.unread(found) // it runs as a whole, and the runner's report decides
	}
	return out, plan.scenarios(&out, parsed.Pickles, found.Lines)
}

// unread returns an error if a setting needs the scenarios of a file that Baleen cannot read, so that no setting is ignored.
func (plan Plan) unread(found suite.File) *inputs.Wrong {
	why, _, _ := strings.Cut(found.Parsed.ParseFail, "\n")
	wrong := inputs.Wrong{Advice: fmt.Sprintf("fix the file, or exclude it: --files '!%s'", found.Path)}
	switch {
	case plan.settings.Suite.Tags.Text != "":
		wrong.Input, wrong.Problem = "tags", "cannot be applied to "
	case len(found.Lines) > 0:
		wrong.Input, wrong.Problem = "files", "lines cannot select scenarios in "
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
