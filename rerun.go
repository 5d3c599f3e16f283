package main

import (
	"reflect"
	"strconv"
	"strings"
)

// notInRerun are inputs that do not decide what a scenario does, or that would lose something: a rerun must not
// overwrite the report that it was copied from, and no value of a variable is ever printed.
var notInRerun = map[string]bool{
	"files": true, "secrets": true, "concurrency": true, "name": true, "report-dir": true, "exit-zero": true,
	"registry-password": true, "output-limit": true, "annotations": true, "summary": true,
}

// rerun is the command line that runs one scenario again, or a whole file where line is 0. It can be pasted into a shell,
// and it leaves the report alone that it was copied from.
func (r *suiteRun) rerun(path string, line int) string {
	words := append([]string{"baleen", "run"}, flagsOf(reflect.ValueOf(r.settings.inputs))...)
	if r.settings.runner == "auto" {
		words = append(words, "--runner", r.recipe.Name)
	}
	for _, name := range r.settings.secretNames {
		words = append(words, "--secrets", name)
	}
	words = append(words, "--report-dir", r.settings.ReportDir+rerunSuffix)
	if strings.HasPrefix(path, "!") {
		path = "./" + path
	}
	if line > 0 {
		path += ":" + strconv.Itoa(r.selectable(path, line))
	}
	for i, word := range words {
		words[i] = pasted(r.clean.Text(word))
	}
	return strings.Join(append(words, "--files", pasted(r.clean.Text(path))), " ")
}

// pasted is a word for a person's shell, on one line: $'…' is known to bash, ksh, zsh and POSIX.1-2024.
func pasted(word string) string {
	if !strings.ContainsAny(word, "\n\t") {
		return quote(word)
	}
	return "$'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`, "\t", `\t`).Replace(word) + "'"
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
func (r *suiteRun) selectable(path string, line int) int {
	file := r.run.File(path)
	if file == nil || r.recipe.Rows {
		return line
	}
	for _, s := range file.Scenarios {
		if s.Line == line && s.Outline > 0 {
			return s.Outline
		}
	}
	return line
}
