package cucumber

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"path"
	"slices"
	"strings"
)

// Question asks a test container for a runner's configuration that is itself a program, so that only running it tells.
type Question struct {
	// Words are the command that asks. It replaces ENTRYPOINT and command of a test container, and runs in its work-dir.
	Words []string
	// File is the configuration file.
	File string

	take func(c *Config, written map[string]any) // adds the answer to the configuration
}

// answerMark begins the line of the answer. The program may print other lines of its own.
const answerMark = "baleen-configuration: "

//go:embed ask.js
var askNode string

//go:embed ask.rb
var askRuby string

//go:embed ask.py
var askPython string

// askNode runs the configuration in Node with the options of the runner's command, which may load TypeScript.
func (s settings) askNode(file string) *Question {
	node := []string{"node"}
	if n := len(s.program); n > 1 && path.Base(s.program[0]) == "node" {
		node = s.program[:n-1]
	}
	return &Question{Words: slices.Concat(node, []string{"-e", askNode, "./" + file}), File: file, take: s.profilesOf(file, jsProfile)}
}

// askRuby runs the configuration in Ruby, through bundle exec if the runner's command uses it.
func (s settings) askRuby(file string) *Question {
	ruby := []string{"ruby"}
	if i := slices.Index(s.program, "exec"); i > 0 && path.Base(s.program[i-1]) == "bundle" {
		ruby = append(slices.Clone(s.program[:i+1]), "ruby")
	}
	return &Question{Words: slices.Concat(ruby, []string{"-e", askRuby, file}), File: file, take: s.profilesOf(file, rubyProfile)}
}

// profilesOf returns a function that adds the answer if it holds the profiles of a file.
func (s settings) profilesOf(file string, read func(any) (profile, bool)) func(*Config, map[string]any) {
	return func(c *Config, written map[string]any) { s.inForce(c, profiles{file, written, read}) }
}

// askPython asks the Python that runs behave whether it reads pyproject.toml. If so, options apply.
func (s settings) askPython(file string, options map[string]option) *Question {
	python := "python3"
	if len(s.program) > 1 && strings.HasPrefix(path.Base(s.program[0]), "python") {
		python = s.program[0]
	}
	take := func(c *Config, written map[string]any) {
		if written["pyproject"] == true {
			c.Filters = nil
			s.behaveSays(c, options)
		}
	}
	return &Question{Words: []string{python, "-c", askPython}, File: file, take: take}
}

// Answer adds the program's answer to the configuration, and reports whether the output has one.
func (c *Config) Answer(output []byte) bool {
	q := c.Question
	for line := range bytes.Lines(output) {
		answer, is := bytes.CutPrefix(line, []byte(answerMark))
		var written map[string]any
		if q != nil && is && json.Unmarshal(answer, &written) == nil {
			q.take(c, written)
			c.Question = nil
			return true
		}
	}
	return false
}
