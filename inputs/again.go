package inputs

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Given is an input that does not have its default, as run.json keeps it for a rerun.
type Given struct {
	Name   string
	Values []string // one, or the lines of a list
}

// notKept are inputs that a rerun does not take from the run: a rerun divides nothing between nodes, writes to a folder of its own,
// exits by what it finds, and asks for credentials anew.
var notKept = map[string]bool{
	"shard": true, "plan": true, "report-dir": true, "exit-zero": true, "rerun": true,
	"registry-username": true, "registry-password": true,
}

// Keep returns the inputs that a rerun takes from the run. runner is the one that was found. Secrets, variables that Baleen took from
// its environment, and variables that look like secrets are kept by name. hidden are the inputs whose values hold a secret, so that
// they cannot be kept. Keep calls clean for every value, to find secrets.
func (s Settings) Keep(runner string, clean func(string) string) (kept []Given, hidden []string) {
	s.Given.Runner = runner
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Run]()) {
		name := FlagName(field)
		if field.Anonymous || notKept[name] {
			continue
		}
		values := valuesOf(reflect.ValueOf(s.Given).FieldByIndex(field.Index), field.Tag.Get("default"))
		switch name {
		case "env":
			values = s.Environment.named(values, clean)
		case "secrets":
			values = s.Environment.Names
		}
		switch changed := func(v string) bool { return clean(v) != v }; {
		case len(values) == 0:
		case slices.ContainsFunc(values, changed):
			hidden = append(hidden, name)
		default:
			kept = append(kept, Given{name, values})
		}
	}
	return kept, hidden
}

// valuesOf returns the values of an input, none if it has its default.
func valuesOf(value reflect.Value, otherwise string) []string {
	if value.Kind() == reflect.Slice {
		return list(value.Interface().([]string))
	}
	if text := value.String(); text != "" && text != otherwise {
		return []string{text}
	}
	return nil
}

// named returns the lines of the input env as a rerun needs them: the names of variables that are to be set again, and those with
// values that may be shown. It leaves out those that were not set.
func (e Environment) named(lines []string, clean func(string) string) []string {
	var out []string
	for _, line := range lines {
		name, value, valued := strings.Cut(line, "=")
		switch {
		case valued && clean(line) == line && !private(name, value):
			out = append(out, line)
		case valued || slices.ContainsFunc(e.Variables, func(v string) bool { return strings.HasPrefix(v, name+"=") }):
			out = append(out, name)
		}
	}
	return out
}

var (
	privateName  = regexp.MustCompile(`(?i)token|secret|passw|passphrase|pwd|credential|api_?key|private|access_?key|auth|cookie|session`)
	privateValue = regexp.MustCompile(`://[^/@\s]+@|-----BEGIN `)
)

// private reports whether a variable looks like a secret, although it was not given as one: run.json may be published.
func private(name, value string) bool {
	return value != "" && (privateName.MatchString(name) || privateValue.MatchString(value))
}

// again returns the inputs of a run from those that were kept.
func (c *checker) again(kept []Given) Run {
	var in Run
	fields := map[string]reflect.Value{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Run]()) {
		if !field.Anonymous {
			fields[FlagName(field)] = reflect.ValueOf(&in).Elem().FieldByIndex(field.Index)
		}
	}
	for _, given := range kept {
		field, known := fields[given.Name]
		switch {
		case !known:
			c.say(given.Name, "was given to the run, and this Baleen does not know it", "use the version of Baleen that the run was made with")
		case field.Kind() == reflect.Slice:
			field.Set(reflect.ValueOf(given.Values))
		case len(given.Values) > 0:
			field.SetString(given.Values[0])
		}
	}
	in.Env, in.Secrets = c.present("env", in.Env), c.present("secrets", in.Secrets)
	return in
}

// present asks for the variables that the run had and that are not set now, and returns the others. A name that is left among the
// secrets would be masked, as if it were the value.
func (c *checker) present(input string, lines []string) []string {
	var there, gone []string
	for _, line := range lines {
		if _, set := c.lookup(line); set || strings.Contains(line, "=") {
			there = append(there, line)
		} else {
			gone = append(gone, line)
		}
	}
	if len(gone) == 0 {
		return there
	}
	verb := "is"
	if len(gone) > 1 {
		verb = "are"
	}
	c.say(input, fmt.Sprintf("%s %s not set where Baleen runs, and the run had a value that its report does not keep", strings.Join(gone, ", "), verb),
		"export "+strings.Join(gone, "=… ")+"=…")
	return there
}
