package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shard"
)

// divide makes units of the planned files, using the times of earlier runs.
func (plan Plan) divide() Plan {
	past := plan.history.Timings.Past(shard.KeyOf(plan.Run))
	for _, old := range plan.history.Reports {
		past.Import(old, plan.Run.Root, plan.named())
	}
	plan.forecast = plan.newForecast(past)
	plan.Notes = append(slices.Clone(plan.history.Notes), plan.notes()...)
	plan.planner = plan.newPlanner()
	on := plan.Machines(max(1, plan.settings.Node.Total))
	plan.Units = plan.planner(on)
	if trusted(plan.forecast) {
		plan.Run.Predicted = shard.Wall(plan.Units, on.Nodes*on.Slots, on.StartUp)
	}
	return plan
}

// notes returns the notices about the times in use and about settings that have no effect.
func (plan Plan) notes() []string {
	out := slices.Clone(plan.settings.Notices)
	if note := plan.beforeRun(); note != "" {
		out = append(out, note)
	}
	if note := plan.Run.Stale.Note(); note != "" {
		out = append(out, note)
	}
	if of := plan.Suite.Stale; of.Compared < of.Tracked {
		out = append(out, fmt.Sprintf("stale: %d of %d files that git tracks were compared with the image, the rest would take too long", of.Compared, of.Tracked))
	}
	if f := plan.forecast; f.Known > 0 {
		out = append(out, fmt.Sprintf("timings: %d of %d scenarios have times of earlier runs", f.Known, f.Total))
	}
	if recipe := plan.Suite.Recipe; plan.settings.Division.Split == shard.SplitScenario && !recipe.Exact {
		out = append(out, fmt.Sprintf("split: files stay whole, because %s cannot select single scenarios", recipe.Name))
	}
	out = append(out, plan.locking().notes(plan.Run.Concurrency)...)
	if plan.settings.Division.Order == shard.OrderFailures {
		out = append(out, plan.orderNote())
	}
	return out
}

// beforeRun names the places where what before-run writes is lost; empty if there are none.
func (plan Plan) beforeRun() string {
	lost := plan.Suite.Unseen()
	if len(lost) == 0 {
		return ""
	}
	return "before-run: the tests do not see what it writes to " + strings.Join(lost, ", ")
}

// options returns the planning options from the settings.
func (plan Plan) options(forecast shard.Forecast) shard.Options {
	return shard.Options{
		Slots:   plan.Run.Concurrency * max(1, plan.settings.Node.Total),
		Each:    plan.Run.Concurrency,
		StartUp: forecast.StartUp,
		Split:   plan.settings.Division.Split,
		Batch:   plan.settings.Division.Batch,
		Order:   plan.settings.Division.Order,
	}
}

// estimated returns the files to run with their estimates.
func (plan Plan) estimated(forecast shard.Forecast) []shard.File {
	var out []shard.File
	for _, f := range plan.files {
		if f.runs {
			out = append(out, plan.estimate(f, forecast))
		}
	}
	return out
}

// newForecast makes a forecast for the planned scenarios from the times of the suite.
func (plan Plan) newForecast(past *shard.Past) shard.Forecast {
	scenarios := 0
	for _, f := range plan.files {
		scenarios += len(f.parsed.Pickles)
	}
	work := make([]shard.Work, 0, scenarios)
	for _, f := range plan.files {
		for _, p := range f.parsed.Pickles {
			work = append(work, plan.work(plan.Run.Location(f.File), p))
		}
	}
	return shard.NewForecast(past, work)
}

// named returns the planned files with the scenario names that the history uses.
func (plan Plan) named() []cucumber.Planned {
	var out []cucumber.Planned
	for _, f := range plan.files {
		file := f.parsed
		file.Pickles = slices.Clone(file.Pickles)
		for i, p := range file.Pickles {
			file.Pickles[i].Name = plan.clean.Line(p.Name)
		}
		out = append(out, cucumber.Planned{Path: f.Path, File: file})
	}
	return out
}

// work returns a pickle with the name that its scenario has in reports.
func (plan Plan) work(where string, p cucumber.Pickle) shard.Work {
	return shard.Work{File: where, Name: plan.clean.Line(p.Name), Steps: p.Steps}
}

// estimate estimates the chosen scenarios of a file.
func (plan Plan) estimate(f file, forecast shard.Forecast) shard.File {
	where := plan.Run.Location(f.File)
	f.unit.Failed, f.unit.Alone = forecast.Failed(where), f.ParseFail != "" // if one file cannot be parsed, many runners run nothing
	f.unit.Needs = needs(f.parsed.Tags)
	if len(f.chosen) == 0 && f.unit.Failed {
		f.unit.Urgency = shard.Failed
	}
	urgency := plan.urgency(f, forecast)
	f.unit.Pieces = make([]shard.Piece, 0, len(f.chosen))
	for _, p := range f.chosen {
		took := forecast.Scenario(plan.work(where, p))
		f.unit.Estimate += took
		one := shard.Piece{Line: p.Line, Estimate: took, Needs: needs(p.Tags), Urgency: urgency(p)}
		f.unit.Needs, f.unit.Urgency = f.unit.Needs.With(one.Needs), max(f.unit.Urgency, one.Urgency)
		f.unit.Pieces = plan.piece(f.unit.Pieces, one, p.Outline)
	}
	if f.parsed.Whole || !plan.Suite.Recipe.Exact {
		f.unit.Pieces = nil
	}
	if len(f.chosen) == 0 {
		took, known := forecast.Whole(where)
		f.unit.Estimate, f.unit.Unknown = took, !known
	}
	return f.unit
}

// piece adds a scenario to the pieces of its file. If the runner cannot select a row, the rows of an outline, which are
// consecutive, are one piece.
func (plan Plan) piece(pieces []shard.Piece, one shard.Piece, outline int) []shard.Piece {
	if !plan.Suite.Recipe.Rows {
		one.Line = outline
	}
	last := len(pieces) - 1
	if last < 0 || pieces[last].Line != one.Line {
		return append(pieces, one)
	}
	with := &pieces[last]
	with.Estimate += one.Estimate
	with.Needs, with.Urgency = with.Needs.With(one.Needs), max(with.Urgency, one.Urgency)
	return pieces
}

// trusted reports whether enough scenarios have times of earlier runs to predict the time of the run: two thirds.
func trusted(f shard.Forecast) bool { return f.Known > 0 && 3*f.Known >= 2*f.Total }

// Tell says of what failed or flaked in the run what earlier runs say of it.
func (plan Plan) Tell() { plan.history.Timings.Past(shard.KeyOf(plan.Run)).Tell(plan.Run) }

// Learn adds the run to the history, whether it passed or not.
func (plan Plan) Learn() error { return plan.history.Learn(plan.Run) }
