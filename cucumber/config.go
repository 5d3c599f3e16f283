package cucumber

import (
	"bufio"
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/org/baleen-action/shell"
)

// Config is what a runner's own configuration says about which scenarios run. Only what can be named is in it: it explains
// why a scenario was left out, and never decides that one may be missing.
type Config struct {
	Filters []Filter
	Policy  Policy
}

// ReadConfig reads the configuration files of a runner, as far as read finds them in the image (paths are relative to the
// work-dir), and the words of the simple command that runs it.
func (r Recipe) ReadConfig(read func(path string) ([]byte, bool), command []string) Config {
	var c Config
	words := r.operands(command)
	c.add("the command", tagFlags(words))
	c.Policy.take("the command", words, r.told)
	if slices.Contains(words, "-P") || slices.Contains(words, "--no-profile") {
		return c
	}
	for _, name := range r.configFiles(words) {
		text, found := read(name)
		if !found {
			continue
		}
		c.add(name, r.tags(text, words))
		if r.told.config != nil {
			c.Policy.take(name, r.told.config(text, words), r.told)
		}
	}
	return c
}

// configFiles are the files of the runner's configuration: its usual ones, or the one that its command names instead.
func (r Recipe) configFiles(words []string) []string {
	if named := flagValues(words, r.configFlags...); len(named) > 0 {
		return []string{path.Clean(named[len(named)-1])}
	}
	return r.configs
}

// operands are what stands after the program of the runner: "-p" before it is some other program's.
func (r Recipe) operands(command []string) []string {
	if r.named == nil {
		return nil // whose flags these are is not known
	}
	if i := slices.IndexFunc(command, r.named); i >= 0 && !strings.HasPrefix(command[i], "-") {
		return command[i+1:]
	}
	if len(command) > 0 {
		return command[1:] // a program of any name
	}
	return nil
}

// add keeps expressions that can be read; what cannot is the runner's to complain about. What a shell would make of a
// variable is not known.
func (c *Config) add(from string, expressions []string) {
	variable := func(text string) bool { return strings.ContainsAny(text, "$`") }
	if len(expressions) == 0 || slices.ContainsFunc(expressions, variable) {
		return
	}
	if filter, err := NewFilter(from, expressions...); err == nil {
		c.Filters = append(c.Filters, filter)
	}
}

// Removed tells which filter leaves a scenario with these tags out; nil if none does.
func (c Config) Removed(tags []string) *Filter {
	for i, f := range c.Filters {
		if !f.Keeps(tags) {
			return &c.Filters[i]
		}
	}
	return nil
}

// tagFlags finds the tag expressions among words of a command line.
func tagFlags(words []string) []string {
	return flagValues(words, "--tags", "-t", "--godog.tags", "-godog.tags")
}

// profilesOf are the profiles that words of a command line ask for.
func profilesOf(words []string) []string { return flagValues(words, "--profile", "-p") }

// flagValues are the values of a flag by any of its names, in the order of the words.
func flagValues(words []string, names ...string) []string {
	var out []string
	for i, word := range words {
		name, value, joined := strings.Cut(word, "=")
		switch {
		case !slices.Contains(names, name):
		case joined:
			out = append(out, value)
		case i+1 < len(words):
			out = append(out, words[i+1])
		}
	}
	return out
}

func orDefault(profiles []string) []string {
	if len(profiles) == 0 {
		return []string{"default"}
	}
	return profiles
}

var (
	tagOption   = regexp.MustCompile(`(?:--tags|-t)[ =]("[^"]*"|'[^']*'|[^\s"']+)`)
	propertyTag = regexp.MustCompile(`(?m)^\s*cucumber\.filter\.tags\s*[=:]\s*(.+)$`)
	tagSetting  = regexp.MustCompile("(?m)\\btags['\"]?\\s*:\\s*(\"[^\"]*\"|'[^']*'|`[^`]*`)")
)

// rubyTags reads the profiles of cucumber.yml that are in force, and those that they name. A file with ERB in it is text
// to us: every --tags in it counts if they agree.
func rubyTags(text []byte, command []string) []string {
	var profiles map[string]any
	if bytes.Contains(text, []byte("<%")) || yaml.Unmarshal(text, &profiles) != nil {
		return agreed(options(string(text)))
	}
	var out []string
	queue := orDefault(profilesOf(command))
	for i := 0; i < len(queue); i++ {
		words, err := shell.Split(strings.Join(texts(profiles[queue[i]]), " "))
		if err != nil {
			continue
		}
		out = append(out, tagFlags(words)...)
		for _, named := range profilesOf(words) {
			if !slices.Contains(queue, named) {
				queue = append(queue, named)
			}
		}
	}
	return out
}

// jsTags reads the profiles of cucumber.json or cucumber.yaml; a configuration that is a program is text to us.
func jsTags(text []byte, command []string) []string {
	var profiles map[string]any
	if yaml.Unmarshal(text, &profiles) != nil || profiles == nil { // JSON is YAML
		var found []string
		for _, m := range tagSetting.FindAllStringSubmatch(string(text), -1) {
			found = append(found, strings.Trim(m[1], "\"'`"))
		}
		return agreed(append(found, options(string(text))...))
	}
	var out []string
	for _, profile := range orDefault(profilesOf(command)) {
		switch p := profiles[profile].(type) {
		case map[string]any:
			out = append(out, texts(p["tags"])...)
		default:
			out = append(out, options(strings.Join(texts(p), " "))...)
		}
	}
	return out
}

// behaveTags reads the tags of the section [behave], each line of which must hold; default_tags count where neither the
// section nor the command has others.
func behaveTags(text []byte, command []string) []string {
	settings := behaveSettings(text)
	if tags := settings["tags"]; len(tags) > 0 || len(tagFlags(command)) > 0 {
		return tags
	}
	return settings["default_tags"]
}

// behaveSettings are the values of the settings in the section [behave], each line of them one.
func behaveSettings(text []byte) map[string][]string {
	settings := map[string][]string{}
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
			settings[name] = append(settings[name], trimmed)
		default:
			at := strings.IndexAny(trimmed+"=", "=:")
			name = strings.TrimSpace(trimmed[:at])
			if value := strings.TrimSpace(strings.TrimLeft(trimmed[at:], "=:")); value != "" {
				settings[name] = append(settings[name], value)
			}
		}
	}
	return settings
}

// propertyTags reads cucumber.filter.tags of a Java properties file.
func propertyTags(text []byte, _ []string) []string {
	found := propertyTag.FindSubmatch(text)
	if found == nil {
		return nil
	}
	return []string{strings.TrimSpace(string(found[1]))}
}

// options finds the values of --tags in a text.
func options(text string) []string {
	var out []string
	for _, m := range tagOption.FindAllStringSubmatch(text, -1) {
		out = append(out, strings.Trim(m[1], `"'`))
	}
	return out
}

// agreed gives an expression that stands in several places of a text once, and nothing where they differ: which of them
// is in force cannot be told.
func agreed(expressions []string) []string {
	slices.Sort(expressions)
	if expressions = slices.Compact(expressions); len(expressions) == 1 {
		return expressions
	}
	return nil
}

// texts makes strings of a YAML value that is one or a list of them.
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
