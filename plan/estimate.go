package plan

import (
	"fmt"
	"slices"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shard"
)

// divide makes units of the planned files, by what earlier runs took.
func (plan Plan) divide() Plan {
	past := plan.history.Timings.Past(shard.KeyOf(plan.Run))
	for _, old := range plan.history.Reports {
		past.Import(old, plan.Run.Root, plan.named())
	}
	plan.forecast = plan.foresee(past)
	plan.Notes = append(slices.Clone(plan.history.Notes), plan.notes()...)
	plan.planner = plan.newPlanner()
	on := plan.Machines(max(1, plan.settings.Node.Total))
	plan.Units = plan.planner(on)
	if trusted(plan.forecast) {
		plan.Run.Predicted = shard.Wall(plan.Units, on.Nodes*on.Slots, on.StartUp)
	}
	return plan
}

// notes say what the order goes by, and what was asked for and is not done.
func (plan Plan) notes() []string {
	out := slices.Clone(plan.settings.Notices)
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
		out = append(out, fmt.Sprintf("split: files stay whole, since %s is not known to select single scenarios", recipe.Name))
	}
	return out
}

// options are what the settings ask of the plan.
func (plan Plan) options(forecast shard.Forecast) shard.Options {
	return shard.Options{
		Slots:   plan.Run.Concurrency * max(1, plan.settings.Node.Total),
		StartUp: forecast.StartUp,
		Split:   plan.settings.Division.Split,
		Batch:   plan.settings.Division.Batch,
	}
}

// expected are the files that are to run, with how long they will take.
func (plan Plan) expected(forecast shard.Forecast) []shard.File {
	var out []shard.File
	for _, f := range plan.files {
		if f.runs {
			out = append(out, plan.expect(f, forecast))
		}
	}
	return out
}

// foresee looks the planned files up in a history.
func (plan Plan) foresee(past *shard.Past) shard.Forecast {
	var work []shard.Work
	for _, f := range plan.files {
		for _, p := range f.parsed.Pickles {
			work = append(work, plan.work(plan.Run.Location(f.File), p))
		}
	}
	return shard.NewForecast(past, work)
}

// named are the planned files with their scenarios under the names that these have in the history.
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

// work is a pickle under the name that its scenario has in reports.
func (plan Plan) work(where string, p cucumber.Pickle) shard.Work {
	return shard.Work{File: where, Name: plan.clean.Line(p.Name), Steps: p.Steps}
}

// expect says how long the chosen scenarios of a file will take.
func (plan Plan) expect(f file, forecast shard.Forecast) shard.File {
	where := plan.Run.Location(f.File)
	f.unit.Failed, f.unit.Alone = forecast.Failed(where), f.ParseFail != "" // many runners run nothing if they cannot parse one file
	for _, p := range f.chosen {
		took := forecast.Scenario(plan.work(where, p))
		f.unit.Estimate += took
		f.unit.Pieces = plan.piece(f.unit.Pieces, p, took)
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

// piece adds a scenario to what its file can be divided into; the rows of an outline are one piece where the runner cannot
// select a row. Rows follow each other.
func (plan Plan) piece(pieces []shard.Piece, p cucumber.Pickle, took time.Duration) []shard.Piece {
	line := p.Line
	if !plan.Suite.Recipe.Rows {
		line = p.Outline
	}
	if last := len(pieces) - 1; last >= 0 && pieces[last].Line == line {
		pieces[last].Estimate += took
		return pieces
	}
	return append(pieces, shard.Piece{Line: line, Estimate: took})
}

// trusted reports whether enough of the plan has been seen before to foretell a time by the clock: two of three scenarios.
func trusted(f shard.Forecast) bool { return f.Known > 0 && 3*f.Known >= 2*f.Total }

// Learn adds the run to the history, whatever became of it.
func (plan Plan) Learn() error { return plan.history.Learn(plan.Run) }
