package main

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shell"
)

// notInRerun are inputs that do not decide what a scenario does, or that would lose something: a rerun must not
// overwrite the report that it was copied from, and no value of a variable is ever printed.
var notInRerun = map[string]bool{
	"files": true, "secrets": true, "concurrency": true, "name": true, "report-dir": true, "exit-zero": true,
	"registry-password": true, "output-limit": true, "annotations": true, "summary": true,
	"shard": true, "plan": true, "timings": true, "split": true, "isolation": true,
}

// rerun is the command line that runs a part of the run again, but for its files. It can be pasted into a shell, and it
// leaves the report alone that it was copied from.
func (prep *preparation) rerun() string {
	s := prep.settings
	words := append([]string{"baleen", "run"}, flagsOf(reflect.ValueOf(s.inputs))...)
	if s.runner == "auto" {
		words = append(words, "--runner", prep.recipe.Name)
	}
	for _, name := range s.secretNames {
		words = append(words, "--secrets", name)
	}
	words = append(words, "--report-dir", s.ReportDir+rerunSuffix)
	for i, word := range words {
		words[i] = shell.OneLine(prep.clean.Text(word))
	}
	return strings.Join(words, " ")
}

// rerunOf gives the command line that runs one scenario of a run again, or a whole file where line is 0.
func rerunOf(run *result.Run, clean *result.Cleaner) func(path string, line int) string {
	return func(path string, line int) string {
		if strings.HasPrefix(path, "!") {
			path = "./" + path
		}
		if line > 0 {
			path += ":" + strconv.Itoa(selectable(run, path, line))
		}
		return run.Rerun + " --files " + shell.OneLine(clean.Text(path))
	}
}

// flagsOf are the words that give every input its value, none for those that have their default.
func flagsOf(inputs reflect.Value) []string {
	var words []string
	for i := range inputs.NumField() {
		field := inputs.Type().Field(i)
		switch name := flagName(field); {
		case field.Anonymous:
			words = append(words, flagsOf(inputs.Field(i))...)
		case !notInRerun[name]:
			words = append(words, flagWords(name, field.Tag.Get("default"), inputs.Field(i))...)
		}
	}
	return words
}

// flagWords are the words that give an input its value, none for its default.
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
		switch _, boolean := value.Interface().(toggle); {
		case text == otherwise || text == "":
		case boolean:
			words = append(words, "--"+name+"="+text)
		default:
			words = append(words, "--"+name, text)
		}
	}
	return words
}

// selectable is the line that the runner can be given for a scenario: its own, or that of its outline where one row
// cannot be selected.
func selectable(run *result.Run, path string, line int) int {
	file := run.File(path)
	recipe, known := cucumber.Find(run.Runner)
	if file == nil || recipe.Rows || !known {
		return line
	}
	for _, s := range file.Scenarios {
		if s.Line == line && s.Outline > 0 {
			return s.Outline
		}
	}
	return line
}
