package main

import (
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shard"
)

// divide makes units of the planned files, by what earlier runs took.
func (prep *preparation) divide(planned []plannedFile) {
	forecast := prep.forecast(planned)
	prep.history.announce(forecast)
	var files []shard.File
	for _, f := range planned {
		if f.runs {
			files = append(files, prep.expect(f, forecast))
		}
	}
	prep.units = shard.Plan(files)
	if trusted(forecast) {
		prep.run.Predicted = shard.Wall(prep.units, prep.run.Concurrency, forecast.StartUp)
	}
}

// forecast looks the planned files up in the history.
func (prep *preparation) forecast(planned []plannedFile) shard.Forecast {
	past := prep.history.timings.Past(shard.KeyOf(prep.run))
	for _, old := range prep.history.reports {
		past.Import(old, prep.run.Root, prep.named(planned))
	}
	var work []shard.Work
	for _, f := range planned {
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
	f.unit.Failed = forecast.Failed(where)
	for _, p := range f.chosen {
		f.unit.Estimate += forecast.Scenario(prep.work(where, p))
	}
	if len(f.chosen) == 0 {
		took, known := forecast.Whole(where)
		f.unit.Estimate, f.unit.Unknown = took, !known
	}
	return f.unit
}

// trusted tells that enough of the plan has been seen before to foretell a time by the clock: two of three scenarios.
func trusted(f shard.Forecast) bool { return f.Known > 0 && 3*f.Known >= 2*f.Total }

// announce says what the order goes by and what is wrong with the history.
func (h *history) announce(f shard.Forecast) {
	if f.Known > 0 {
		h.note("%d of %d scenarios have times of earlier runs", f.Known, f.Total)
	}
}
