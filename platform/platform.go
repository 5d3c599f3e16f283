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
	agent   *buildkite        // for the present suite; nil: there is none
	tests   *report.TeamCity  // of the present suite; nil: nothing reads service messages
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
	github      = "github"
	gitlab      = "gitlab"
	jenkins     = "jenkins"
	teamcity    = "teamcity"
	onBuildkite = "buildkite"
)

// nameOf returns the platform that the environment variables name; empty if none does.
func nameOf(getenv func(string) string) string {
	switch {
	case getenv("GITHUB_ACTIONS") == "true":
		return github
	case getenv("GITLAB_CI") == "true":
		return gitlab
	case getenv("BUILDKITE") == "true":
		return onBuildkite
	case getenv("TEAMCITY_VERSION") != "":
		return teamcity
	case getenv("JENKINS_URL") != "":
		return jenkins
	}
	return ""
}

// Detect finds the platform by its environment variables. If the platform has a Log, everything printed must go through it.
func Detect(getenv func(string) string, stdout io.Writer, now func() time.Time) Platform {
	p := Platform{name: nameOf(getenv), getenv: getenv, stdout: stdout, options: Options{Annotations: maxAnnotations, Summary: true, Live: LiveAuto}}
	switch p.name {
	case github:
		p.log = report.NewLog(stdout, report.GitHub, now)
	case gitlab:
		p.log = report.NewLog(stdout, report.GitLab, now)
	case teamcity:
		p.log = report.NewLog(stdout, report.TeamCityLog, now)
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

// With returns the platform with the given options, for one suite. It has a Log if the options ask for service messages.
func (p Platform) With(o Options) Platform {
	p.options = o
	p.notes, p.tests, p.agent = report.NewAnnotator(p.annotationOptions()), nil, nil
	if p.name == onBuildkite && o.Live == LiveAuto {
		p.agent = newBuildkite(o.Annotations)
	}
	if o.Live == LiveTeamCity || o.Live == LiveAuto && p.name == teamcity {
		p.tests = report.NewTeamCity()
	}
	if p.tests != nil && p.log == nil {
		p.log = report.NewLog(p.stdout, report.TeamCityLog, nil)
		p.stdout = p.log
	}
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
	switch {
	case p.name == github:
		return p.githubWrong(inputs)
	case p.tests != nil:
		return p.log.Serve(report.WrongInputs(inputs))
	}
	return nil
}

// Stopped reports to the platform why nothing ran, and the exit status.
func (p Platform) Stopped(why report.Stop, status int) error {
	switch {
	case p.name == github:
		return p.githubStopped(why, status)
	case p.tests != nil:
		return p.log.Serve([]report.ServiceMessage{why.BuildProblem()})
	}
	return nil
}

// Decided returns what to print at once of a part of a run whose outcomes will not change, and annotates it on Buildkite. Ended shows
// the rest. It must not be called twice at the same time.
func (p Platform) Decided(part *result.Run) report.Commands {
	var all report.Commands
	if p.name == github && p.options.Live != LiveNone && !part.Node.Several() {
		all.Annotations = p.notes.Decided(part)
	}
	if p.agent != nil {
		p.agent.send(p.agent.notes.Decided(part))
	}
	if p.tests != nil {
		all.Services = p.tests.Decided(part)
	}
	return all
}

// Ended reports a finished run to the platform. dir is its report folder; rerun returns the command line that runs a scenario
// again.
func (p Platform) Ended(run *result.Run, dir string, rerun func(string, int) string) error {
	var err error
	if p.tests != nil {
		err = p.log.Serve(p.tests.Rest(run))
	}
	switch p.name {
	case github:
		err = errors.Join(err, p.githubEnded(run, dir, rerun))
	case jenkins:
		err = errors.Join(err, p.jenkinsEnded(run, dir))
	}
	if p.agent != nil {
		if notice := p.agent.finish(run); notice != "" {
			fmt.Fprintln(p.stdout, notice) // which is not worth an error either
		}
	}
	return err
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
