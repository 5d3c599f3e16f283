package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// platform is the CI system that Baleen runs on, and what is done for it beside the report folder. Nothing needs a
// token: all is printed, or written to files that the platform reads. The zero value is a laptop.
type platform struct {
	name        string
	getenv      func(string) string
	stdout      io.Writer
	log         *report.Log // stdout, where a log obeys what it reads; nil elsewhere
	annotations int         // at most
	summary     bool
	exitZero    bool
	timings     string // the history that is written to
}

const (
	github  = "github"
	gitlab  = "gitlab"
	jenkins = "jenkins"
)

func platformName(getenv func(string) string) string {
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

// onPlatform sends all that is printed to the platform's log, on one stream: GitHub's runner reads stdout and stderr
// side by side, in no order, and keeps one state for both.
func (p program) onPlatform() program {
	c := platform{name: platformName(p.getenv), getenv: p.getenv, annotations: maxAnnotations, summary: true}
	switch c.name {
	case github:
		c.log = report.NewLog(p.stdout, report.GitHub, p.now)
	case gitlab:
		c.log = report.NewLog(p.stdout, report.GitLab, p.now)
	}
	if c.log != nil {
		p.stdout, p.stderr, p.terminal = c.log, c.log, false
	}
	c.stdout = p.stdout
	p.platform = c
	return p
}

// with takes over what the inputs say about platforms.
func (c platform) with(s settings) platform {
	c.annotations, c.summary, c.exitZero, c.timings = s.annotations, s.summary, s.exitZero, s.Timings
	return c
}

// close leaves the log to whoever prints next. If it cannot be written to, there is nobody left to tell.
func (c platform) close() {
	if c.log != nil {
		c.log.Close() //nolint:errcheck // see above
	}
}

// wrong tells which inputs are wrong.
func (c platform) wrong(inputs []wrongInput) error {
	if c.name != github {
		return nil
	}
	return c.githubWrong(inputs)
}

// stopped tells why there is no run.
func (c platform) stopped(err error, status int) error {
	if c.name != github {
		return nil
	}
	return c.githubStopped(err, status)
}

// ended tells what became of a run. Its report folder is dir.
func (c platform) ended(run *result.Run, dir string, rerun func(string, int) string) error {
	switch c.name {
	case github:
		return c.githubEnded(run, dir, rerun)
	case jenkins:
		return c.jenkinsEnded(run, dir)
	}
	return nil
}

// plannedNodes tells how many nodes a plan is for, as the list that GitHub makes a matrix of: [1,2,3].
// The file that the plan was written to, if there is one, is given to the owner of the workspace.
func (c platform) plannedNodes(nodes int, file string) error {
	if c.name != github {
		return nil
	}
	var numbers []string
	for n := 1; n <= nodes; n++ {
		numbers = append(numbers, strconv.Itoa(n))
	}
	err := c.output([]output{{"nodes", "[" + strings.Join(numbers, ",") + "]"}})
	if file != "" {
		err = errors.Join(err, c.giveBack(file))
	}
	return err
}

// jenkinsEnded says the one thing about Jenkins that nobody expects. It is silent where --exit-zero was given.
func (c platform) jenkinsEnded(run *result.Run, dir string) error {
	if run.Verdict.Exit == result.ExitPassed || c.exitZero {
		return nil
	}
	_, err := fmt.Fprintf(c.stdout, "Jenkins: a step that fails ends its stage, so publish %s/%s in post { always { junit … } }, or give --exit-zero\n",
		dir, junitName)
	return err
}
