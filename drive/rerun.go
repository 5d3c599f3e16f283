package drive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shell"
)

// again is the command line that runs a part of the run again, given the folder that its report is in.
func again(folder string) string {
	if folder == defaultFolder {
		return "baleen rerun"
	}
	return "baleen rerun " + shell.OneLine(folder)
}

// defaultFolder is the default of the input report-dir.
const defaultFolder = "baleen-report"

// rerunOf returns the command line that runs one scenario of a run again. It runs the whole file if line is 0, or if Baleen cannot
// read the file.
func rerunOf(run *result.Run, clean *result.Cleaner) func(path string, line int) string {
	return func(path string, line int) string {
		file := run.File(path)
		place := result.Located(run.Root, path)
		if line > 0 && (file == nil || file.ParseFail == "") {
			place += ":" + strconv.Itoa(selectable(run, path, line))
		}
		if strings.HasPrefix(place, "-") {
			place = "./" + place
		}
		return run.Rerun + " " + shell.OneLine(clean.Text(place))
	}
}

// selectable is the line that selects a scenario: its own, or that of its outline if the runner cannot select a row.
func selectable(run *result.Run, path string, line int) int {
	file := run.File(path)
	recipe, known := cucumber.Find(run.Runner)
	if file == nil || recipe.Rows || !known {
		return line
	}
	for _, s := range file.Scenarios {
		if s.Line == line && s.Outline > 0 {
			return s.Outline
		}
	}
	return line
}

// rerun is "baleen rerun": it runs a part of an earlier run again, with the image and the inputs of that run.
func (s session) rerun(ctx context.Context, in inputs.Rerun) int {
	of, err := s.origin(in)
	if err != nil {
		return s.stop(ctx, err)
	}
	settings, wrong := in.Check(s.Getenv, of.inputs(), s.Environ...)
	s = s.knowing(settings.Environment.Secrets)
	if len(wrong) > 0 {
		return s.stop(ctx, wrong)
	}
	s = s.on(s.platform.With(platformOptions(settings.Report)))
	status, err := s.runAgain(ctx, settings, of)
	if err != nil {
		return s.stop(ctx, err)
	}
	return status
}

// runAgain plans the run again, reduces the plan to what was asked for, and carries that out.
func (s session) runAgain(ctx context.Context, settings inputs.Settings, of origin) (int, error) {
	at := s.checkedOut(ctx, settings.Suite.Root)
	if err := of.sameCheckout(settings, at.ID); err != nil {
		return 0, err
	}
	prep, err := s.prepare(ctx, settings, "")
	if err != nil {
		return 0, err
	}
	reduced, left, err := prep.Only(of.files)
	if err == nil {
		reduced, err = reduced.Share(at)
	}
	if err != nil {
		prep.discard(ctx)
		return 0, err
	}
	reduced.LeaveOut(left)
	reduced.Run.RerunOf = of.describe(reduced.Run, at.ID)
	prep.Plan = reduced
	prep.Notes = append([]string{prep.Run.RerunOf.Sentence(prep.Run.Counts().Total)}, prep.Notes...)
	return s.carryOut(ctx, settings, prep)
}

// origin is the run to run a part of again.
type origin struct {
	dir   string // its report folder
	run   *result.Run
	files []result.File // what to run of it
}

// origin finds the report, and in it what to run.
func (s session) origin(in inputs.Rerun) (origin, error) {
	of := origin{dir: reportdir.Of(in.ReportDir, in.Name)}
	targets := in.Targets
	if len(targets) > 0 {
		if info, err := os.Stat(targets[0]); err == nil && info.IsDir() {
			of.dir, targets = reportdir.Of(targets[0], in.Name), targets[1:]
		}
	}
	if _, known := reportdir.SuiteOf(of.dir); !known {
		of.dir = onlySuite(of.dir)
	}
	var err error
	switch of.run, err = result.Load(of.dir); {
	case errors.Is(err, fs.ErrNotExist):
		return of, inputs.Wrong{Input: "report-dir", Problem: fmt.Sprintf("%q holds no report of a run", of.dir),
			Advice: "name the report folder: baleen rerun DIR; that of a CI job is among its artifacts"}
	case err != nil:
		return of, inputs.Wrong{Input: "report-dir", Problem: err.Error(), Advice: "use the version of Baleen that wrote it"}
	case of.run.Inputs == nil:
		return of, inputs.Wrong{Input: "report-dir", Problem: fmt.Sprintf("the report in %q does not say what the inputs of its run were", of.dir),
			Advice: "it is of an older Baleen: baleen run --files FILE:LINE with the same inputs"}
	}
	of.files, err = chosen(of.run, targets)
	return of, err
}

