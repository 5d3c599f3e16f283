package main

import (
	"flag"
	"os"
	"strings"
)

var update = flag.Bool("update", false, "write golden files")

// laptop is the environment without what tells a CI system: a test must not write into the job that runs it.
func laptop(name string) string {
	switch {
	case strings.HasPrefix(name, "GITHUB_"), strings.HasPrefix(name, "GITLAB_"), name == "JENKINS_URL", name == "CI":
		return ""
	}
	return os.Getenv(name)
}
