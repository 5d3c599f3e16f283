// Command suite is a godog suite that shows every outcome a scenario can have.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/cucumber/godog"
	"github.com/cucumber/godog/colors"
	"github.com/spf13/pflag"
)

// complaint holds what a report must carry unharmed: lines, both quotes, markup, an escape sequence, other scripts.
const complaint = "expected \"7\" but was '6'\n  <left unit=\"apple\">6 & more</left> ]]>\n  \x1b[31mred\x1b[0m über 🍎 日本"

func main() {
	opts := godog.Options{Output: colors.Colored(os.Stdout), Format: "pretty"}
	godog.BindCommandLineFlags("godog.", &opts)
	pflag.Parse()
	opts.Paths = pflag.Args()
	os.Exit(godog.TestSuite{Name: "stock", ScenarioInitializer: initialize, Options: &opts}.Run())
}

// stock is the state of one scenario.
type stock struct{ apples int }

func (s *stock) fill(n int) { s.apples = n }
func (s *stock) sell(n int) { s.apples -= n }

func (s *stock) left(n int) error {
	if s.apples != n {
		return fmt.Errorf("expected %d apples, %d are left", n, s.apples)
	}
	return nil
}

func initialize(sc *godog.ScenarioContext) {
	s := &stock{}
	sc.Step(`^a stock of (\d+) apples$`, s.fill)
	sc.Step(`^(\d+) apples are sold$`, s.sell)
	sc.Step(`^(\d+) apples are left$`, s.left)
	sc.Step(`^ein Lager mit (\d+) Äpfeln$`, s.fill)
	sc.Step(`^(\d+) Äpfel verkauft werden$`, s.sell)
	sc.Step(`^bleiben (\d+) Äpfel$`, s.left)
	sc.Step(`^the check fails$`, func() error { return errors.New(complaint) })
	sc.Step(`^this step is pending$`, func() error { return godog.ErrPending })
	sc.Step(`^this scenario is skipped$`, func() error { return godog.ErrSkip })

	sc.Before(func(ctx context.Context, sc *godog.Scenario) (context.Context, error) {
		return ctx, failIf(sc, "@before-fails")
	})
	sc.After(func(ctx context.Context, sc *godog.Scenario, _ error) (context.Context, error) {
		return ctx, failIf(sc, "@after-fails")
	})
}

// failIf is the error of a hook that was asked to fail by a tag.
func failIf(sc *godog.Scenario, tag string) error {
	for _, t := range sc.Tags {
		if t.Name == tag {
			return fmt.Errorf("the hook of %s fails", tag)
		}
	}
	return nil
}
