package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shard"
)

// The ways to isolate files from each other.
const (
	isolated = "file"
	batched  = "batch"
)

// division checks how files are to be put into containers.
func (c *checker) division(in inputs) {
	c.oneOf("split", in.Split, string(shard.SplitFile), string(shard.SplitAuto), string(shard.SplitScenario))
	c.oneOf("isolation", in.Isolation, isolated, batched)
	if in.Isolation == batched && in.Runner == cucumber.ExitCode {
		c.say("isolation", "exit-code has one result for all that a container runs, so it cannot run several files",
			"leave it out, or use a runner that writes a report")
	}
}

// divide makes units of the planned files, by what earlier runs took.
func (prep *preparation) divide(planned []plannedFile) {
	prep.planned = planned
	past := prep.history.timings.Past(shard.KeyOf(prep.run))
	for _, old := range prep.history.reports {
		past.Import(old, prep.run.Root, prep.named(planned))
	}
	forecast := prep.forecast(past)
	prep.history.announce(forecast)
	prep.foretold = forecast
	prep.sayWhole()
	o := prep.options(forecast)
	prep.units = shard.Plan(prep.files(forecast), o)
	if trusted(forecast) {
		prep.run.Predicted = shard.Wall(prep.units, o.Slots, o.StartUp)
	}
}

// options are what the settings ask of the plan.
func (prep *preparation) options(forecast shard.Forecast) shard.Options {
	return shard.Options{
		Slots:   prep.run.Concurrency * max(1, prep.settings.node.total),
		StartUp: forecast.StartUp,
		Split:   shard.Split(prep.settings.Split),
		Batch:   prep.settings.Isolation == batched,
	}
}

// files are those that are to run, with how long they will take.
func (prep *preparation) files(forecast shard.Forecast) []shard.File {
	var out []shard.File
	for _, f := range prep.planned {
		if f.runs {
			out = append(out, prep.expect(f, forecast))
		}
	}
	return out
}

// forecast looks the planned files up in a history.
func (prep *preparation) forecast(past *shard.Past) shard.Forecast {
	var work []shard.Work
	for _, f := range prep.planned {
		for _, p := range prep.parsed[f.Path].Pickles {
			work = append(work, prep.work(prep.run.Location(f.File), p))
		}
	}
	return shard.NewForecast(past, work)
}

// named are the planned files with their scenarios under the names that these have in the history.
func (prep *preparation) named(planned []plannedFile) []cucumber.Planned {
	var out []cucumber.Planned
	for _, f := range planned {
		file := prep.parsed[f.Path]
		file.Pickles = slices.Clone(file.Pickles)
		for i, p := range file.Pickles {
			file.Pickles[i].Name = prep.clean.Line(p.Name)
		}
		out = append(out, cucumber.Planned{Path: f.Path, File: file})
	}
	return out
}

// work is a pickle under the name that its scenario has in reports.
func (prep *preparation) work(where string, p cucumber.Pickle) shard.Work {
	return shard.Work{File: where, Name: prep.clean.Line(p.Name), Steps: p.Steps}
}

// expect says how long the chosen scenarios of a file will take.
func (prep *preparation) expect(f plannedFile, forecast shard.Forecast) shard.File {
	where := prep.run.Location(f.File)
	f.unit.Failed, f.unit.Alone = forecast.Failed(where), f.ParseFail != "" // many runners run nothing if they cannot parse one file
	for _, p := range f.chosen {
		took := forecast.Scenario(prep.work(where, p))
		f.unit.Estimate += took
		f.unit.Pieces = prep.piece(f.unit.Pieces, p, took)
	}
	if prep.parsed[f.Path].Whole || !prep.recipe.Exact {
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
func (prep *preparation) piece(pieces []shard.Piece, p cucumber.Pickle, took time.Duration) []shard.Piece {
	line := p.Line
	if !prep.recipe.Rows {
		line = p.Outline
	}
	if last := len(pieces) - 1; last >= 0 && pieces[last].Line == line {
		pieces[last].Estimate += took
		return pieces
	}
	return append(pieces, shard.Piece{Line: line, Estimate: took})
}

// sayWhole says that files stay whole though every scenario was to be alone.
func (prep *preparation) sayWhole() {
	if prep.settings.Split == string(shard.SplitScenario) && !prep.recipe.Exact {
		prep.history.notes = append(prep.history.notes, fmt.Sprintf("split: files stay whole, since %s is not known to select single scenarios", prep.recipe.Name))
	}
}

// trusted tells that enough of the plan has been seen before to foretell a time by the clock: two of three scenarios.
func trusted(f shard.Forecast) bool { return f.Known > 0 && 3*f.Known >= 2*f.Total }

// announce says what the order goes by and what is wrong with the history.
func (h *history) announce(f shard.Forecast) {
	if f.Known > 0 {
		h.note("%d of %d scenarios have times of earlier runs", f.Known, f.Total)
	}
}
