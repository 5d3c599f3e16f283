//go:build cluster && !nokube

package kube

import (
	"cmp"
	"os"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

const (
	faultDoc  = "../../docs/faults-kubernetes.md"
	faultHead = "| fault | required | measured | evidence |\n|---|---|---|---|\n"
)

// checkPage keeps the page equal to what was measured. What was not measured this time stays as it is there.
func checkPage(t *testing.T, measured map[string]string) {
	t.Helper()
	before, old, after := faultPage(t)
	earlier := map[string]string{}
	for row := range strings.Lines(old) {
		if cells := strings.Split(row, " | "); len(cells) == 4 {
			earlier[strings.TrimPrefix(cells[0], "| ")] = cells[2]
		}
	}
	var table strings.Builder
	for _, f := range everyFault() {
		became := cmp.Or(measured[f.name], earlier[f.name], "not yet")
		table.WriteString("| " + strings.Join([]string{f.name, f.required, became, f.evidence}, " | ") + " |\n")
	}
	if *update {
		if err := os.WriteFile(faultDoc, []byte(before+faultHead+table.String()+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(old, table.String()); diff != "" {
		t.Errorf("%s says otherwise, -update writes it: %s", faultDoc, diff)
	}
}

// faultPage is the page: what is before its table of faults, the table's rows, and what follows.
func faultPage(t *testing.T) (before, rows, after string) {
	t.Helper()
	before, rest, ok := strings.Cut(text(t, faultDoc), faultHead)
	if !ok {
		t.Fatalf("%s has no table of faults", faultDoc)
	}
	rows, after, _ = strings.Cut(rest, "\n\n")
	return before, rows + "\n", "\n" + after
}
