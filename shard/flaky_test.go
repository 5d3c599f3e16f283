package shard

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// TestFlaky: the highest rate comes first, with the commonest failure, when it was seen, and what its retries cost.
func TestFlaky(t *testing.T) {
	timings := &Timings{}
	past := timings.Past(shop)
	seldom := outcomesOf("pkpp" + strings.Repeat("p", 46))
	often := outcomesOf("kpkkf")
	for i := range often.Outcomes {
		o := &often.Outcomes[i]
		if o.Flaky {
			o.Signature, o.Retried = fmt.Sprintf("boom %d", i/2), time.Second
		}
	}
	often.Outcomes[4].Signature = "boom 1"
	past.file("a").record("seldom").merge(seldom)
	past.file("b").record("often").merge(often)
	past.file("b").record("broken").merge(outcomesOf("ffff"))
	past.file("b").record("fine").merge(outcomesOf("pppp"))
	got, scenarios := timings.Flaky()
	want := []Flake{
		{Key: shop, File: "b", Scenario: "often", Flaked: 3, Runs: 5, Failure: "boom 1", Failures: 3, First: "002", Last: "005", Retried: 3 * time.Second},
		{Key: shop, File: "a", Scenario: "seldom", Flaked: 1, Runs: 40, First: "049", Last: "049"},
	}
	if diff := cmp.Diff(want, got); diff != "" || scenarios != 4 || got[0].Rate() != 0.6 {
		t.Errorf("%d scenarios, %s", scenarios, diff)
	}
}

func TestBegan(t *testing.T) {
	for run, want := range map[string]string{"20260301-120000-aabbccdd": "2026-03-01T12:00:00Z", "": "0001-01-01T00:00:00Z", "yesterday": "0001-01-01T00:00:00Z"} {
		if got := Began(run).Format(time.RFC3339); got != want {
			t.Errorf("%q: %s", run, got)
		}
	}
}

// TestFlakyOfManyScenarios: 500,000 outcomes are summed up in much less than the second that baleen flaky has.
func TestFlakyOfManyScenarios(t *testing.T) {
	timings := longHistory(10_000)
	least := time.Hour // of several, because other programs run as well
	for range 3 {
		began := time.Now()
		flaky, scenarios := timings.Flaky()
		least = min(least, time.Since(began))
		if len(flaky) != 10_000 || scenarios != 10_000 || flaky[0].Flaked != 8 {
			t.Fatalf("%d of %d", len(flaky), scenarios)
		}
	}
	t.Log(least)
	if least > time.Second {
		t.Errorf("it takes %v", least)
	}
}

func TestFlakeOfOneCommit(t *testing.T) {
	f, flaked := outcomesOf("PFpf").flake()
	if !flaked || f.Flaked != 1 || f.First != "003" {
		t.Errorf("%+v", f)
	}
	if _, flaked := (&Record{Outcomes: []Outcome{{Run: "1", Status: cucumber.Failed}}}).flake(); flaked {
		t.Error("one failure is no flake")
	}
}