// onlySuite returns the one report folder below a folder for reports, if there is only one: that of a named suite.
func onlySuite(dir string) string {
	entries, _ := os.ReadDir(dir) // none: the folder holds no report either way
	var found []string
	for _, entry := range entries {
		if _, known := reportdir.SuiteOf(filepath.Join(dir, entry.Name())); entry.IsDir() && known {
			found = append(found, filepath.Join(dir, entry.Name()))
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return dir
}

// inputs returns what the checked inputs of the rerun derive from.
func (of origin) inputs() inputs.Earlier {
	earlier := inputs.Earlier{
		Hidden: of.run.Inputs.Hidden, Folder: of.dir,
		Image: inputs.Pinned{ID: of.run.ImageID, Digests: of.run.Digests, Run: of.run.ID},
	}
	for _, one := range of.run.Inputs.Given {
		earlier.Kept = append(earlier.Kept, inputs.Given(one))
	}
	if above := filepath.Dir(of.dir); of.run.Name != "" && reportdir.Of(above, of.run.Name) == filepath.Clean(of.dir) {
		earlier.Folder = above
	}
	return earlier
}

// sameCheckout refuses another commit if the containers get the files of the checkout.
func (of origin) sameCheckout(settings inputs.Settings, commit string) error {
	then := of.commit()
	if !settings.Suite.Brings() || then == "" || commit == "" || then == commit {
		return nil
	}
	return inputs.Wrong{Input: "workspace", Problem: fmt.Sprintf("%s copies the checkout, which is at commit %s; the run was at %s", settings.Suite.Workspace, commit, then),
		Advice: "git checkout " + shell.OneLine(then) + ", or start a new run: baleen run"}
}

// commit is that of the checkout of the run, empty if it is not known.
func (of origin) commit() string {
	if of.run.Node == nil {
		return ""
	}
	return of.run.Node.Commit
}

// describe says what the rerun is a rerun of.
func (of origin) describe(again *result.Run, commit string) *result.Origin {
	o := &result.Origin{Run: of.run.ID, Folder: reportdir.Shown(of.dir), Total: of.run.Counts().Total}
	if then := of.commit(); then != commit && then != "" && commit != "" {
		o.Commit = then
	}
	for _, f := range of.run.Files {
		runs := map[int]bool{}
		if now := again.File(f.Path); now != nil {
			for _, s := range now.Scenarios {
				runs[s.Line] = true
			}
		}
		for _, s := range f.Scenarios {
			switch {
			case runs[s.Line]:
			case of.run.Fails(s):
				o.Red++
			default:
				o.Passed++
			}
		}
	}
	return o
}

// pinned finds the image of a run that is run again: by its ID, else by the names that registries know it by, else by the name that it
// was asked for, if that is still the same image.
func (s session) pinned(ctx context.Context, daemon docker.Daemon, in inputs.Settings) (execute.Image, error) {
	pull := in.Pull
	pull.Progress = s.progress
	local := pull
	local.Policy = "never"
	found, err := docker.Resolve(ctx, daemon, in.Pinned.ID, local)
	if err == nil {
		found.Ref = in.Suite.Image
		return found, nil
	}
	for _, digest := range in.Pinned.Digests {
		if found, err = docker.Resolve(ctx, daemon, digest, pull); err == nil {
			found.Ref = in.Suite.Image
			return found, nil
		}
	}
	if pull.Policy == "always" {
		pull.Policy = "missing" // the name may stand for another image by now
	}
	wrong := inputs.Wrong{Input: "image", Advice: fmt.Sprintf("load or pull the image of that run on this daemon; to run another one: baleen run --image %s --files FILE:LINE", shell.OneLine(in.Suite.Image))}
	switch found, err = docker.Resolve(ctx, daemon, in.Suite.Image, pull); {
	case err != nil:
		wrong.Problem = fmt.Sprintf("the image of run %s (%s, %s) is gone: %v", in.Pinned.Run, in.Suite.Image, in.Pinned.ID, err)
		return found, wrong
	case found.ID != in.Pinned.ID:
		wrong.Problem = fmt.Sprintf("%s is another image than run %s had (%s, not %s), so this would be no rerun", in.Suite.Image, in.Pinned.Run, found.ID, in.Pinned.ID)
		return found, wrong
	}
	return found, nil
}
