package page

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTypesOfTheScript: what the type checker knows of the data is what it is.
func TestTypesOfTheScript(t *testing.T) {
	source, err := os.ReadFile("assets/model.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]any{
		"Head": head{}, "RunNode": node{}, "Group": group{}, "FeatureFile": file{}, "Scenario": scenario{}, "Attempt": attempt{}, "SlowStep": slowStep{},
		"Container": container{}, "Detail": detail{}, "Try": try{}, "Step": step{}, "Attachment": attachment{},
	} {
		body := regexp.MustCompile(`(?s)interface ` + name + ` \{(.*?)\n?\}\n`).FindSubmatch(source)
		if body == nil {
			t.Errorf("no interface %s", name)
			continue
		}
		var known []string
		for _, field := range regexp.MustCompile(`(?m)(?:^|[;{]) *(\w+)\??:`).FindAllSubmatch(body[1], -1) {
			known = append(known, string(field[1]))
		}
		for i := range reflect.TypeOf(of).NumField() {
			field, _, _ := strings.Cut(reflect.TypeOf(of).Field(i).Tag.Get("json"), ",")
			if !slices.Contains(known, field) {
				t.Errorf("%s has no %s: it has %v", name, field, known)
			}
		}
	}
}
