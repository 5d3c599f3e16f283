package cucumber

import (
	"maps"

	"go.yaml.in/yaml/v3"
)

// behatConfig reads the tag filters of behat.yml. A profile extends the default profile; filters of the command replace those
// of the profile (FilterController.php). If the profile has exactly one suite, the suite's filters apply as well.
func behatConfig(c *Config, s settings) {
	names := []string{"behat.yaml", "behat.yml", "behat.yaml.dist", "behat.yml.dist", "behat.dist.yaml", "behat.dist.yml",
		"config/behat.yaml", "config/behat.yml"}
	name, text, found := s.first(s.named(names, "--config", "-c")...)
	var written map[string]map[string]any
	if !found || !s.known || yaml.Unmarshal(text, &written) != nil || written["imports"] != nil {
		s.commandFilters(c)
		return
	}
	profile := written["default"]
	if asked := flagValues(s.words, "--profile", "-p"); len(asked) > 0 {
		profile = extended(profile, written[asked[len(asked)-1]])
	}
	if !s.commandFilters(c) {
		c.add(name, filterTags(profile["gherkin"])...)
	}
	if suites, _ := profile["suites"].(map[string]any); len(suites) == 1 {
		for _, suite := range suites {
			c.add(name, filterTags(suite)...)
		}
	}
}

// commandFilters adds the tags of the command, and reports whether the command sets any filter.
func (s settings) commandFilters(c *Config) bool {
	tags := flagValues(s.words, "--tags")
	if s.known {
		c.add(commandLine, tags...)
	}
	return len(tags) > 0 || len(flagValues(s.words, "--name", "--role")) > 0
}

// filterTags returns filters.tags of a profile's gherkin section or of a suite.
func filterTags(part any) []string {
	settings, _ := part.(map[string]any)
	filters, _ := settings["filters"].(map[string]any)
	return texts(filters["tags"])
}

// extended merges two profiles recursively; values of over win.
func extended(under, over map[string]any) map[string]any {
	out := maps.Clone(under)
	if out == nil {
		out = map[string]any{}
	}
	for name, value := range over {
		below, isMap := out[name].(map[string]any)
		if above, is := value.(map[string]any); is && isMap {
			value = extended(below, above)
		}
		out[name] = value
	}
	return out
}
