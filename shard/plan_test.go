package shard

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

func file(path string, steps int, lines ...int) File {
	return File{Target: cucumber.Target{Path: path, Lines: lines}, Estimate: time.Duration(steps) * time.Second}
}

func TestPlanStartsLongestFirst(t *testing.T) {
	units := Plan([]File{file("a.feature", 3), file("b.feature", 9, 4), file("c.feature", 3), file("d.feature", 4)}, Options{})
	want := []Unit{
		{Name: "b", Targets: []cucumber.Target{{Path: "b.feature", Lines: []int{4}}}, Estimate: 9 * time.Second},
		{Name: "d", Targets: []cucumber.Target{{Path: "d.feature"}}, Estimate: 4 * time.Second},
		{Name: "a", Targets: []cucumber.Target{{Path: "a.feature"}}, Estimate: 3 * time.Second},
		{Name: "c", Targets: []cucumber.Target{{Path: "c.feature"}}, Estimate: 3 * time.Second},
	}
	if diff := cmp.Diff(want, units); diff != "" {
		t.Error(diff)
	}
}

func TestPlanNames(t *testing.T) {
	long := strings.Repeat("folder/", 40) + "end.feature"
	units := Plan([]File{
		file("features/a b.feature", 9), file("features/a-b.feature", 8), file("features/A;b.feature", 7),
		file("../-.feature", 6), file("ü.feature", 5), file(long, 4),
	}, Options{})
	var names []string
	for _, u := range units {
		names = append(names, u.Name)
	}
	want := []string{"features-a-b", "features-a-b-2", "features-A-b-3", "feature", "feature-2",
		strings.Repeat("folder-", 11) + "end"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

// FuzzPlan checks that every file is in exactly one unit and that every name is unique.
func FuzzPlan(f *testing.F) {
	f.Add("a.feature\nb.feature\nA.feature\n\n-x\n../a.feature")
	f.Fuzz(func(t *testing.T, text string) {
		planned := map[string]int{}
		var files []File
		for i, path := range strings.Split(text, "\n") {
			files = append(files, file(path, i%5))
			planned[path]++
		}
		names := map[string]bool{}
		for _, unit := range Plan(files, Options{}) {
			if lower := strings.ToLower(unit.Name); names[lower] || strings.Trim(lower, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != "" || lower == "" {
				t.Errorf("name %q", unit.Name)
			} else {
				names[lower] = true
			}
			for _, target := range unit.Targets {
				planned[target.Path]--
			}
		}
		for path, n := range planned {
			if n != 0 {
				t.Errorf("%q is planned %d times too rarely", path, n)
			}
		}
	})
}

func ExamplePlan() {
	units := Plan([]File{
		{Target: cucumber.Target{Path: "features/login.feature"}, Estimate: 4 * time.Second},
		{Target: cucumber.Target{Path: "features/checkout.feature"}, Estimate: 31 * time.Second},
	}, Options{})
	for _, unit := range units {
		fmt.Println(unit.Name, unit.Targets[0].Path)
	}
	// Output:
	// features-checkout features/checkout.feature
	// features-login features/login.feature
}

// TestPlanNamesShown: containers, and files of the report, are named after what may be shown of a path.
func TestPlanNamesShown(t *testing.T) {
	units := Plan([]File{{Target: cucumber.Target{Path: "features/hunter2hunter2.feature"}, Name: "features/***.feature"}}, Options{Slots: 1})
	if len(units) != 1 || units[0].Name != "features" || units[0].Targets[0].Path != "features/hunter2hunter2.feature" {
		t.Errorf("%+v", units)
	}
}
