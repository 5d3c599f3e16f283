package cucumber

import (
	"bufio"
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// option is a setting of behave and the file that sets it.
type option struct {
	from  string
	lines []string
}

// behaveConfig takes each option from the nearest file that sets it (behave/configuration.py, config_filenames). Only some
// versions read pyproject.toml; if it sets an option, the runner must be asked.
func behaveConfig(c *Config, s settings) {
	s.behaveSays(c, s.behaveOptions(false))
	options := s.behaveOptions(true)
	for _, o := range options {
		if path.Base(o.from) == pyproject {
			c.Question = s.askPython(o.from, options)
		}
	}
	if lines := options["lang"].lines; len(lines) > 0 && c.Language == "" {
		c.Language = lines[len(lines)-1] // only a guess, but harmless: Parse falls back to English
	}
}

const pyproject = "pyproject.toml"

// behaveSays adds the options to the configuration. Tags of a file and of the command must all match; default_tags apply if
// neither has tags.
func (s settings) behaveSays(c *Config, options map[string]option) {
	language := flagValues(s.words, "--lang")
	if len(language) == 0 {
		language = options["lang"].lines
	}
	s.commandTags(c, withoutLimits)
	switch tags := options["tags"]; {
	case s.known && s.has("-w", "--wip"):
		c.Filters = nil
		c.add(commandLine, "@wip")
		c.addDefault(options["default_tags"])
	case len(tags.lines) > 0:
		c.addOption(tags, tags.lines)
	case !s.known || len(flagValues(s.words, "--tags", "-t")) == 0:
		c.addDefault(options["default_tags"])
	}
	if len(language) > 0 {
		c.Language = language[len(language)-1]
	}
	for _, value := range options["stop"].lines {
		if slices.Contains([]string{"1", "yes", "true", "on"}, strings.ToLower(value)) { // Python's configparser accepts these
			c.Policy.take(options["stop"].from, []string{"--stop"}, s.told)
		}
	}
}

// addDefault adds default_tags. behave 1.2 splits them at spaces, behave 1.3 reads them as a tag expression.
func (c *Config) addDefault(tags option) {
	var out []string
	for _, line := range tags.lines {
		words := strings.Fields(line)
		operator := func(word string) bool {
			return word == "not" || word == "and" || word == "or" || strings.ContainsAny(word, "()")
		}
		if slices.ContainsFunc(words, operator) {
			words = []string{line}
		}
		out = append(out, words...)
	}
	c.addOption(tags, out)
}

func (c *Config) addOption(tags option, expressions []string) {
	if slices.ContainsFunc(expressions, func(text string) bool { return strings.Contains(text, "%") }) {
		return // configparser replaces %(name)s by the value of another option
	}
	for i := range expressions {
		expressions[i] = withoutLimits(expressions[i])
	}
	c.add(tags.from, expressions...)
}

// behaveOptions reads all configuration files, the home folder first; later files win.
func (s settings) behaveOptions(withProject bool) map[string]option {
	home := s.Getenv("HOME")
	if home == "" {
		home = "/root"
	}
	out := map[string]option{}
	for _, dir := range []string{home, "."} {
		for _, name := range []string{pyproject, "tox.ini", "setup.cfg", ".behaverc", "behave.ini"} {
			name = path.Join(dir, name)
			text, found := s.Read(name)
			switch {
			case !found, path.Base(name) == pyproject && !withProject:
			case path.Ext(name) == ".toml":
				addTable(out, name, text)
			default:
				addSection(out, name, text)
			}
		}
	}
	return out
}

// addTable reads the table [tool.behave] of pyproject.toml, which behave supports since 1.2.7.
func addTable(out map[string]option, from string, text []byte) {
	var project struct {
		Tool struct{ Behave map[string]any }
	}
	if toml.Unmarshal(text, &project) != nil {
		return
	}
	for name, value := range project.Tool.Behave {
		if on, is := value.(bool); is {
			value = strconv.FormatBool(on)
		}
		if lines := texts(value); lines != nil {
			out[name] = option{from, lines}
		}
	}
}

// addSection reads the section [behave] of an INI file, as Python's configparser does.
func addSection(out map[string]option, from string, text []byte) {
	section, name := "", ""
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := lines.Text()
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';':
		case trimmed[0] == '[':
			section, name = strings.Trim(trimmed, "[]"), ""
		case section != "behave":
		case line[0] == ' ' || line[0] == '\t':
			out[name] = option{from, append(out[name].lines, trimmed)}
		default:
			at := strings.IndexAny(trimmed+"=", "=:")
			name = strings.TrimSpace(trimmed[:at])
			out[name] = option{from: from}
			if value := strings.TrimSpace(strings.TrimLeft(trimmed[at:], "=:")); value != "" {
				out[name] = option{from, []string{value}}
			}
		}
	}
}
