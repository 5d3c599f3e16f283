package drive

import (
	"context"
	"fmt"
	"slices"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/platform"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// checked is a suite whose inputs are right.
type checked struct {
	inputs.Settings
	fallback string // the runner if nothing else is found
}

// runSuites is "baleen run": the suites that were chosen, one after the other. Wrong inputs of any suite are found before the
// first starts.
func (s session) runSuites(ctx context.Context, chosen []inputs.Chosen, fallback string, in func(inputs.CommandLine) inputs.Run) int {
	s, all, wrong := s.check(chosen, in)
	wrong = wrong.With(inputs.Apart(all))
	if len(wrong) > 0 {
		return s.stop(ctx, wrong)
	}
	var suites []checked
	for _, settings := range all {
		suites = append(suites, checked{settings, fallback})
	}
	for _, settings := range all {
		if settings.Report.Live == platform.LiveTeamCity {
			s = s.on(s.platform.With(platformOptions(settings.Report)))
		}
	}
	suites[0].Notices = append(suites[0].Notices, inputs.Unknown(s.Environ)...)
	if len(suites) == 1 {
		status, _ := s.runSuite(ctx, suites[0])
		return status
	}
	if err := s.rehearse(ctx, suites); err != nil {
		return s.stop(ctx, err)
	}
	return s.runEach(ctx, suites)
}

// check checks the inputs of all suites. The session that it returns knows their secrets.
func (s session) check(chosen []inputs.Chosen, in func(inputs.CommandLine) inputs.Run) (session, []inputs.Settings, inputs.AllWrong) {
	var all []inputs.Settings
	var wrong inputs.AllWrong
	for _, one := range chosen {
		settings, w := in(one.Line).Check(s.Getenv, s.Environ...)
		settings.Origin = one.Origin
		wrong = wrong.With(one.Locate(w.Err()))
		all = append(all, settings)
	}
	return s.knowingAll(all), all, wrong
}

// knowingAll returns the session that knows the secrets of all suites: the output of one may show that of another.
func (s session) knowingAll(suites []inputs.Settings) session {
	var secrets []string
	for _, settings := range suites {
		secrets = append(secrets, settings.Environment.Secrets...)
	}
	return s.knowing(secrets)
}

// rehearse plans every suite and runs nothing, to find the wrong inputs of all. Other errors are left to the suite's turn.
func (s session) rehearse(ctx context.Context, suites []checked) error {
	var wrong inputs.AllWrong
	for _, suite := range suites {
		prep, err := s.prepare(ctx, suite.Settings, suite.fallback)
		if err == nil {
			_, err = prep.Share(s.checkedOut(ctx, suite.Suite.Root))
			prep.discard(ctx)
		}
		wrong = wrong.With(suite.Origin.Locate(err))
	}
	return wrong.Err()
}

// runEach runs suites one after the other, whatever the ones before came to, until the context ends.
func (s session) runEach(ctx context.Context, suites []checked) int {
	status, judged := result.ExitPassed, result.ExitPassed
	var ended []report.Suite
	for i, suite := range suites {
		one := report.Suite{Name: s.clean.Line(suite.Report.Name)}
		if signalOf(ctx) == 0 {
			fmt.Fprintf(s.Stdout, "%sbaleen: suite %s, %d of %d\n", separator(i), one.Name, i+1, len(suites))
			one.Ran = true
			one.Exit, one.Run = s.runSuite(ctx, suite)
			status = worse(status, one.Exit)
		}
		if one.Run != nil {
			one.Exit = worse(one.Exit, one.Run.Verdict.Exit) // which exit-zero hides
		}
		judged = worse(judged, one.Exit)
		ended = append(ended, one)
	}
	if signal := signalOf(ctx); signal != 0 {
		status, judged = 128+int(signal), 128+int(signal)
	}
	fmt.Fprint(s.Stdout, "\n", report.Suites(ended))
	return s.exit(s.platform.SuitesEnded(ended, judged), status)
}

func separator(i int) string {
	if i == 0 {
		return ""
	}
	return "\n"
}

// worse is the worse of two exit statuses: cancelled, wrong inputs, incomplete, failed, passed.
func worse(a, b int) int {
	order := []int{result.ExitPassed, result.ExitFailed, result.ExitIncomplete, result.ExitInputs}
	rank := func(status int) int {
		if at := slices.Index(order, status); at >= 0 {
			return at
		}
		return len(order)
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}
