package inputs

import (
	"reflect"
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
// overwrite the report that it is copied from. It calls clean for every word, to mask secrets.
func (s Settings) Again(runner string, clean func(string) string) string {
	words := append([]string{"baleen", "run"}, flagsOf(reflect.ValueOf(s.Given))...)
	if s.Suite.Runner == RunnerAuto {
		words = append(words, "--runner", runner)
	}
	for _, name := range s.Environment.Names {
		words = append(words, "--secrets", name)
	}
	words = append(words, "--report-dir", s.Report.Rerun())
	for i, word := range words {
		words[i] = shell.OneLine(clean(word))
	}
	return strings.Join(words, " ")
}

// flagsOf returns flags for all inputs that do not have their default.
func flagsOf(inputs reflect.Value) []string {
	var words []string
	for i := range inputs.NumField() {
		field := inputs.Type().Field(i)
		switch name := FlagName(field); {
		case field.Anonymous:
			words = append(words, flagsOf(inputs.Field(i))...)
		case !notInRerun[name]:
			words = append(words, flagWords(name, field.Tag.Get("default"), inputs.Field(i))...)
		}
	}
	return words
}

// flagWords returns the flags for one input, none if it has its default.
func flagWords(name, otherwise string, value reflect.Value) []string {
	var words []string
	switch value.Kind() {
	case reflect.Slice:
		for _, text := range list(value.Interface().([]string)) {
			if name == "env" {
				text, _, _ = strings.Cut(text, "=")
			}
			words = append(words, "--"+name, text)
		}
	case reflect.String:
		text := value.String()
		switch _, boolean := value.Interface().(Toggle); {
		case text == otherwise || text == "":
		case boolean:
			words = append(words, "--"+name+"="+text)
		default:
			words = append(words, "--"+name, text)
		}
	}
	return words
}
