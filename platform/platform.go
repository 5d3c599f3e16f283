// Package platform tells a CI system what became of a run, beside the report folder. Nothing needs a token: all is
// printed, or written to files that the platform reads.
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

// Platform is the CI system that Baleen runs on. The zero value is a laptop.
type Platform struct {
	name    string
	getenv  func(string) string
	stdout  io.Writer
	log     *report.Log // stdout, if the platform obeys what it reads there; else nil
	options Options
}

// Options is what the inputs say about platforms.
type Options struct {
	Annotations int  // at most so many; GitHub shows 10 of a step
	Summary     bool // write GitHub's job summary
	ExitZero    bool // scenario failures exit 0
	Timings     string
}

const (
	github  = "github"
	gitlab  = "gitlab"
	jenkins = "jenkins"
)

// nameOf is the platform that the environment speaks of; empty on a laptop.
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

// Detect finds the platform by its variables. What is printed from then on belongs into its Log, if it has one.
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
	return p
}

// Log is the one stream for all that is printed, nil if stdout and stderr will do. GitHub's runner reads both side by side,
// in no order, and keeps one state for both.
func (p Platform) Log() io.Writer {
	if p.log == nil {
		return nil
	}
	return p.log
}

// With follows what the inputs say.
func (p Platform) With(o Options) Platform {
	p.options = o
	return p
}

// Close leaves the log to whoever prints next. If it cannot be written to, there is nobody left to tell.
func (p Platform) Close() {
	if p.log != nil {
		p.log.Close() //nolint:errcheck // see above
	}
}

// Wrong reports the inputs that are wrong.
func (p Platform) Wrong(inputs []report.Complaint) error {
	if p.name != github {
		return nil
	}
	return p.githubWrong(inputs)
}

// Stopped reports why nothing ran, and the exit status.
func (p Platform) Stopped(why report.Stop, status int) error {
	if p.name != github {
		return nil
	}
	return p.githubStopped(why, status)
}

// Ended reports how a run ended whose report folder is dir. The command line that rerun gives runs a scenario again.
func (p Platform) Ended(run *result.Run, dir string, rerun func(string, int) string) error {
	switch p.name {
	case github:
		return p.githubEnded(run, dir, rerun)
	case jenkins:
		return p.jenkinsEnded(run, dir)
	}
	return nil
}

// PlannedNodes reports how many nodes a plan is for, as the list that GitHub makes a matrix of: [1,2,3].
// The file that the plan was written to, if there is one, is given to the owner of the workspace.
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

// jenkinsEnded says the one thing about Jenkins that nobody expects. It is silent where --exit-zero was given.
func (p Platform) jenkinsEnded(run *result.Run, dir string) error {
	if run.Verdict.Exit == result.ExitPassed || p.options.ExitZero {
		return nil
	}
	_, err := fmt.Fprintf(p.stdout, "Jenkins: a step that fails ends its stage, so publish %s/%s in post { always { junit … } }, or give --exit-zero\n",
		dir, reportdir.JUnit)
	return err
}
