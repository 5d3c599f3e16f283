package plan

import (
	"fmt"
	"os"
	"slices"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/quarantine"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// offered is in how many of its last runs a scenario has passed if its entry is offered for removal.
const offered = 20

// quarantine marks the scenarios that the list has, and says what to do about its entries.
func (plan Plan) quarantine() {
	list, past := plan.settings.Quarantine, plan.history.Timings.Past(shard.KeyOf(plan.Run))
	healed := map[int]bool{} // by line of the entry: whether all its scenarios pass
	for _, f := range plan.Run.Files {
		where := plan.Run.Location(f)
		for i := range f.Scenarios {
			s := &f.Scenarios[i]
			entry, found := list.Find(where, s.Name)
			if !found {
				continue
			}
			s.Quarantine = plan.quarantined(list, entry)
			passes, seen := healed[entry.Line]
			healed[entry.Line] = (passes || !seen) && past.Record(where, s.Name).Passed(offered)
		}
	}
	for _, e := range list.Entries {
		passes, matched := healed[e.Line]
		if note := plan.about(e, matched, passes); note != "" {
			plan.Run.Quarantine = append(plan.Run.Quarantine, plan.clean.Line(fmt.Sprintf("quarantine: %s %s", list.Where(e), note)))
		}
	}
}

func (plan Plan) quarantined(list quarantine.List, e quarantine.Entry) *result.Quarantine {
	return &result.Quarantine{
		Owner: plan.clean.Line(e.Owner), Issue: plan.clean.Line(e.Issue), Reason: plan.clean.Line(e.Reason),
		Expires: e.Expires.Format(quarantine.Day), Expired: e.Expired(plan.Run.Started), Entry: plan.clean.Line(list.Where(e)),
	}
}

// about says what to do about an entry; empty: nothing.
func (plan Plan) about(e quarantine.Entry, matched, healed bool) string {
	switch now := plan.Run.Started; {
	case !matched && plan.misses(e):
		return fmt.Sprintf("matches nothing: %s has no scenario %q: take it out, or correct it", e.File, e.Scenario)
	case !matched && plan.gone(e):
		return fmt.Sprintf("matches nothing: there is no %s: take it out, or correct it", e.File)
	case !matched || e.Expired(now):
		return "" // an expired entry is a reason of the verdict
	case healed:
		return fmt.Sprintf("is no longer needed: %s passed in its last %d runs: take it out", e.Names(), offered)
	case e.Expiring(now):
		return fmt.Sprintf("expires on %s, after which it fails the run (%s)", e.Expires.Format(quarantine.Day), e.Owner)
	}
	return ""
}

// misses reports whether all of an entry's file is planned, and it has no such scenario.
func (plan Plan) misses(e quarantine.Entry) bool {
	at := slices.IndexFunc(plan.files, func(f file) bool { return plan.Run.Location(f.File) == e.File })
	return at >= 0 && e.Scenario != "" && plan.files[at].ParseFail == "" && plan.files[at].whole()
}

// whole reports whether no line selects a part of a file.
func (f file) whole() bool { return len(f.parsed.Pickles) == len(f.Scenarios) }

// gone reports whether the file of an entry is neither planned nor in the checkout. What is only in the image may not be asked for
// in this run.
func (plan Plan) gone(e quarantine.Entry) bool {
	planned := slices.ContainsFunc(plan.files, func(f file) bool { return plan.Run.Location(f.File) == e.File })
	_, err := os.Stat(plan.settings.Quarantine.FileOf(e))
	return !planned && os.IsNotExist(err) && plan.settings.Suite.FilesFrom != inputs.FromImage
}
