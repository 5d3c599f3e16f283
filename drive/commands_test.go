package drive

import (
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/org/baleen-action/inputs"
)

// TestEveryCommandIsRun: a command that can be typed is in the table; otherwise it would do nothing and succeed.
func TestEveryCommandIsRun(t *testing.T) {
	for i := range reflect.TypeFor[inputs.CommandLine]().NumField() {
		field := reflect.TypeFor[inputs.CommandLine]().Field(i)
		if _, typed := field.Tag.Lookup("cmd"); !typed {
			continue
		}
		args := strings.Fields(inputs.FlagName(field))
		var line inputs.CommandLine
		o := inputs.ParseOptions{Getenv: func(string) string { return "" }, Stdout: io.Discard, Stderr: io.Discard}
		name, err := inputs.Parse(&line, args, o)
		if err != nil { // it needs an argument
			name, err = inputs.Parse(&line, append(args, "x"), o)
		}
		if _, known := commands()[name]; !known || err != nil {
			t.Errorf("%q is the command %q: %v", args, name, err)
		}
	}
}
