package result

import (
	"slices"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestFreshServices: an attempt that is made again with fresh services decides nothing, whatever it reported, and is told.
func TestFreshServices(t *testing.T) {
	const a = "features/a.feature"
	r := planned(2)
	faulty := attempt(ServiceFault, 1)
	faulty.Evidence, faulty.Superseded = "service db ended with exit status 137", true
	r.Record(faulty, seen(true, observed(a, 2, cucumber.Failed)))
	if got := r.Files[0].Scenarios[0]; got.Status != NotRun || got.Attempt != "" {
		t.Errorf("after the first attempt: %+v", got)
	}
	again := attempt(Passed, 0)
	again.Number = 2
	r.Record(again, seen(true, observed(a, 2, cucumber.Passed)))
	other(r)
	r.Judge(0)
	said := "service db ended with exit status 137, so " + faulty.ID() + " was run again with fresh services"
	if r.Verdict.Exit != ExitPassed || !slices.Contains(r.Verdict.Caveats, said) || r.Counts().Flaky > 0 {
		t.Errorf("%+v, %+v", r.Verdict, r.Counts())
	}
}

// TestServiceLogs: an attempt with a trouble names what its services wrote.
func TestServiceLogs(t *testing.T) {
	a := attempt(ServiceFault, 1)
	a.Services = []ServiceLog{{"db", "services/1/db.log", 3, 9}, {"mail", "services/1/mail.log", 2, 2}}
	got, _ := a.Trouble()
	for _, want := range []string{"service db: services/1/db.log, lines 3 to 9", "service mail: services/1/mail.log, line 2"} {
		if !slices.Contains(got.Details, want) {
			t.Errorf("%q has no %q", got.Details, want)
		}
	}
}
