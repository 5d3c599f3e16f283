package cucumber

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Policy is what a runner was told to do about scenarios that do not pass, as far as its command line and its configuration
// say so. Every field names the place that says it, such as "--stop in the command"; empty: nothing does.
type Policy struct {
	FailFast string `json:"fail_fast,omitempty"` // it stops at the first failure
	Strict   string `json:"strict,omitempty"`    // undefined and pending scenarios fail
	Lenient  string `json:"lenient,omitempty"`   // pending scenarios do not
}

// switches are the flags by which a runner is told.
type switches struct {
	failFast, strict, lenient []string
	// config gives the flags that stand in a file of the runner's configuration and are in force, as words of a command line;
	// nil: there is none that holds any.
	config func(text []byte, command []string) []string
}

// take adds what some words say, which stand in the place named.
func (p *Policy) take(from string, words []string, s switches) {
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		if value == "false" {
			continue
		}
		for _, told := range []struct {
			what  *string
			flags []string
		}{{&p.FailFast, s.failFast}, {&p.Strict, s.strict}, {&p.Lenient, s.lenient}} {
			if slices.Contains(told.flags, name) && *told.what == "" {
				*told.what = name + " in " + from
			}
		}
	}
}

// jsWords are the flags in the profiles of cucumber.json or cucumber.yaml that are in force. A configuration that is a
// program is not read: what it says depends on where it runs.
func jsWords(text []byte, command []string) []string {
	var profiles map[string]any
	if yaml.Unmarshal(text, &profiles) != nil { // JSON is YAML
		return nil
	}
	var out []string
	for _, name := range orDefault(profilesOf(command)) {
		profile, structured := profiles[name].(map[string]any)
		switch {
		case !structured:
			out = append(out, strings.Fields(strings.Join(texts(profiles[name]), " "))...)
		case profile["failFast"] == true:
			out = append(out, "--fail-fast")
		}
		if structured && profile["strict"] == false {
			out = append(out, "--no-strict")
		}
	}
	return out
}

// rubyWords are the words of the profiles of cucumber.yml that are in force, and of those that they name. What ERB in it
// makes of it is not known.
func rubyWords(text []byte, command []string) []string {
	var profiles map[string]any
	if bytes.Contains(text, []byte("<%")) || yaml.Unmarshal(text, &profiles) != nil {
		return nil
	}
	var out []string
	queue := orDefault(profilesOf(command))
	for i := 0; i < len(queue); i++ {
		words := strings.Fields(strings.Join(texts(profiles[queue[i]]), " "))
		out = append(out, words...)
		for _, named := range profilesOf(words) {
			if !slices.Contains(queue, named) {
				queue = append(queue, named)
			}
		}
	}
	return out
}

// behaveWords are the flags that the section [behave] stands for.
func behaveWords(text []byte, _ []string) []string {
	for _, value := range behaveSettings(text)["stop"] {
		if slices.Contains([]string{"1", "yes", "true", "on"}, strings.ToLower(value)) { // as configparser has it
			return []string{"--stop"}
		}
	}
	return nil
}
