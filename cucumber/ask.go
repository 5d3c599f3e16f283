package cucumber

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"path"
	"slices"
	"strings"
)

// Question is what only a program in the image can tell of its runner's configuration: that is a program itself.
type Question struct {
	// Words ask it, in the work-dir of a test container and in place of its ENTRYPOINT and command.
	Words []string
	// File is the one that it is about.
	File string

	take func(c *Config, written map[string]any) // adds what the answer says
}

// answerMark begins the line of the answer. Whatever else the program prints is its own.
const answerMark = "baleen-configuration: "

//go:embed ask.js
var askNode string

//go:embed ask.rb
var askRuby string

//go:embed ask.py
var askPython string

// askNode asks the Node that runs cucumber-js: with the options that its command gives it, which may load TypeScript.
func (s settings) askNode(file string) *Question {
	node := []string{"node"}
	if n := len(s.program); n > 1 && path.Base(s.program[0]) == "node" {
		node = s.program[:n-1]
	}
	return &Question{Words: slices.Concat(node, []string{"-e", askNode, "./" + file}), File: file, take: s.profilesOf(file, jsProfile)}
}

// askRuby asks the Ruby that runs Cucumber, with the gems of its bundle where its command does so.
func (s settings) askRuby(file string) *Question {
	ruby := []string{"ruby"}
	if i := slices.Index(s.program, "exec"); i > 0 && path.Base(s.program[i-1]) == "bundle" {
		ruby = append(slices.Clone(s.program[:i+1]), "ruby")
	}
	return &Question{Words: slices.Concat(ruby, []string{"-e", askRuby, file}), File: file, take: s.profilesOf(file, rubyProfile)}
}

// profilesOf takes an answer that is the profiles of a file.
func (s settings) profilesOf(file string, read func(any) (profile, bool)) func(*Config, map[string]any) {
	return func(c *Config, written map[string]any) { s.inForce(c, profiles{file, written, read}) }
}

// askPython asks the Python that runs behave whether that reads pyproject.toml, and says the options that count then.
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

// Answer adds what the program said to the configuration that left its question open; false if it did not answer.
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
