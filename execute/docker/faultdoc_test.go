package docker

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what is compared with again")

const (
	faultDoc  = "../../docs/faults.md"
	faultHead = "| fault | required | measured |\n|---|---|---|\n"
)

// row is one row of the page's table.
func row(t trial, measured string) string {
	return fmt.Sprintf("| %s | %s | %s |\n", t.name, t.required, measured)
}

// checkPage keeps the page equal to what was measured.
func checkPage(t *testing.T, all []trial, measured []string) {
	t.Helper()
	var table strings.Builder
	for i, trial := range all {
		table.WriteString(row(trial, measured[i]))
	}
	before, old, after := faultPage(t)
	if *update {
		if err := os.WriteFile(faultDoc, []byte(before+faultHead+table.String()+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(old, table.String()); diff != "" {
		t.Errorf("%s says otherwise, go test -run TestEngineFaults ./execute -update writes it: %s", faultDoc, diff)
	}
}

// faultPage is the page: what is before its first table of faults, the table's rows, and what follows.
func faultPage(t *testing.T) (before, rows, after string) {
	t.Helper()
	before, rest, ok := strings.Cut(read(t, faultDoc), faultHead)
	if !ok {
		t.Fatalf("%s has no table of faults", faultDoc)
	}
	rows, after, _ = strings.Cut(rest, "\n\n")
	return before, rows + "\n", "\n" + after
}

// TestFaultPage compares what the page and the tests require; it needs no engine.
func TestFaultPage(t *testing.T) {
	_, rows, _ := faultPage(t)
	var want strings.Builder
	for _, trial := range trials() {
		want.WriteString(row(trial, trial.required))
	}
	if diff := cmp.Diff(want.String(), rows); diff != "" {
		t.Error(diff)
	}
}
