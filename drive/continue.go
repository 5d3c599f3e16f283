package drive

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// builds are the variables in which CI systems name a build, which stays the same when a job is run again, and count its attempts.
// CircleCI and Jenkins start another build for that.
var builds = []struct {
	system, id, job, attempt string
	first                    int // the number of the first attempt
}{
	{"GitHub", "GITHUB_RUN_ID", "GITHUB_JOB", "GITHUB_RUN_ATTEMPT", 1},
	{"GitLab", "CI_PIPELINE_ID", "CI_JOB_NAME", "", 0},
	{"Buildkite", "BUILDKITE_BUILD_ID", "BUILDKITE_STEP_ID", "BUILDKITE_RETRY_COUNT", 0},
}

// buildOf is the build that Baleen runs in.
func buildOf(getenv func(string) string) result.Build {
	for _, ci := range builds {
		if id := getenv(ci.id); id != "" {
			build := result.Build{ID: ci.system + " " + id, Job: getenv(ci.job)}
			if attempt, err := strconv.Atoi(getenv(ci.attempt)); err == nil {
				build.Attempt = attempt + 1 - ci.first
			}
			return build
		}
	}
	return result.Build{}
}

// share reduces a plan to what this node is to run: its share, or with rerun: failed what is unfinished of it in the earlier report.
func (s session) share(prep prepared, settings inputs.Settings, at plan.Commit) (prepared, error) {
	note := ""
	if settings.RerunFailed {
		earlier, why := earlierReport(prep, settings, at)
		if earlier != nil {
			prep.Plan = goOn(prep.Plan, earlier, why)
			return prep, nil
		}
		note = everything + why
	}
	var err error
	prep.Plan, err = prep.Share(at)
	if note != "" {
		prep.Plan = noted(prep.Plan, note)
	}
	return prep, err
}

// everything begins the notice that nothing of an earlier report is used.
const everything = "rerun: everything runs, because "

// earlierReport returns the report to go on with; nil: there is none, and why. If there is one and a why, all of it is to run again.
func earlierReport(prep prepared, settings inputs.Settings, at plan.Commit) (*result.Run, string) {
	dir := reportdir.Of(settings.Report.Dir, prep.Run.Name)
	earlier, err := result.Load(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "there is no earlier report in " + dir
	case err != nil:
		return nil, "the earlier report cannot be used: " + err.Error()
	}
	if why := otherThan(earlier, prep, settings, at); why != "" {
		return nil, why
	}
	if !earlier.Unfinished().Empty() {
		return earlier, ""
	}
	why := "nothing is unfinished in the report of run " + earlier.ID
	if earlier.Node.Several() { // the other nodes may go on with the shares that they had
		return earlier, why
	}
	return nil, why
}

// goOn makes a plan go on with an earlier report. why says why all of it is to run again; empty: what is unfinished.
func goOn(p plan.Plan, earlier *result.Run, why string) plan.Plan {
	if why != "" {
		return noted(p.Continue(earlier, earlier.All()), everything+why)
	}
	unfinished := earlier.Unfinished()
	p = p.Continue(earlier, unfinished)
	return noted(p, "rerun: goes on with the report of run "+earlier.ID+": "+p.Run.StillToRun(unfinished))
}

func noted(p plan.Plan, note string) plan.Plan {
	p.Notes = append([]string{note}, p.Notes...)
	return p
}

// otherThan says why the report of an earlier run cannot be gone on with; empty: it can.
func otherThan(earlier *result.Run, prep prepared, settings inputs.Settings, at plan.Commit) string {
	now, node := prep.Run, earlier.Node
	about := "the report of run " + earlier.ID + " "
	switch {
	case earlier.RerunOf != nil:
		return about + "is of a rerun, which leaves scenarios out"
	case node == nil || len(earlier.Nodes) > 0:
		return about + "is one that was merged"
	case earlier.Build.ID != "" && now.Build.ID != "" && earlier.Build.ID != now.Build.ID:
		return about + "is of another build (" + earlier.Build.ID + ")"
	case earlier.Build.Job != now.Build.Job:
		return about + "is of another job (" + earlier.Build.Job + ")"
	case earlier.ImageID != now.ImageID && !sameDigest(earlier.Digests, now.Digests):
		return about + "is of another image (" + earlier.ImageID + ")"
	case node.Commit != at.ID:
		return about + fmt.Sprintf("is of another commit (%q, not %q)", node.Commit, at.ID)
	case settings.Suite.Brings() && (at.ID == "" || at.Dirty || node.Dirty):
		return "the containers get the files of the checkout, and these are not those of a commit"
	case node.Index != settings.Node.Index || node.Total != settings.Node.Total:
		return about + "is of " + node.String()
	case settings.Node.Plan != nil && settings.Node.Plan.ID != node.Frozen, settings.Node.Plan == nil && node.Frozen != "":
		return about + "followed another plan file"
	case len(earlier.BurnTrouble()) > 0:
		return about + "had trouble in its burn-in"
	case earlier.Runner != now.Runner:
		return about + "is of another runner (" + earlier.Runner + ")"
	}
	if differ := now.Inputs.Differ(earlier.Inputs); len(differ) > 0 {
		return about + "had other inputs (" + strings.Join(differ, ", ") + ")"
	}
	if differs := prep.Covers(earlier); differs != "" {
		return about + "planned other scenarios: " + differs
	}
	return ""
}

// sameDigest reports whether a registry knows both images by one name.
func sameDigest(a, b []string) bool {
	return slices.ContainsFunc(a, func(digest string) bool { return slices.Contains(b, digest) })
}
