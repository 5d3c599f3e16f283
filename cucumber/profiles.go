package cucumber

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/org/baleen-action/shell"
)

// profile is one profile of a configuration.
type profile struct {
	tags     []string // that must all hold
	language string
	more     []string // other profiles that it activates
	words    []string // its flags
}

// profiles are all profiles of one file, and the function that reads one.
type profiles struct {
	from    string
	written map[string]any
	read    func(written any) (p profile, clear bool)
}

// inForce adds the profiles that the runner's arguments activate, or the default profile. If the arguments are not known, it
// adds only what every profile leaves out.
func (s settings) inForce(c *Config, all profiles) {
	asked := flagValues(s.words, "--profile", "-p")
	if !s.known || slices.ContainsFunc(asked, unsettled) {
		all.shared(c)
		return
	}
	if len(asked) == 0 {
		asked = []string{"default"}
	}
	var tags []string
	for i := 0; i < len(asked); i++ {
		p, clear := all.read(all.written[asked[i]])
		if !clear {
			continue
		}
		tags = append(tags, p.tags...)
		c.Policy.take(all.from, p.words, s.told)
		if p.language != "" && c.Language == "" {
			c.Language = p.language
		}
		for _, name := range p.more {
			if !slices.Contains(asked, name) {
				asked = append(asked, name)
			}
		}
	}
	c.add(all.from, tags...)
}

// shared adds a filter that leaves out what every profile leaves out, including the default one, because any may be active.
func (all profiles) shared(c *Config) {
	var each Config
	for _, name := range append(slices.Sorted(maps.Keys(all.written)), "default") {
		before := len(each.Filters)
		if p, clear := all.read(all.written[name]); clear {
			each.add(all.from, p.tags...)
		}
		if len(each.Filters) == before {
			return // this profile leaves nothing out, or cannot be read
		}
	}
	c.Filters = append(c.Filters, oneOf(each.Filters))
}

// rubyConfig reads the first cucumber.yml that exists (profile_loader.rb). A file with ERB is a program.
func rubyConfig(c *Config, s settings) {
	s.commandTags(c, withoutLimits)
	name, text, found := s.first("cucumber.yml", "cucumber.yaml", ".config/cucumber.yml", ".config/cucumber.yaml",
		"config/cucumber.yml", "config/cucumber.yaml")
	if !found || s.has("-P", "--no-profile") {
		return
	}
	if rubyProgram.Match(text) {
		c.Question = s.askRuby(name)
		return
	}
	var written map[string]any
	if yaml.Unmarshal(text, &written) == nil {
		s.inForce(c, profiles{name, written, rubyProfile})
	}
}

// rubyProgram matches ERB in the trim mode that Cucumber uses, in which a line may begin with %.
var rubyProgram = regexp.MustCompile(`<%|(?m:^%)`)

func rubyProfile(written any) (p profile, clear bool) {
	words, clear := wordsOf(written)
	for _, tags := range flagValues(words, "--tags", "-t") {
		p.tags = append(p.tags, withoutLimits(tags))
	}
	p.more, p.words = flagValues(words, "--profile", "-p"), words
	return p, clear
}

// jsConfig reads the configuration file that the command names, or the first that exists (locate_file.js). A file that is
// neither JSON nor YAML is a program.
func jsConfig(c *Config, s settings) {
	s.commandTags(c, func(tags string) string { return tags })
	if languages := flagValues(s.words, "--language"); len(languages) > 0 {
		c.Language = languages[len(languages)-1]
	}
	usual := []string{"cucumber.js", "cucumber.cjs", "cucumber.mjs", "cucumber.json", "cucumber.yaml", "cucumber.yml"}
	name, text, found := s.first(s.named(usual, "--config", "-c")...)
	if !found {
		return
	}
	var written map[string]any
	switch path.Ext(name) {
	case ".json", ".yaml", ".yml":
		if yaml.Unmarshal(text, &written) == nil { // JSON is YAML
			s.inForce(c, profiles{name, written, jsProfile})
		}
	default:
		c.Question = s.askNode(name)
		if named := jsLanguage.FindAllSubmatch(text, -1); len(named) == 1 && c.Language == "" {
			c.Language = string(named[0][1]) // only a guess, but harmless: Parse falls back to English
		}
	}
}

// jsLanguage matches the language setting in the text of a program.
var jsLanguage = regexp.MustCompile("\\blanguage['\"]?\\s*:\\s*['\"`]([a-zA-Z-]+)['\"`]")

func jsProfile(written any) (p profile, clear bool) {
	if settings, is := written.(map[string]any); is {
		p.tags = texts(settings["tags"])
		p.language, _ = settings["language"].(string)
		if settings["failFast"] == true {
			p.words = append(p.words, "--fail-fast")
		}
		if settings["strict"] == false {
			p.words = append(p.words, "--no-strict")
		}
		return p, true
	}
	words, clear := wordsOf(written)
	p.tags, p.words = flagValues(words, "--tags", "-t"), words
	if languages := flagValues(words, "--language"); len(languages) > 0 {
		p.language = languages[len(languages)-1]
	}
	return p, clear
}

// commandTags adds the tag expressions of the command, each converted by plain.
func (s settings) commandTags(c *Config, plain func(string) string) {
	tags := flagValues(s.words, "--tags", "-t")
	for i := range tags {
		tags[i] = plain(tags[i])
	}
	if s.known {
		c.add(commandLine, tags...)
	}
}

// tagLimit matches the limit on scenarios per tag that cucumber-ruby and behave 1.2 accept: @wip:3.
var tagLimit = regexp.MustCompile(`([\w@]):\d+\b`)

func withoutLimits(tags string) string { return tagLimit.ReplaceAllString(tags, "$1") }

// wordsOf returns the arguments of a profile, which is one text or a list of words. clear is false if the text needs a shell.
func wordsOf(written any) (words []string, clear bool) {
	text, is := written.(string)
	if !is {
		return texts(written), true
	}
	words, err := shell.Split(text)
	return words, err == nil
}

// texts returns the strings of a YAML value that is a string or a list.
func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, texts(one)...)
		}
		return out
	}
	return nil
}

// npmScript finds the runner's arguments in the script of package.json that npm, yarn, pnpm or bun runs.
func npmScript(r Recipe, s settings) settings {
	name, rest := scriptName(s.program, s.words)
	text, found := s.Read("package.json")
	var manifest struct{ Scripts map[string]string }
	if name == "" || !found || json.NewDecoder(bytes.NewReader(text)).Decode(&manifest) != nil {
		return s
	}
	commands, err := shell.Commands(manifest.Scripts[name])
	if err != nil {
		return s
	}
	for _, command := range commands {
		for i, word := range command.Words {
			if r.named(word) {
				words := slices.Concat(command.Words[i+1:], rest)
				return settings{Sources: s.Sources, program: command.Words[:i+1], words: words, known: true, told: r.told}
			}
		}
	}
	return s
}

// scriptName returns the name of the script that npm, yarn, pnpm or bun runs, and its arguments.
func scriptName(program, words []string) (name string, rest []string) {
	if len(program) == 0 || !slices.Contains([]string{"npm", "yarn", "pnpm", "bun"}, path.Base(program[0])) {
		return "", nil
	}
	words = slices.DeleteFunc(slices.Clone(words), func(word string) bool {
		return word == "run" || word == "run-script" || word == "--" || word == "--silent" || word == "-s"
	})
	if len(words) == 0 || strings.HasPrefix(words[0], "-") {
		return "", nil
	}
	if words[0] == "t" {
		words[0] = "test"
	}
	return words[0], words[1:]
}
