// Package platform reports a run to the CI system that it runs on. It needs no token: it prints, or writes files that the
// CI system reads.
package platform

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// Platform is the CI system that Baleen runs on. The zero value is none, as on a laptop.
type Platform struct {
	name    string
	getenv  func(string) string
	stdout  io.Writer
	log     *report.Log // stdout, if the platform reads commands from it; else nil
	options Options
	notes   *report.Annotator // of the present suite, on GitHub
}

// Options are the settings for platforms.
type Options struct {
	Annotations int    // maximum number; GitHub shows 10 per step
	Summary     bool   // write GitHub's job summary
	ExitZero    bool   // exit with status 0 if scenarios failed
	Timings     string // path of the timing history
	Live        string // what is shown while a run goes on: LiveAuto, LiveNone or LiveTeamCity
}

// The values of Options.Live.
const (
	LiveAuto     = "auto" // what the platform understands
	LiveNone     = "none"
	LiveTeamCity = "teamcity" // service messages, on every platform
)

const (
	github  = "github"
	gitlab  = "gitlab"
	jenkins = "jenkins"
)

// nameOf returns the platform that the environment variables name; empty if none does.
func nameOf(getenv func(string) string) string {
	switch {
	case getenv("GITHUB_ACTIONS") == "true":
		return github
	case getenv("GITLAB_CI") == "true":
		return gitlab
	case getenv("JENKINS_URL") != "":
		return jenkins
	}
	return ""
}

// Detect finds the platform by its environment variables. If the platform has a Log, everything printed must go through it.
func Detect(getenv func(string) string, stdout io.Writer, now func() time.Time) Platform {
	p := Platform{name: nameOf(getenv), getenv: getenv, stdout: stdout, options: Options{Annotations: maxAnnotations, Summary: true}}
	switch p.name {
	case github:
		p.log = report.NewLog(stdout, report.GitHub, now)
	case gitlab:
		p.log = report.NewLog(stdout, report.GitLab, now)
	}
	if p.log != nil {
		p.stdout = p.log
	}
	return p.With(p.options)
}

// Log returns the one stream for everything printed, or nil if stdout and stderr may be used. GitHub's runner reads both
// streams in no fixed order, but keeps one state for stop-commands.
func (p Platform) Log() io.Writer {
	if p.log == nil {
		return nil
	}
	return p.log
}

// With returns the platform with the given options, for one suite.
func (p Platform) With(o Options) Platform {
	p.options = o
	p.notes = report.NewAnnotator(p.annotationOptions())
	return p
}

// Close ends the log, so that the platform reads commands from later output again. It ignores write errors, because they
// could not be printed either.
func (p Platform) Close() {
	if p.log != nil {
		p.log.Close()
	}
}

// Wrong reports wrong inputs to the platform.
func (p Platform) Wrong(inputs []report.Complaint) error {
	if p.name != github {
		return nil
	}
	return p.githubWrong(inputs)
}

// Stopped reports to the platform why nothing ran, and the exit status.
func (p Platform) Stopped(why report.Stop, status int) error {
	if p.name != github {
		return nil
	}
	return p.githubStopped(why, status)
}

// Decided returns what to annotate at once of a part of a run whose outcomes will not change. Ended annotates the rest. It must not
// be called twice at the same time.
func (p Platform) Decided(part *result.Run) []report.Annotation {
	if p.name != github || p.options.Live == LiveNone || part.Node.Several() {
		return nil
	}
	return p.notes.Decided(part)
}

// Ended reports a finished run to the platform. dir is its report folder; rerun returns the command line that runs a scenario
// again.
func (p Platform) Ended(run *result.Run, dir string, rerun func(string, int) string) error {
	switch p.name {
	case github:
		return p.githubEnded(run, dir, rerun)
	case jenkins:
		return p.jenkinsEnded(run, dir)
	}
	return nil
}

// SuitesEnded reports several suites that ran in one step, after Ended or Stopped of each.
func (p Platform) SuitesEnded(suites []report.Suite, status int) error {
	if p.name != github {
		return nil
	}
	return p.githubSuites(suites, status)
}

// PlannedNodes reports the nodes of a plan as a list for a GitHub matrix, such as [1,2,3]. file is the plan file, or empty; it
// is given to the owner of the workspace.
func (p Platform) PlannedNodes(nodes int, file string) error {
	if p.name != github {
		return nil
	}
	var numbers []string
	for n := 1; n <= nodes; n++ {
		numbers = append(numbers, strconv.Itoa(n))
	}
	err := p.output([]output{{"nodes", "[" + strings.Join(numbers, ",") + "]"}})
	if file != "" {
		err = errors.Join(err, p.giveBack(file))
	}
	return err
}

// jenkinsEnded prints a hint about publishing the report, because a failed step ends its stage in Jenkins. With --exit-zero the
// step does not fail, so there is no hint.
func (p Platform) jenkinsEnded(run *result.Run, dir string) error {
	if run.Verdict.Exit == result.ExitPassed || p.options.ExitZero {
		return nil
	}
	_, err := fmt.Fprintf(p.stdout, "Jenkins: a step that fails ends its stage, so publish %s/%s in post { always { junit … } }, or give --exit-zero\n",
		dir, reportdir.JUnit)
	return err
}
