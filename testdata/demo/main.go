// Command suite is the acceptance suite of a small harbour: what make demo runs.
package main

import (
	"os"

	"github.com/cucumber/godog"
	"github.com/cucumber/godog/colors"
	"github.com/spf13/pflag"
)

func main() {
	opts := godog.Options{Output: colors.Colored(os.Stdout), Format: "pretty", Strict: true}
	godog.BindCommandLineFlags("godog.", &opts)
	pflag.Parse()
	opts.Paths = pflag.Args()
	os.Exit(godog.TestSuite{Name: "harbour", ScenarioInitializer: initialize, Options: &opts}.Run())
}
