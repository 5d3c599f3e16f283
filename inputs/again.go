package inputs

import (
	"reflect"
	"slices"
	"strings"

	"github.com/org/baleen-action/shell"
)

// notInRerun are inputs that a rerun does not repeat: they do not change what a scenario does, or they would overwrite the report
// that the command is copied from, or they are secret.
var notInRerun = map[string]bool{
	"files": true, "secrets": true, "concurrency": true, "name": true, "report-dir": true, "exit-zero": true,
	"registry-password": true, "output-limit": true, "annotations": true, "summary": true,
	"shard": true, "plan": true, "timings": true, "split": true, "isolation": true,
}

// Again is the command line that repeats a part of the run, without its files. It can be pasted into a shell, and it does not
// overwrite the report that it is copied from. It calls clean for every word, to mask secrets. A suite of baleen.yml is named,
// and only what overrides the file is repeated.
func (s Settings) Again(runner string, clean func(string) string) string {
	words := []string{"baleen", "run"}
	if s.Origin.Suite != "" {
		words = append(words, s.Origin.Suite)
	}
	base := defaults()
	if s.Origin.base != nil {
		base = *s.Origin.base
	}
	words = append(words, flagsOf(reflect.ValueOf(s.Given), reflect.ValueOf(base))...)
	if s.Suite.Runner == RunnerAuto {
		words = append(words, "--runner", runner)
	}
	for _, name := range s.Environment.Names {
		if slices.Equal(s.Given.Secrets, base.Secrets) {
			break // the file names them
		}
		words = append(words, "--secrets", name)
	}
	words = append(words, "--report-dir", s.Report.Rerun())
	for i, word := range words {
		words[i] = shell.OneLine(clean(word))
	}
	return strings.Join(words, " ")
}

// defaults are the inputs if none is given.
func defaults() Run { return trimmed(Run{}) }

// flagsOf returns flags for all inputs that differ from base.
func flagsOf(inputs, base reflect.Value) []string {
	var words []string
	for i := range inputs.NumField() {
		field := inputs.Type().Field(i)
		switch name := FlagName(field); {
		case field.Anonymous:
			words = append(words, flagsOf(inputs.Field(i), base.Field(i))...)
		case !notInRerun[name]:
			words = append(words, flagWords(field, inputs.Field(i), base.Field(i))...)
		}
	}
	return words
}

// flagWords returns the flags for one input, none if it is that of base.
func flagWords(field reflect.StructField, value, base reflect.Value) []string {
	var words []string
	name := FlagName(field)
	switch value.Kind() {
	case reflect.Slice:
		lines, others := list(value.Interface().([]string)), list(base.Interface().([]string))
		switch {
		case slices.Equal(lines, others):
			return nil
		case len(lines) == 0:
			return []string{"--" + name + "="}
		}
		for _, text := range lines {
			if name == "env" {
				text, _, _ = strings.Cut(text, "=")
			}
			words = append(words, "--"+name, text)
		}
	case reflect.String:
		text := value.String()
		switch _, boolean := value.Interface().(Toggle); {
		case text == base.String(), text == "" && base.String() == field.Tag.Get("default"):
		case boolean, text == "":
			words = append(words, "--"+name+"="+text)
		default:
			words = append(words, "--"+name, text)
		}
	}
	return words
}
